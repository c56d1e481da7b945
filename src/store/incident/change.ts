// What changes an incident itself: its status, its name, dates and parameters, and that somebody has it.

import type { UserId } from '#core/ids'
import type { Change } from '#core/incident/entry'
import { changeStatus, type IncidentStatus, take } from '#core/incident/incident'
import type { Parameters } from '#core/incident/options'
import { type At, amend, type IncidentDeps, type OpenIncident, person, setState, tell, work } from './open.ts'
import { joinIncident } from './responders.ts'
import { type IncidentRow, stateOf } from './rows.ts'

export type IncidentPatch = {
  readonly name?: string | undefined
  readonly occurredAtMs?: number | null | undefined
  readonly permanentActionAtMs?: number | null | undefined
  /** Replaces them all. */
  readonly parameters?: Parameters | null | undefined
}

const different = (one: unknown, other: unknown): boolean => JSON.stringify(one) !== JSON.stringify(other)

const changesOf = (row: IncidentRow, patch: IncidentPatch): readonly Change[] => {
  const { name = row.name, parameters = row.parameters } = patch
  const { occurredAtMs = row.occurred_at, permanentActionAtMs = row.permanent_action_at } = patch
  const all: readonly (Change & { readonly is: boolean })[] = [
    { field: 'name', before: row.name, after: name, is: name !== row.name },
    { field: 'occurredAt', beforeMs: row.occurred_at, afterMs: occurredAtMs, is: occurredAtMs !== row.occurred_at },
    {
      field: 'permanentActionAt',
      beforeMs: row.permanent_action_at,
      afterMs: permanentActionAtMs,
      is: permanentActionAtMs !== row.permanent_action_at,
    },
    { field: 'parameters', before: row.parameters, after: parameters, is: different(parameters, row.parameters) },
  ]
  return all.flatMap(({ is, ...change }) => (is ? [change] : []))
}

const patch = (open: OpenIncident, wanted: IncidentPatch): void => {
  const changes = changesOf(open.row, wanted)
  if (changes.length === 0) return
  const { name, parameters, occurredAtMs, permanentActionAtMs } = wanted
  amend(open, {
    ...(name === undefined ? {} : { name }),
    ...(parameters === undefined ? {} : { parameters }),
    ...(occurredAtMs === undefined ? {} : { occurred_at: occurredAtMs }),
    ...(permanentActionAtMs === undefined ? {} : { permanent_action_at: permanentActionAtMs }),
  })
  tell(open, { kind: 'changed', changes })
}

/** Somebody has it: they belong to it, and it is not forgotten any more. */
export const takeIncident = async (
  open: OpenIncident,
  { newId, atMs }: { readonly newId: () => string; readonly atMs: number },
): Promise<boolean> => {
  const { by } = open
  const state = take(stateOf(open.row), { atMs, by: person(by) })
  if (by !== null && by.userId !== null) await joinIncident(open, { id: newId(), userId: by.userId, name: by.name })
  if (state === null) return false
  setState(open, state)
  amend(open, {})
  return true
}

export const createChanges = (deps: IncidentDeps) => ({
  /** Answers whether anything changed. @errors incident.not_found */
  setStatus: (at: At, to: IncidentStatus): Promise<boolean> =>
    work(deps, at, (open) => {
      const from = open.row.status
      const state = changeStatus(stateOf(open.row), to, { atMs: open.nowMs, by: person(open.by) })
      if (state === null) return false
      setState(open, state)
      amend(open, {})
      tell(open, { kind: 'status', from, to })
      return true
    }),
  /** @errors incident.not_found */
  amend: (at: At, wanted: IncidentPatch): Promise<void> => work(deps, at, (open) => patch(open, wanted)),
  /** Somebody says "I have it". @errors incident.not_found */
  take: (at: At & { readonly by: { readonly userId: UserId | null; readonly name: string } }): Promise<void> =>
    work(deps, at, async (open) => {
      const newId = () => deps.newId(open.nowMs)
      if (await takeIncident(open, { newId, atMs: open.nowMs })) tell(open, { kind: 'taken' })
    }),
})
