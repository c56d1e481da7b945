// What something that was chosen by its key is called.

import { useQuery } from '@tanstack/react-query'
import { at } from './api.ts'
import { oneQuery } from './queries.ts'

type Asked = {
  /** `/v1/users` */
  readonly path: string
  /** Its key or id; empty: nothing is asked. */
  readonly of: string
  readonly enabled?: boolean
}

/** Also of one beyond the first that are listed; its key while that is not known. */
export const useName = ({ path, of, enabled = true }: Asked): string => {
  const { data } = useQuery({ ...oneQuery<{ readonly name: string }>(`${path}/${at(of)}`), enabled: enabled && of !== '' })
  return data?.name ?? of
}
