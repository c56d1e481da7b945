// Usage by month: how many callouts, calls, SMS and mails there were, and what they come to by the price tables of their connections.
// An estimate, for the provider alone knows the bill; what nobody said the price of is counted beside it.

import { civilOf, dayInMonth, monthIndexOf } from './calendar/day.ts'
import { dayAt, startOfDay, type Zone } from './calendar/zone.ts'
import type { Channel } from './plan/plan.ts'

/** What a connection says each costs, in millionths of its currency. */
export type PriceTable = {
  readonly currency: string
  /** Of an answered call. */
  readonly perCallMicros?: number
  /** A minute that has begun counts whole. */
  readonly perMinuteMicros?: number
  /** Of a message the provider has taken. */
  readonly perMessageMicros?: number
}

/** One count of a month: of callouts where it is of no channel, else of the attempts by one connection. */
export type Counted = {
  /** `2026-11` */
  readonly month: string
  /** Its key; null: of no project. */
  readonly project: string | null
  readonly name: string | null
  readonly channel: Channel | null
  readonly price: PriceTable | null
  /** The provider is a simulated one, which takes no money. */
  readonly simulated: boolean
  readonly callouts: number
  /** Tests and direct sends. */
  readonly sends: number
  readonly attempts: number
  /** Answered calls, or messages the provider has taken. */
  readonly paid: number
  readonly minutes: number
}

export type Usage = {
  readonly callouts: number
  readonly sends: number
  readonly calls: number
  readonly answered: number
  readonly minutes: number
  readonly sms: number
  readonly mails: number
  /** On every other channel. */
  readonly others: number
  /** By currency, in its order. */
  readonly costs: readonly { readonly currency: string; readonly micros: number }[]
  /** Calls and SMS that cost something, of which no connection says what. */
  readonly unpriced: number
}

export type MonthUsage = {
  readonly month: string
  /** Of the whole space. */
  readonly total: Usage
  /** By name; what is of no project last. */
  readonly projects: readonly (Usage & Pick<Counted, 'project' | 'name'>)[]
}

const costly: ReadonlySet<Channel | null> = new Set<Channel | null>(['phone', 'sms'])

type Priced = Pick<Counted, 'channel' | 'price' | 'simulated' | 'paid' | 'minutes'>

/** Returns null where nobody says what it costs; nothing costs nothing. */
const microsOf = ({ channel, price, paid, minutes }: Priced): number | null => {
  if (price === null) return paid === 0 ? 0 : null
  const { perCallMicros = 0, perMinuteMicros = 0, perMessageMicros = 0 } = price
  return channel === 'phone' ? paid * perCallMicros + minutes * perMinuteMicros : paid * perMessageMicros
}

const sumOf = (rows: readonly Counted[], count: (row: Counted) => number): number =>
  rows.reduce((sum, row) => sum + count(row), 0)

/** What all of it comes to. */
export const costsOf = (rows: readonly Priced[]): Pick<Usage, 'costs' | 'unpriced'> => {
  const sums = new Map<string, number>()
  let unpriced = 0
  for (const row of rows) {
    if (!costly.has(row.channel) || row.simulated) continue
    const micros = microsOf(row)
    if (micros === null) unpriced += row.paid
    else if (row.price !== null) sums.set(row.price.currency, (sums.get(row.price.currency) ?? 0) + micros)
  }
  const costs = [...sums].toSorted(([one], [other]) => one.localeCompare(other))
  return { costs: costs.map(([currency, micros]) => ({ currency, micros })), unpriced }
}

const usageOf = (rows: readonly Counted[]): Usage => {
  const attemptsBy = (channel: Channel) => sumOf(rows, (row) => (row.channel === channel ? row.attempts : 0))
  const calls = rows.filter(({ channel }) => channel === 'phone')
  const [called, sms, mails] = [attemptsBy('phone'), attemptsBy('sms'), attemptsBy('mail')]
  return {
    callouts: sumOf(rows, (row) => row.callouts),
    sends: sumOf(rows, (row) => row.sends),
    calls: called,
    answered: sumOf(calls, (row) => row.paid),
    minutes: sumOf(calls, (row) => row.minutes),
    sms,
    mails,
    others: sumOf(rows, (row) => row.attempts) - called - sms - mails,
    ...costsOf(rows),
  }
}

type Groups<Key> = readonly (readonly [key: Key, rows: readonly Counted[]])[]

const grouped = <Key>(rows: readonly Counted[], keyOf: (row: Counted) => Key): Groups<Key> => {
  const groups = new Map<Key, Counted[]>()
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row])
  return [...groups]
}

const projectsOf = (rows: readonly Counted[]): MonthUsage['projects'] => {
  const names = new Map(rows.map(({ project, name }) => [project, name]))
  const placeOf = (project: string | null): string =>
    project === null ? '\u{10FFFF}' : `${names.get(project)} ${project}`
  return grouped(rows, ({ project }) => project)
    .map(([project, some]) => ({ project, name: names.get(project) ?? null, ...usageOf(some) }))
    .toSorted((a, b) => (placeOf(a.project) < placeOf(b.project) ? -1 : 1))
}

/** The newest month first; a month with nothing is none. */
export const usageByMonth = (rows: readonly Counted[]): readonly MonthUsage[] =>
  grouped(rows, ({ month }) => month)
    .map(([month, some]) => ({ month, total: usageOf(some), projects: projectsOf(some) }))
    .toSorted((a, b) => (a.month < b.month ? 1 : -1))

/** Returns the month's number, counted through all years, of a text like `2026-11`; null where it is none. */
export const monthIndexIn = (text: string): number | null => {
  const [, year, month] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text) ?? []
  return year === undefined ? null : monthIndexOf({ year: Number(year), month: Number(month), date: 1 })
}

/** `2026-11` */
export const monthText = (monthIndex: number): string =>
  `${String(Math.floor(monthIndex / 12)).padStart(4, '0')}-${String((monthIndex % 12) + 1).padStart(2, '0')}`

/** The month that has begun last in the zone. */
export const monthAt = (zone: Zone, atMs: number): number => monthIndexOf(civilOf(dayAt(zone, atMs)))

/** When the month begins in the zone. */
export const startOfMonth = (zone: Zone, monthIndex: number): number => startOfDay(zone, dayInMonth(monthIndex, 1))
