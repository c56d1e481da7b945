// The parts of callouts that decisions ask for, all in one query: an attempt with its target, named destinations, or
// everything open; each target with the attempt that speaks for it.

import type { Target } from '#core/callout/state'
import type { AttemptRow, LoadedParts, LoadRequest } from '#engine/ports'
import { attemptFields, columns, targetFields } from './fields.ts'
import { type Runner, run, type Statement } from './query.ts'
import { type AttemptRecord, type TargetRecord, toAttempt, toTarget } from './rows.ts'

const renamed = Object.keys(targetFields)
  .map((name) => `t.${name} as target_${name}`)
  .join(', ')
const both = `r.place, ${renamed}, ${columns('a', attemptFields)}`

const load: Statement = {
  name: 'engine_load',
  text: `with r as materialized (
      select * from jsonb_to_recordset($1::jsonb) as r(place integer, callout_id uuid, attempt integer,
        destinations integer[], open boolean))
    select ${both} from r
      join attempt asked on asked.callout_id = r.callout_id and asked.ordinal = r.attempt
      join target t on t.callout_id = asked.callout_id and t.destination = asked.destination
      join attempt a on a.callout_id = t.callout_id and a.ordinal in (asked.ordinal, t.attempt)
    union all
    select ${both} from r
      cross join lateral unnest(r.destinations) as wanted(destination)
      join target t on t.callout_id = r.callout_id and t.destination = wanted.destination
      left join attempt a on a.callout_id = t.callout_id and a.ordinal = t.attempt
    union all
    select ${both} from r
      join target t on t.callout_id = r.callout_id and t.open
      left join attempt a on a.callout_id = t.callout_id and a.ordinal = t.attempt
      where r.open`,
}

type Prefixed = { readonly [Name in keyof TargetRecord as `target_${Name}`]: TargetRecord[Name] }
type Loaded = Prefixed & { readonly place: number } & (AttemptRecord | { readonly ordinal: null })
type Parts = { readonly targets: Map<number, Target>; readonly attempts: Map<number, AttemptRow> }

const asked = ({ calloutId, scope }: LoadRequest, place: number): object => ({
  place,
  callout_id: calloutId,
  attempt: scope.kind === 'attempt' ? scope.attempt : null,
  destinations: scope.kind === 'destinations' ? scope.destinations : null,
  open: scope.kind === 'open',
})

const targetOf = (record: Loaded): Target =>
  toTarget({
    destination: record.target_destination,
    open: record.target_open,
    settled: record.target_settled,
    taken: record.target_taken,
    outcome: record.target_outcome,
    attempt: record.target_attempt,
    redials: record.target_redials,
    repeats_after_unknown: record.target_repeats_after_unknown,
  })

/** Answers in the order of the requests. */
export const loadParts = async (runner: Runner, requests: readonly LoadRequest[]): Promise<readonly LoadedParts[]> => {
  const parts: Parts[] = requests.map(() => ({ targets: new Map(), attempts: new Map() }))
  if (requests.some(({ scope }) => scope.kind !== 'head')) {
    for (const record of await run<Loaded>(runner, load, [JSON.stringify(requests.map(asked))])) {
      const part = parts[record.place]
      if (part === undefined) continue
      part.targets.set(record.target_destination, targetOf(record))
      if (record.ordinal !== null) part.attempts.set(record.ordinal, toAttempt(record))
    }
  }
  return parts.map(({ targets, attempts }) => ({ targets: [...targets.values()], attempts: [...attempts.values()] }))
}
