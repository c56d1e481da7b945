// Connections of the simulation, and when each of them fails, stalls or works. Every callout has the same few: phones with a second
// account, and mail with none, so that a whole channel is down now and then.

import type { ConnectionId } from '#core/ids'
import type { Destination, Plan } from '#core/plan/plan'
import type { Random } from './random.ts'
import type { Time } from './time.ts'

export const phones = 'connection-1' as ConnectionId
const spare = 'connection-2' as ConnectionId
const mail = 'connection-3' as ConnectionId

export const isPhones = (id: ConnectionId): boolean => id !== mail

/** What a mail server says of a mailbox that is gone. */
export const forGood = 'mail.5.1.1'

export const standIns: NonNullable<Plan['standIns']> = {
  [phones]: [{ id: spare, key: 'spare', from: '+815012340002' }],
}

/** Everybody has a mailbox beside their phone. */
export const mailboxOf = (address: string) =>
  [{ channel: 'mail', methodId: null, address: `${address}@example.jp`, connectionId: mail }] as const

/** Somebody who is reached by mail in the first place. */
export const byMail = (destination: Destination): Destination => ({
  ...destination,
  channel: 'mail',
  address: `${destination.address}@example.jp`,
  connectionId: mail,
})

export type ConnectionState = 'works' | 'fails' | 'stalls'
export type Outages = (id: ConnectionId | null) => ConnectionState

type Outage = { readonly state: 'fails' | 'stalls'; readonly fromMs: number; readonly untilMs: number }

/** Draws when each connection does not work; in most nights all of them do. */
export const createOutages = (random: Random, time: Time, troubleMs: number): Outages => {
  const startMs = time.nowMs()
  const troubled = random.chance(0.4)
  const draw = (): readonly Outage[] =>
    Array.from({ length: troubled ? random.between(0, 2) : 0 }, () => {
      const fromMs = startMs + random.between(0, troubleMs)
      return {
        state: random.pick(['fails', 'fails', 'stalls']),
        fromMs,
        untilMs: fromMs + random.between(5_000, troubleMs),
      }
    })
  const drawn = new Map([phones, spare, mail].map((id) => [id, draw()]))
  return (id) => {
    const nowMs = time.nowMs()
    const outages = id === null ? [] : (drawn.get(id) ?? [])
    return outages.find(({ fromMs, untilMs }) => fromMs <= nowMs && nowMs < untilMs)?.state ?? 'works'
  }
}
