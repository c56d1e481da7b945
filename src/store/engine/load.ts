// The parts of callouts that decisions ask for, all in one query: an attempt with its target, named destinations, or
// everything open; each target with the attempt that speaks for it.

import type { Scope } from '#core/callout/decide'
import type { Target } from '#core/callout/state'
import type { AttemptRow, LoadedParts, LoadRequest } from '#engine/ports'
import { attemptFields, columns, targetFields } from './fields.ts'
import { type Runner, run, type Statement, type Value } from './query.ts'
import { type AttemptRecord, type TargetRecord, toAttempt, toTarget } from './rows.ts'

const renamed = Object.keys(targetFields)
  .map((name) => `t.${name} as target_${name}`)
  .join(', ')
const both = `r.place, ${renamed}, ${columns('a', attemptFields)}`
const withSpeaker = 'left join attempt a on a.callout_id = t.callout_id and a.ordinal = t.attempt'

const load: Statement = {
  name: 'engine_load',
  text: `select ${both} from unnest($1::integer[], $2::uuid[], $3::integer[]) as r(place, callout_id, attempt)
      join attempt asked on asked.callout_id = r.callout_id and asked.ordinal = r.attempt
      join target t on t.callout_id = asked.callout_id and t.destination = asked.destination
      join attempt a on a.callout_id = t.callout_id and a.ordinal in (asked.ordinal, t.attempt)
    union all
    select ${both} from unnest($4::integer[], $5::uuid[], $6::integer[]) as r(place, callout_id, destination)
      join target t on t.callout_id = r.callout_id and t.destination = r.destination ${withSpeaker}
    union all
    select ${both} from unnest($7::integer[], $8::uuid[]) as r(place, callout_id)
      join target t on t.callout_id = r.callout_id and t.open ${withSpeaker}`,
}

type Prefixed = { readonly [Name in keyof TargetRecord as `target_${Name}`]: TargetRecord[Name] }
type Loaded = Prefixed & { readonly place: number } & (AttemptRecord | { readonly ordinal: null })
type Parts = { readonly targets: Map<number, Target>; readonly attempts: Map<number, AttemptRow> }

type Asked = { readonly place: number; readonly calloutId: string; readonly which: number }

/** Returns the requests of one kind, a row for each attempt or destination that is asked for. */
const rowsOf = (requests: readonly LoadRequest[], which: (scope: Scope) => readonly number[]): readonly Asked[] =>
  requests.flatMap(({ calloutId, scope }, place) => which(scope).map((one) => ({ place, calloutId, which: one })))

const parameters = (requests: readonly LoadRequest[]): readonly Value[] => {
  const attempts = rowsOf(requests, (scope) => (scope.kind === 'attempt' ? [scope.attempt] : []))
  const destinations = rowsOf(requests, (scope) => (scope.kind === 'destinations' ? scope.destinations : []))
  const open = rowsOf(requests, (scope) => (scope.kind === 'open' ? [0] : []))
  const places = (rows: readonly Asked[]): Value[] => [rows.map((row) => row.place), rows.map((row) => row.calloutId)]
  const whiches = (rows: readonly Asked[]): Value => rows.map((row) => row.which)
  return [...places(attempts), whiches(attempts), ...places(destinations), whiches(destinations), ...places(open)]
}

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
    for (const record of await run<Loaded>(runner, load, parameters(requests))) {
      const part = parts[record.place]
      if (part === undefined) continue
      part.targets.set(record.target_destination, targetOf(record))
      if (record.ordinal !== null) part.attempts.set(record.ordinal, toAttempt(record))
    }
  }
  return parts.map(({ targets, attempts }) => ({ targets: [...targets.values()], attempts: [...attempts.values()] }))
}
