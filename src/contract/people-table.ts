// People as a table (people.csv): one line a person, with how they are reached and the groups they are in. The server takes and
// gives it, and `noroshi import` reads it; both by these rules.

import { type Columns, type Complaint, partsOf, type Row } from './table.ts'

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

/** Those that have a column. */
export const listedChannels = ['phone', 'sms', 'mail', 'slack'] as const
export type ListedChannel = (typeof listedChannels)[number]

type Line = Row<keyof typeof peopleColumns>

/** What a line says of somebody; of what it has no column for, nothing. */
export type PersonLine = {
  readonly line: number
  readonly key: string
  readonly name: string
  readonly language: 'ja' | 'en' | null
  /** Addresses in their order, for each channel that has a column. */
  readonly listed: Readonly<Partial<Record<ListedChannel, readonly string[]>>>
  /** Names or keys; null: the table has no such column. */
  readonly groups: readonly string[] | null
}

/** What stands for somebody where nobody gave a key: letters, digits, dots, hyphens and underscores are allowed in one. */
export const keyFrom = (name: string): string =>
  name
    .normalize('NFKC')
    .replaceAll(/[^\p{L}\p{M}\p{N}._-]+/gu, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '')

/** Undefined where it is none of ours; null where nothing is said. */
const languageOf = (cell: string): PersonLine['language'] | undefined => {
  if (cell === '') return null
  if (/^(ja|日本語|japanese)$/i.test(cell)) return 'ja'
  return /^(en|英語|english)$/i.test(cell) ? 'en' : undefined
}

type Said = Omit<Complaint, 'line'>

const about = (column: keyof typeof peopleColumns, en: string, ja: string): Said => ({
  column: peopleColumns[column],
  words: { en, ja },
})

const nameless = (name: string, key: string): readonly Said[] => {
  if (name === '') return [about('name', 'the name is missing', '氏名がありません')]
  if (key !== '') return []
  const ja = '氏名からキーを作れません。キーを指定してください'
  return [about('key', 'give a key: none can be made from the name', ja)]
}

const complaintsAbout = (line: Line, before: number | undefined, key: string): readonly Said[] => [
  ...nameless(line.at('name'), key),
  ...(key === '' || before === undefined
    ? []
    : [
        about(
          'key',
          `“${key}” stands in line ${before} already; give each a key of their own`,
          `「${key}」は ${before} 行目にもあります。キーを指定して区別してください`,
        ),
      ]),
  ...(languageOf(line.at('language')) === undefined
    ? [about('language', 'the language is ja or en', '言語は ja か en です')]
    : []),
]

const listedOf = (line: Line): PersonLine['listed'] =>
  Object.fromEntries(
    listedChannels.flatMap((channel) => (line.has(channel) ? [[channel, partsOf(line.at(channel))] as const] : [])),
  )

type Read = { readonly people: readonly PersonLine[]; readonly complaints: readonly Complaint[] }

export const readPeople = (lines: readonly Line[]): Read => {
  const known = new Map<string, number>()
  const complaints: Complaint[] = []
  const people = lines.map((line): PersonLine => {
    const name = line.at('name')
    const key = (line.at('key') || keyFrom(name)).normalize('NFC')
    complaints.push(...complaintsAbout(line, known.get(key), key).map((said) => ({ line: line.line, ...said })))
    known.set(key, known.get(key) ?? line.line)
    return {
      line: line.line,
      key,
      name,
      language: languageOf(line.at('language')) ?? null,
      listed: listedOf(line),
      groups: line.has('groups') ? partsOf(line.at('groups')) : null,
    }
  })
  return { people, complaints }
}
