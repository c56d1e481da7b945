// A person's contact methods after a table named their addresses channel by channel. What a table has no column for stays as it
// is; so does the label of an address that stays or is corrected, by which plans and statistics know the phone.

import type { Channel } from './plan.ts'
import type { ContactMethod } from './policy.ts'

type Method = Omit<ContactMethod, 'id'>
export type Listed = Readonly<Partial<Record<Channel, readonly string[]>>>

const freeLabel = (taken: ReadonlySet<string>): string => {
  let label = 'default'
  for (let number = 2; taken.has(label); number++) label = String(number)
  return label
}

/** The methods of one channel, in the order of its addresses: same address first, then one whose address went, then new ones. */
const ofChannel = (channel: Channel, old: readonly Method[], addresses: readonly string[]): readonly Method[] => {
  const wanted = [...new Set(addresses)]
  const same = new Map(old.map((method) => [method.address, method]))
  const left = old.filter(({ address }) => !wanted.includes(address))
  const labels = new Set(old.map(({ label }) => label))
  return wanted.map((address, index): Method => {
    const kept = same.get(address) ?? left.shift()
    if (kept !== undefined) return { ...kept, address }
    const label = freeLabel(labels)
    labels.add(label)
    return { channel, label, address, isDefault: old.length === 0 && index === 0 }
  })
}

/** Returns them with each channel where it stood; channels that are new stand at the end. */
export const methodsListed = (old: readonly Method[], listed: Listed): readonly Method[] => {
  const channels = [...new Set([...old.map(({ channel }) => channel), ...(Object.keys(listed) as Channel[])])]
  const now = new Map(
    channels.map((channel) => {
      const its = old.filter((method) => method.channel === channel)
      const addresses = listed[channel]
      return [channel, addresses === undefined ? its : ofChannel(channel, its, addresses)] as const
    }),
  )
  const left = new Map([...now].map(([channel, methods]) => [channel, methods.values()] as const))
  const inPlace = old.flatMap(({ channel }) => left.get(channel)?.next().value ?? [])
  return [...inPlace, ...[...left.values()].flatMap((methods) => [...methods])]
}
