// What of a long list is near what is seen, and so worth drawing whole. One observer for all of its lines.

import { useCallback, useEffect, useMemo, useState } from 'react'

/** How far beyond the window a line is near: a quick scroll or the next press of Tab finds it drawn. */
const MARGIN = '1200px 0px'

type Told = (isNear: boolean) => void
export type Near = (element: HTMLElement, told: Told) => () => void

/** Returns what tells a line whether it is near; null where all are drawn anyway. */
export const useNearness = (enabled: boolean): Near | null => {
  const watching = useMemo(() => {
    if (!enabled) return null
    const lines = new Map<Element, Told>()
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) lines.get(target)?.(isIntersecting)
      },
      { rootMargin: MARGIN },
    )
    const near: Near = (element, told) => {
      lines.set(element, told)
      observer.observe(element)
      return () => {
        lines.delete(element)
        observer.unobserve(element)
      }
    }
    return { near, stop: () => observer.disconnect() }
  }, [enabled])
  useEffect(() => () => watching?.stop(), [watching])
  return watching?.near ?? null
}

/**
 * Whether a line is near; far away it keeps the height it had. Where the focus is stays drawn.
 * @param heightPx of one that was never drawn whole
 */
export const useNear = (near: Near | null, heightPx: number) => {
  const [element, ref] = useState<HTMLElement | null>(null)
  const [isNear, setNear] = useState(false)
  const [height, setHeight] = useState(heightPx)
  const told = useCallback(
    (now: boolean) => {
      if (element === null || (!now && element.contains(document.activeElement))) return
      if (!now) setHeight(element.offsetHeight)
      setNear(now)
    },
    [element],
  )
  useEffect(() => (near === null || element === null ? undefined : near(element, told)), [near, element, told])
  return { ref, isNear: near === null || isNear, height }
}
