// What is drawn at once although its parts become known one after another: for a moment it is there and not seen, so that nothing moves
// under whoever has begun to read. It is never kept back for long.

import { useEffect, useState } from 'react'

/** Nobody who opened a page waits longer; after that it is shown as it is. */
const HELD_MS = 400

/** @param waits whether a part is still missing */
export const useHeld = (waits: boolean): boolean => {
  const [over, setOver] = useState(!waits)
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), HELD_MS)
    return () => clearTimeout(timer)
  }, [])
  // What was shown once is not taken away again.
  useEffect(() => {
    if (!waits) setOver(true)
  }, [waits])
  return waits && !over
}
