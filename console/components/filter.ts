// Filters of a list live in the address: what is seen can be sent to somebody, and the way back leads to it.

import { useNavigate } from '@tanstack/react-router'

/** Returns what sets one filter of a page, or with an empty text takes it away. @param from the page’s path; `.`: the page that is open */
export const useFilter = (from: string) => {
  const navigate = useNavigate()
  return (name: string) => (value: string) =>
    void navigate({
      to: from,
      search: ((was: Record<string, unknown>) => ({ ...was, [name]: value === '' ? undefined : value })) as never,
      replace: true,
      resetScroll: false,
    })
}
