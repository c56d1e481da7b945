// 一斉通知: whom an incident's notice goes to. Everybody in the project, on every contact method whose default switch is on or,
// where some were chosen, on those — phones only where calls were asked for. Who was notified on what is kept with the notice,
// grouped by device.

import type { MethodId, UserId } from '../ids.ts'
import type { Channel } from '../plan/plan.ts'
import type { ContactMethod } from '../plan/policy.ts'

export type Member = {
  readonly userId: UserId
  readonly name: string
  /** In the order the person keeps them. */
  readonly methods: readonly ContactMethod[]
}

/** The groups a notice is recorded by: a person's first two mail addresses stand apart. */
export const devices = ['phone', 'mail1', 'mail2', 'push'] as const
export type Device = (typeof devices)[number]
export type Notified = { readonly [Name in Device]: readonly UserId[] }

export type NoticeDestination = {
  readonly user: UserId
  readonly method: MethodId
  readonly channel: Channel
  readonly label: string
}
export type Recipients = { readonly destinations: readonly NoticeDestination[]; readonly notified: Notified }

/** Whatever reaches a person in an application of their own. */
const pushed: ReadonlySet<Channel> = new Set(['push', 'slack', 'teams', 'lineworks'])

const deviceOf = (method: ContactMethod, mails: readonly ContactMethod[]): Device | null => {
  if (method.channel === 'phone') return 'phone'
  if (method.channel === 'mail') return (['mail1', 'mail2'] as const)[mails.indexOf(method)] ?? null
  return pushed.has(method.channel) ? 'push' : null
}

/** Which devices were asked for. `chosen`: these in place of the defaults; those of nobody in the project are left out. */
export type Asked = { readonly call: boolean; readonly chosen?: readonly string[] | undefined }

/** Returns where a notice goes. Nobody at all means an empty list of destinations. */
export const recipients = (members: readonly Member[], { call, chosen }: Asked): Recipients => {
  const among = chosen === undefined ? null : new Set(chosen)
  const notified: Record<Device, UserId[]> = { phone: [], mail1: [], mail2: [], push: [] }
  const destinations: NoticeDestination[] = []
  for (const { userId, methods } of members) {
    const mails = methods.filter((method) => method.channel === 'mail')
    for (const method of methods) {
      const wanted = among === null ? method.isDefault : among.has(method.id)
      if (!wanted || (method.channel === 'phone' && !call)) continue
      destinations.push({ user: userId, method: method.id, channel: method.channel, label: method.label })
      const device = deviceOf(method, mails)
      if (device !== null && !notified[device].includes(userId)) notified[device].push(userId)
    }
  }
  return { destinations, notified }
}
