// What overrides make of who is on duty. Each concerns the people that rotation or temporary schedule put there, once: two
// that replace Anna by Ben and Ben by Anna are a swap, not a circle.

import type { Duty, Segment } from './rotation.ts'
import type { Override } from './schedule.ts'
import { clipped, during, overlaid, type Span, swept, united } from './spans.ts'

const concerns = ({ change }: Override, person: string): boolean =>
  change.kind !== 'add' && (change.person === person || change.person === null)

const replaced = (base: readonly Duty[], live: readonly Override[]): readonly Duty[] =>
  base.flatMap((duty) => {
    const last = live.findLast((override) => concerns(override, duty.person))
    if (last === undefined) return [duty]
    return last.change.kind === 'replace' ? [{ person: last.change.by, because: 'replaced', of: last.id }] : []
  })

/** Nobody was there to be replaced: who replaces whoever is on duty, is. */
const filled = (live: readonly Override[]): readonly Duty[] => {
  const last = live.findLast(({ change }) => change.kind === 'replace' && change.person === null)
  return last?.change.kind === 'replace' ? [{ person: last.change.by, because: 'replaced', of: last.id }] : []
}

const added = (live: readonly Override[]): readonly Duty[] =>
  live.flatMap(({ id, change }) => (change.kind === 'add' ? [{ person: change.person, because: 'added', of: id }] : []))

/** Returns who is on duty after the overrides that hold at that instant, each person once. */
export const withOverrides = (base: readonly Duty[], live: readonly Override[]): readonly Duty[] => {
  if (live.length === 0) return base
  const all = [...(base.length === 0 ? filled(live) : replaced(base, live)), ...added(live)]
  return all.filter(({ person }, index) => all.findIndex((other) => other.person === person) === index)
}

const isOverride = (item: Segment | Override): item is Override => 'change' in item

/** Returns the segments of a range after all overrides that hold in it; most of it is outside all of them. */
export const overriddenSegments = (
  base: readonly Segment[],
  overrides: readonly Override[],
  range: Span,
): readonly Segment[] => {
  const held = clipped(overrides, range)
  if (held.length === 0) return base
  const touched = united(held)
  const changed = swept<Segment | Override>([...during(base, touched, range), ...held]).map(
    ({ fromMs, toMs, items }): Segment => {
      const live = items.filter(isOverride)
      const duties = items.flatMap((item) => (isOverride(item) ? [] : item.duties))
      return { fromMs, toMs, duties: withOverrides(duties, live) }
    },
  )
  return overlaid(changed, base)
}
