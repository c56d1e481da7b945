// Swaps (交代): a shift is asked of others; whoever takes it stands in by an override, made in the same transaction.

import type pg from 'pg'
import type { ScheduleBody } from '#core/calendar/calendar'
import { DAY_MS } from '#core/calendar/day'
import type { Checked } from '#core/calendar/refusal'
import { declinedBy, mayAsk, mayTake, type Shift, type SwapRefusal, type SwapState } from '#core/calendar/swap'
import { limits } from '#core/limits'
import { type ConfigDeps, ConfigRefusal, change, spaceHere } from '../config/context.ts'
import { isUuid, type Page, type PageRequest } from '../config/objects.ts'
import { userTable } from '../config/users.ts'
import { openRow, valueOf } from './open-schedules.ts'
import { insertOverride } from './overrides.ts'
import type { PersonShown } from './people.ts'
import { scheduleTable } from './schedules.ts'
import {
  answer,
  fromSwaps,
  lockedSwap,
  mustBeTold,
  type SwapRecord,
  type SwapRow,
  shownSwaps,
  swapColumns,
} from './swap-rows.ts'

/** @param state null: whatever became of them */
export type SwapsAsked = PageRequest & { readonly state: SwapState | null }

/** Who asks or answers. */
export type SwapActor = { readonly userId: string; readonly name: string }

export type SwapWrite = {
  /** Keys or ids. */
  readonly schedule: string
  readonly position: string | null
  /** null: anybody of the layer. */
  readonly to: string | null
  readonly fromMs: number
  readonly toMs: number
  readonly note: string
}

/** What is over for longer is kept for the schedule's record, then goes. */
const KEPT_MS = limits.scheduleDays.max * DAY_MS
/** How long one's own are shown after their shift. */
const SHOWN_MS = 31 * DAY_MS

type ScheduleRow = PersonShown & { readonly body: ScheduleBody; readonly calendar_id: string | null }

/** The field of the request that a refusal is about. */
const fields: Readonly<Record<SwapRefusal['code'], string>> = {
  'swap.begun': 'startsAt',
  'swap.not_on_duty': 'startsAt',
  'swap.too_long': 'endsAt',
  'swap.already_on_duty': 'to',
  'swap.nobody_to_ask': 'to',
}

const allowed = (checked: Checked<{ ok: true; asked: readonly string[] } | SwapRefusal>, name: string) => {
  const found = valueOf(checked)
  if (!found.ok) throw new ConfigRefusal(found.code, name, fields[found.code])
  return found.asked
}

const one = async (client: pg.PoolClient, id: string): Promise<SwapRecord> => {
  const { rows } = await client.query<SwapRow>(`select ${swapColumns} ${fromSwaps} where w.id = $1`, [id])
  const [record] = await shownSwaps(client, rows)
  return record as SwapRecord
}

const mustBeNew = async (client: pg.PoolClient, scheduleId: string, { person, fromMs, toMs }: Shift): Promise<void> => {
  const { rows } = await client.query<{ same: boolean }>(
    `select schedule_id = $2 and starts_at < $4 and ends_at > $3 as same from duty_swap
     where from_user_id = $1 and state = 'open'`,
    [person, scheduleId, new Date(fromMs), new Date(toMs)],
  )
  if (rows.some(({ same }) => same)) throw new ConfigRefusal('swap.asked_already', person, 'startsAt')
  const { max } = limits.swaps.openPerPerson
  if (rows.length >= max) throw new ConfigRefusal('swap.too_many', String(max))
}

type Insert = { readonly write: SwapWrite; readonly by: SwapActor; readonly deps: ConfigDeps }

/** @errors user.not_found, schedule.not_found, schedule.invalid, swap.* */
const insert = async (client: pg.PoolClient, { write, by, deps }: Insert): Promise<SwapRecord> => {
  const { position, fromMs, toMs, note } = write
  const nowMs = deps.nowMs()
  const schedule: ScheduleRow = await scheduleTable.get(client, write.schedule, 'schedule')
  const to = write.to === null ? null : (await userTable.get(client, write.to, 'to')).id
  const shift: Shift = { person: by.userId, position, fromMs, toMs }
  const { open } = await openRow(client, schedule)
  const found = allowed(mayAsk(open, { shift, to, nowMs }), schedule.key)
  const asked = (await userTable.findAll(client, found)).map(({ id }) => id)
  if (asked.length === 0) throw new ConfigRefusal('swap.nobody_to_ask', schedule.key, 'to')
  await mustBeNew(client, schedule.id, shift)
  await client.query('delete from duty_swap where schedule_id = $1 and ends_at < $2', [
    schedule.id,
    new Date(nowMs - KEPT_MS),
  ])
  const id = deps.newId(nowMs)
  await client.query(
    `insert into duty_swap (id, space_id, schedule_id, position, from_user_id, to_user_id, asked, declined, starts_at, ends_at,
       note, state, created_at) values ($1, ${spaceHere}, $2, $3, $4, $5, $6, '{}', $7, $8, $9, 'open', $10)`,
    [id, schedule.id, position, by.userId, to, asked, new Date(fromMs), new Date(toMs), note, new Date(nowMs)],
  )
  await mustBeTold(client, id)
  return one(client, id)
}

/** @errors swap.not_found, swap.closed */
const openFor = async (client: pg.PoolClient, id: string, may: (row: SwapRow) => boolean): Promise<SwapRow> => {
  const row = await lockedSwap(client, id)
  if (!may(row)) throw new ConfigRefusal('swap.not_found', id)
  if (row.state !== 'open') throw new ConfigRefusal('swap.closed', row.state)
  return row
}

const isAsked =
  ({ userId }: SwapActor) =>
  ({ asked }: SwapRow): boolean =>
    asked.includes(userId)

/** @errors swap.not_found, swap.closed, swap.shift_changed, swap.already_on_duty, swap.begun */
const accept = async (client: pg.PoolClient, id: string, { by, deps }: Omit<Insert, 'write'>): Promise<SwapRecord> => {
  const row = await openFor(client, id, isAsked(by))
  const { scheduleId, position, fromUserId, fromMs, toMs, note, declined } = row
  const nowMs = deps.nowMs()
  const [schedule] = (await scheduleTable.findAll(client, [scheduleId])) as readonly ScheduleRow[]
  if (schedule === undefined) throw new ConfigRefusal('swap.shift_changed', row.scheduleKey)
  const shift: Shift = { person: fromUserId, position, fromMs, toMs }
  const found = valueOf(mayTake((await openRow(client, schedule)).open, { shift, by: by.userId, nowMs }))
  if (!found.ok)
    throw new ConfigRefusal(found.code === 'swap.not_on_duty' ? 'swap.shift_changed' : found.code, schedule.key)
  const write = {
    position,
    kind: 'replace',
    user: fromUserId,
    by: by.userId,
    fromMs,
    toMs,
    note,
    createdBy: by.name,
  } as const
  const override = await insertOverride(client, scheduleId, { write, nowMs, id: deps.newId(nowMs) })
  await answer(client, row, { state: 'accepted', declined, takenBy: by.userId, overrideId: override.id, nowMs })
  await mustBeTold(client, id)
  return one(client, id)
}

/** @errors swap.not_found, swap.closed */
const decline = async (client: pg.PoolClient, id: string, { by, deps }: Omit<Insert, 'write'>): Promise<SwapRecord> => {
  const row = await openFor(client, id, isAsked(by))
  const { state, declined } = declinedBy(row, by.userId)
  await answer(client, row, { state, declined, takenBy: null, overrideId: null, nowMs: deps.nowMs() })
  if (state === 'declined') await mustBeTold(client, id)
  return one(client, id)
}

/** @errors swap.not_found, swap.closed */
const withdraw = async (
  client: pg.PoolClient,
  id: string,
  { by, deps }: Omit<Insert, 'write'>,
): Promise<SwapRecord> => {
  const row = await openFor(client, id, ({ fromUserId }) => fromUserId === by.userId)
  const { declined } = row
  await answer(client, row, { state: 'withdrawn', declined, takenBy: null, overrideId: null, nowMs: deps.nowMs() })
  await mustBeTold(client, id)
  return one(client, id)
}

/** Which swaps a list is of, with the parameter $1. */
const whose = {
  schedule: 'w.schedule_id = $1',
  person: '(w.from_user_id = $1 or w.asked @> array[$1::uuid])',
} as const

type Listing = SwapsAsked & { readonly of: keyof typeof whose; readonly id: string; readonly endingAfterMs: number }

/** Newest first. */
const listed = async (
  client: pg.PoolClient,
  { of, id, endingAfterMs, state, limit, cursor }: Listing,
): Promise<Page<SwapRecord>> => {
  const after = cursor !== null && isUuid(cursor) ? cursor : null
  const { rows } = await client.query<SwapRow>(
    `select ${swapColumns} ${fromSwaps} where ${whose[of]} and w.ends_at > $2 and ($3::uuid is null or w.id < $3)
       and ($5::text is null or w.state = $5) order by w.id desc limit $4`,
    [id, new Date(endingAfterMs), after, limit + 1, state],
  )
  const items = rows.slice(0, limit)
  return { items: await shownSwaps(client, items), next: rows.length > limit ? (items.at(-1)?.id ?? null) : null }
}

export const createSwaps = (deps: ConfigDeps) => {
  const act =
    (work: typeof accept) =>
    (spaceId: string, id: string, by: SwapActor): Promise<SwapRecord> =>
      change(deps, spaceId, (client) => work(client, id, { by, deps }))
  return {
    /** Those of a schedule whose time is not over, newest first. @errors schedule.not_found */
    list: (spaceId: string, ref: string, asked: SwapsAsked): Promise<Page<SwapRecord>> =>
      deps.inSpace(spaceId, async (client) => {
        const { id } = await scheduleTable.get(client, ref)
        return listed(client, { ...asked, of: 'schedule', id, endingAfterMs: deps.nowMs() })
      }),
    /** Those somebody asked, or was asked, whose time is not long over; newest first. */
    own: (spaceId: string, userId: string, asked: SwapsAsked): Promise<Page<SwapRecord>> =>
      deps.inSpace(spaceId, (client) =>
        listed(client, { ...asked, of: 'person', id: userId, endingAfterMs: deps.nowMs() - SHOWN_MS }),
      ),
    ask: (spaceId: string, by: SwapActor, write: SwapWrite): Promise<SwapRecord> =>
      change(deps, spaceId, (client) => insert(client, { write, by, deps })),
    accept: act(accept),
    decline: act(decline),
    withdraw: act(withdraw),
  }
}
