// Who is on duty, from stored schedules, as people look at it. Deleted users are on no duty: their time is a gap.

import { finalSchedule, nextHandOff, nextStint, onDutyAt } from '#core/calendar/duty'
import type { Duty } from '#core/calendar/rotation'
import { complement, type Span } from '#core/calendar/spans'
import type { ConfigDeps } from '../config/context.ts'
import type { Page, PageRequest } from '../config/objects.ts'
import { userTable } from '../config/users.ts'
import { type OpenedSchedule, type OpenSchedules, valueOf } from './open-schedules.ts'
import { type PersonShown, peopleShown } from './people.ts'
import { scheduleTable } from './schedules.ts'

export type DutyShown = { readonly user: PersonShown; readonly because: Duty['because']; readonly of: string }
export type OnCallShown = {
  readonly schedule: PersonShown
  readonly positions: readonly { readonly position: string; readonly people: readonly DutyShown[] }[]
  readonly nextHandOffAtMs: number | null
}
export type StintShown = Span & {
  readonly schedule: PersonShown
  readonly positions: readonly string[]
  readonly mayBeOlder: boolean
  readonly mayGoOn: boolean
}
type SegmentShown = Span & { readonly people: readonly DutyShown[] }
export type FinalShown = {
  readonly position: string
  readonly segments: readonly SegmentShown[]
  readonly gaps: readonly Span[]
  readonly overlaps: readonly Span[]
}

export type TurnShown = Span & {
  readonly schedule: PersonShown
  readonly position: string
  readonly user: PersonShown
}
type TurnsAsked = { readonly kind: 'user' | 'schedule'; readonly id: string; readonly range: Span }

const dutiesShown = (duties: readonly Duty[], people: ReadonlyMap<string, PersonShown>): readonly DutyShown[] =>
  duties.flatMap(({ person, because, of }) => {
    const user = people.get(person)
    return user === undefined ? [] : [{ user, because, of }]
  })

const named = ({ id, key, name }: PersonShown): PersonShown => ({ id, key, name })

type Deps = Pick<ConfigDeps, 'inSpace'> & { readonly open: OpenSchedules }

const all = async ({ inSpace, open }: Deps, spaceId: string): Promise<readonly OpenedSchedule[]> => {
  const rows = await inSpace(spaceId, (client) => scheduleTable.all(client))
  const opened = await open(
    spaceId,
    rows.map(({ id }) => id),
  )
  return rows.flatMap(({ id }) => opened.get(id) ?? [])
}

const one = async ({ inSpace, open }: Deps, spaceId: string, ref: string): Promise<OpenedSchedule> => {
  const { id } = await inSpace(spaceId, (client) => scheduleTable.get(client, ref))
  return (await open(spaceId, [id])).get(id) as OpenedSchedule
}

const shownPeople = ({ inSpace }: Deps, spaceId: string, duties: readonly Duty[]) =>
  inSpace(spaceId, (client) =>
    peopleShown(
      client,
      duties.map(({ person }) => person),
    ),
  )

type OnCallAsked = { readonly ref: string | null; readonly atMs: number; readonly page: PageRequest }

/** A page of schedules by key, opened. */
const pageOf = async ({ inSpace, open }: Deps, spaceId: string, page: PageRequest): Promise<Page<OpenedSchedule>> => {
  const { items, next } = await inSpace(spaceId, (client) => scheduleTable.list(client, page))
  const opened = await open(
    spaceId,
    items.map(({ id }) => id),
  )
  return { items: items.flatMap(({ id }) => opened.get(id) ?? []), next }
}

const onCall = async (deps: Deps, spaceId: string, { ref, atMs, page }: OnCallAsked): Promise<Page<OnCallShown>> => {
  const { items: schedules, next } =
    ref === null ? await pageOf(deps, spaceId, page) : { items: [await one(deps, spaceId, ref)], next: null }
  const found = schedules.map((schedule) => ({
    schedule: named(schedule),
    positions: valueOf(onDutyAt(schedule.open, atMs)),
    nextHandOffAtMs: valueOf(nextHandOff(schedule.open, atMs))?.atMs ?? null,
  }))
  const duties = found.flatMap(({ positions }) => positions.flatMap((position) => position.duties))
  const people = await shownPeople(deps, spaceId, duties)
  const items = found.map(({ positions, ...schedule }) => ({
    ...schedule,
    positions: positions.map(({ position, duties: own }) => ({ position, people: dutiesShown(own, people) })),
  }))
  return { items, next }
}

const final = async (deps: Deps, spaceId: string, asked: Span & { readonly ref: string }): Promise<FinalShown[]> => {
  const { ref, ...range } = asked
  const { open } = await one(deps, spaceId, ref)
  const positions = valueOf(finalSchedule(open, range))
  const duties = positions.flatMap(({ segments }) => segments.flatMap((segment) => segment.duties))
  const people = await shownPeople(deps, spaceId, duties)
  return positions.map(({ position, segments: resolved }) => {
    const segments = resolved
      .map(({ fromMs, toMs, duties: own }): SegmentShown => ({ fromMs, toMs, people: dutiesShown(own, people) }))
      .filter((segment) => segment.people.length > 0)
    const overlaps = segments.filter((segment) => segment.people.length > 1)
    return { position, segments, gaps: complement(segments, range), overlaps }
  })
}

/** Stretches on duty of one person, or of everybody on one schedule. */
const turns = async (deps: Deps, spaceId: string, { kind, id, range }: TurnsAsked): Promise<TurnShown[]> => {
  const schedules = kind === 'user' ? await all(deps, spaceId) : [await one(deps, spaceId, id)]
  const found = schedules.flatMap((schedule) =>
    valueOf(finalSchedule(schedule.open, range)).flatMap(({ position, segments }) =>
      segments.flatMap(({ fromMs, toMs, duties }) =>
        duties
          .filter(({ person }) => kind === 'schedule' || person === id)
          .map(({ person }) => ({ fromMs, toMs, position, person, schedule: named(schedule) })),
      ),
    ),
  )
  const ids = found.map(({ person }) => person)
  const people = await deps.inSpace(spaceId, (client) => peopleShown(client, ids))
  return found.flatMap(({ person, ...turn }) => {
    const user = people.get(person)
    return user === undefined ? [] : [{ ...turn, user }]
  })
}

export const createDuty = (deps: Deps) => {
  return {
    /** On every schedule, by key and page, or on one. @errors schedule.not_found, schedule.invalid for an instant of no supported year */
    onCall: (spaceId: string, asked: OnCallAsked): Promise<Page<OnCallShown>> => onCall(deps, spaceId, asked),
    /** @errors user.not_found, schedule.invalid */
    stints: async (
      spaceId: string,
      { user, atMs }: { user: string; atMs: number },
    ): Promise<{ readonly user: PersonShown; readonly stints: readonly StintShown[] }> => {
      const person = named(await deps.inSpace(spaceId, (client) => userTable.get(client, user)))
      const stints = (await all(deps, spaceId)).flatMap((schedule) => {
        const stint = valueOf(nextStint(schedule.open, person.id, atMs))
        return stint === null ? [] : [{ schedule: named(schedule), ...stint }]
      })
      return { user: person, stints: stints.toSorted((first, other) => first.fromMs - other.fromMs) }
    },
    /** For calendar programs. @errors schedule.not_found */
    turns: (spaceId: string, asked: TurnsAsked): Promise<TurnShown[]> => turns(deps, spaceId, asked),
    /** @errors schedule.not_found, schedule.invalid */
    final: (spaceId: string, ref: string, range: Span): Promise<FinalShown[]> =>
      final(deps, spaceId, { ...range, ref }),
  }
}
