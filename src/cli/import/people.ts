// people.csv: one line a person, with how they are reached and the groups they are in.

import type { UserInput } from '#contract/users'
import { type Columns, type Complaint, partsOf, type Row } from './sheet.ts'

export const peopleColumns = {
  name: { ja: '氏名', en: 'Name' },
  key: { ja: 'キー', en: 'Key' },
  language: { ja: '言語', en: 'Language' },
  phone: { ja: '電話', en: 'Phone' },
  sms: { ja: 'SMS', en: 'SMS' },
  mail: { ja: 'メール', en: 'Mail' },
  slack: { ja: 'Slack', en: 'Slack' },
  groups: { ja: 'グループ', en: 'Groups' },
} as const satisfies Columns<string>

type Line = Row<keyof typeof peopleColumns>
type Method = UserInput['contactMethods'][number]
export type Person = Pick<UserInput, 'key' | 'name' | 'language' | 'contactMethods'>
export type Group = { readonly key: string; readonly name: string; readonly members: readonly string[] }

/** What stands for somebody where nobody gave a key: letters, digits, dots, hyphens and underscores are allowed in one. */
export const keyFrom = (name: string): string =>
  name
    .normalize('NFKC')
    .replaceAll(/[^\p{L}\p{M}\p{N}._-]+/gu, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '')

const channels = ['phone', 'sms', 'mail', 'slack'] as const

/** The first of each is the one that is used; the others are told apart by their number. */
const methodsOf = (line: Line): Method[] =>
  channels.flatMap((channel) =>
    partsOf(line.at(channel)).map((address, index) => ({
      channel,
      label: index === 0 ? 'default' : String(index + 1),
      address,
      default: index === 0,
    })),
  )

const languageOf = (cell: string): Person['language'] | null => {
  if (/^(|ja|日本語)$/i.test(cell)) return 'ja'
  return /^(en|英語|english)$/i.test(cell) ? 'en' : null
}

type Read = {
  readonly people: readonly Person[]
  readonly groups: readonly Group[]
  readonly complaints: readonly Complaint[]
}

const complaintsAbout = (line: Line, known: ReadonlyMap<string, number>, key: string): readonly Complaint[] => {
  const said: Complaint['words'][] = []
  if (line.at('name') === '') said.push({ en: 'the name is missing', ja: '氏名がありません' })
  else if (key === '')
    said.push({
      en: 'give a key: none can be made from the name',
      ja: '氏名からキーを作れません。キーを指定してください',
    })
  const before = known.get(key)
  if (key !== '' && before !== undefined)
    said.push({
      en: `“${key}” stands in line ${before} already; give each a key of their own`,
      ja: `「${key}」は ${before} 行目にもあります。キーを指定して区別してください`,
    })
  if (languageOf(line.at('language')) === null)
    said.push({ en: 'the language is ja or en', ja: '言語は ja か en です' })
  return said.map((words) => ({ line: line.line, words }))
}

export const readPeople = (lines: readonly Line[]): Read => {
  const known = new Map<string, number>()
  const members = new Map<string, string[]>()
  const complaints: Complaint[] = []
  const people = lines.map((line): Person => {
    const key = line.at('key') === '' ? keyFrom(line.at('name')) : line.at('key')
    complaints.push(...complaintsAbout(line, known, key))
    known.set(key, known.get(key) ?? line.line)
    for (const group of partsOf(line.at('groups'))) members.set(group, [...(members.get(group) ?? []), key])
    return {
      key,
      name: line.at('name'),
      language: languageOf(line.at('language')) ?? 'ja',
      contactMethods: methodsOf(line),
    }
  })
  const groups = [...members].map(([name, of]): Group => ({ key: keyFrom(name), name, members: of }))
  return { people, groups, complaints }
}
