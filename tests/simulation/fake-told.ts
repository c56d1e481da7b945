// What the calls of a run have told, in memory: the same questions as the statements in src/store/alert/told.ts, and the same notes.

import { needsSomebody } from '#core/alert/alert'
import { limits } from '#core/limits'
import { isHost, type Told } from '#core/speech/buttons'
import type { Member } from '#store/alert/runs'
import type { DetailsRequest, ToldCall } from '#store/alert/told'
import { type AlertTables, type FakeTold, inOrder, isSaid, markHeard, membersOf, toldKey } from './fake-alert-tables.ts'

const destinationOf = ({ engine }: AlertTables, { calloutId, attempt }: ToldCall): number | null =>
  engine()
    .attemptsOf(calloutId as never)
    .find(({ ordinal }) => ordinal === attempt)?.destination ?? null

/** Attempts at the same person's phone, but this one, in which a key was pressed that took it. */
const takenElsewhere = (tables: AlertTables, call: ToldCall): readonly number[] => {
  const destination = destinationOf(tables, call)
  return tables
    .engine()
    .attemptsOf(call.calloutId as never)
    .filter((one) => one.destination === destination && one.ordinal !== call.attempt && one.result === 'taken')
    .map(({ ordinal }) => ordinal)
}

const noteOf = ({ told }: AlertTables, call: ToldCall, member: Member): FakeTold | null => {
  const note = told.get(toldKey({ ...call, alertId: member.alertId }))
  return note !== undefined && isSaid(note, member) ? note : null
}

/** Alerts in the state of now that the person of the call has not taken. */
const queueOf = (tables: AlertTables, call: ToldCall, nowMs: number): readonly Member[] => {
  const elsewhere = takenElsewhere(tables, call)
  return membersOf(tables, call.runId).filter(
    (member) =>
      (member.body.state === 'recovered' || needsSomebody(member.body, nowMs)) &&
      !elsewhere.some((attempt) => noteOf(tables, { ...call, attempt }, member) !== null),
  )
}

type Noting = { readonly page: ReadonlySet<string>; readonly turn: number | null; readonly nowMs: number }

const note = (
  tables: AlertTables,
  call: ToldCall,
  { queue, page, turn, nowMs }: Noting & { readonly queue: readonly Member[] },
): void => {
  for (const member of queue) {
    const { alertId, body } = member
    const before = noteOf(tables, call, member)?.turn ?? null
    const { state, sinceMs } = body
    const read = page.has(alertId) ? turn : before
    tables.told.set(toldKey({ ...call, alertId }), { ...call, alertId, state, sinceMs, turn: read })
  }
  const noted = new Set(queue.map(({ alertId }) => alertId))
  markHeard(tables, call.runId, ({ alertId }) => (noted.has(alertId) ? nowMs : null))
}

const counts = (tables: AlertTables, call: ToldCall, nowMs: number): Told => {
  const queue = queueOf(tables, call, nowMs)
  note(tables, call, { queue, page: new Set(), turn: null, nowMs })
  const of = (state: Member['body']['state'], ofHosts: boolean): number =>
    queue.filter(({ body }) => body.state === state && isHost(body) === ofHosts).length
  const both = (state: Member['body']['state']) => ({ hosts: of(state, true), services: of(state, false) })
  return { kind: 'counts', failed: both('problem'), recovered: both('recovered') }
}

const details = (
  tables: AlertTables,
  call: ToldCall,
  { turn, of, from, nowMs }: DetailsRequest & { readonly nowMs: number },
): Told => {
  const state = of === 'failures' ? 'problem' : 'recovered'
  const queue = queueOf(tables, call, nowMs).filter(({ body }) => body.state === state)
  const readAt = (member: Member): number | null => noteOf(tables, call, member)?.turn ?? null
  const pageOf = (which: (readAt: number | null) => boolean): readonly Member[] =>
    queue
      .filter((member) => which(readAt(member)))
      .sort((one, other) => Number(isHost(other.body)) - Number(isHost(one.body)) || inRow(one, other))
      .slice(0, limits.alerts.named.max)
  const wanted = { start: () => true, next: (at: number | null) => at === null }
  const which = typeof from === 'number' ? (at: number | null) => at === from : wanted[from]

  const replayed = pageOf((at) => at === turn)
  const read = replayed.length > 0 ? replayed : pageOf(which)
  const page = read.length === 0 && typeof from === 'number' ? pageOf(wanted.start) : read
  const shown = new Set(page.map(({ alertId }) => alertId))
  const left = queue.filter((member) => !shown.has(member.alertId) && readAt(member) === null).length
  if (replayed.length === 0) note(tables, call, { queue, page: shown, turn, nowMs })
  const items = page.map(({ body: { host, service, condition, summary } }) => ({ host, service, condition, summary }))
  return { kind: 'details', of, items, left: page.length === 0 ? 0 : left }
}

const inRow = (one: Member, other: Member): number =>
  one.joinedAtMs - other.joinedAtMs || inOrder(one.alertId, other.alertId)

export const toldIn = (tables: AlertTables) => ({
  queue: (call: ToldCall, nowMs: number) => {
    const queue = queueOf(tables, call, nowMs)
    const notes = queue.map((member) => ({ member, note: noteOf(tables, call, member) }))
    return {
      untold: notes.filter((one) => one.note === null).length,
      heard: notes.filter((one) => one.member.body.state === 'problem' && one.note?.turn != null).length,
    }
  },
  counts: (call: ToldCall, nowMs: number): Told => counts(tables, call, nowMs),
  details: (call: ToldCall, request: DetailsRequest & { readonly nowMs: number }): Told =>
    details(tables, call, request),
  /** Failures whose details the call has read, as they still are. */
  heard: ({ runId, calloutId, attempt }: ToldCall): readonly string[] =>
    [...tables.told.values()]
      .filter((one) => one.runId === runId && one.calloutId === calloutId && one.attempt === attempt)
      .filter((one) => {
        const alert = tables.alerts.get(one.alertId)
        return one.turn !== null && one.state === 'problem' && alert !== undefined && isSaid(one, alert)
      })
      .map(({ alertId }) => alertId),
  keysOf: (calloutId: string): readonly { readonly attempt: number; readonly key: string }[] =>
    tables
      .engine()
      .attemptsOf(calloutId as never)
      .flatMap(({ ordinal, channel, result, key }) =>
        channel === 'phone' && result === 'taken' && key !== null ? [{ attempt: ordinal, key }] : [],
      )
      .toSorted((one, other) => one.attempt - other.attempt),
})
