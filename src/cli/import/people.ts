// people.csv as users and groups of a configuration file.

import { keyFrom, listedChannels, type PersonLine } from '#contract/people-table'
import type { UserInput } from '#contract/users'

type Method = UserInput['contactMethods'][number]
export type Person = Pick<UserInput, 'key' | 'name' | 'language' | 'contactMethods'>
export type Group = { readonly key: string; readonly name: string; readonly members: readonly string[] }

/** The first of each is the one that is used; the others are told apart by their number. */
const methodsOf = ({ listed }: PersonLine): Method[] =>
  listedChannels.flatMap((channel) =>
    (listed[channel] ?? []).map((address, index) => ({
      channel,
      label: index === 0 ? 'default' : String(index + 1),
      address,
      default: index === 0,
    })),
  )

export const usersOf = (lines: readonly PersonLine[]): { people: readonly Person[]; groups: readonly Group[] } => {
  const members = new Map<string, string[]>()
  const people = lines.map((line): Person => {
    for (const group of line.groups ?? []) members.set(group, [...(members.get(group) ?? []), line.key])
    return { key: line.key, name: line.name, language: line.language ?? 'ja', contactMethods: methodsOf(line) }
  })
  const groups = [...members].map(([name, of]): Group => ({ key: keyFrom(name), name, members: of }))
  return { people, groups }
}
