// policies.csv: one line for each destination of each step; what holds for the whole policy stands in any line of it.

import { type channels, policyKinds } from '#contract/limits'
import { keyFrom } from '#contract/people-table'
import type { Columns, Row, Complaint as Told } from '#contract/table'
import type { Words } from '../deps.ts'
import type { Group, Person } from './people.ts'

export const policyColumns = {
  policy: { ja: '連絡網', en: 'Policy' },
  key: { ja: 'キー', en: 'Key' },
  step: { ja: '段', en: 'Step' },
  who: { ja: '通知先', en: 'Destination' },
  channel: { ja: '手段', en: 'Channel' },
  wait: { ja: '待ち(秒)', en: 'Wait (s)' },
  kind: { ja: '種類', en: 'Kind' },
  mode: { ja: '方式', en: 'Mode' },
  loops: { ja: '周回', en: 'Rounds' },
  loopInterval: { ja: '周回の間隔(秒)', en: 'Between rounds (s)' },
  ring: { ja: '呼出(秒)', en: 'Ring (s)' },
  connection: { ja: '接続先', en: 'Connection' },
  from: { ja: '発信元', en: 'Caller id' },
  next: { ja: '次の連絡網', en: 'Next policy' },
  template: { ja: 'ガイダンス', en: 'Template' },
  transferTo: { ja: '転送先', en: 'Transfer to' },
} as const satisfies Columns<string>

type Complaint = Pick<Told, 'line' | 'words'>
type Channel = (typeof channels)[number]
type Column = keyof typeof policyColumns
type Line = Row<Column>
type Destination = { readonly user?: string; readonly group?: string; readonly channel?: Channel }
type Step = { readonly destinations: readonly Destination[]; readonly waitSeconds?: number }
type Policy = { readonly key: string; readonly name: string; readonly steps: readonly Step[] } & Readonly<
  Record<string, unknown>
>

type Known = { readonly people: readonly Person[]; readonly groups: readonly Group[] }
type Say = (line: Line, words: Words) => void

const channelNames: Readonly<Record<string, Channel>> = {
  電話: 'phone',
  phone: 'phone',
  sms: 'sms',
  メール: 'mail',
  mail: 'mail',
  slack: 'slack',
  teams: 'teams',
  'line works': 'lineworks',
  lineworks: 'lineworks',
}
/** Whose habits it has: the systems' own words for their call settings, or ours. */
const kindNames: Readonly<Record<string, string>> = {
  ...Object.fromEntries(policyKinds.map((kind) => [kind, kind])),
  輪番: 'xmon_rotation',
  一斉: 'xmon_broadcast',
  シンプル通話: 'xmon_simple',
}
const modeNames: Readonly<Record<string, string>> = {
  輪番: 'sequential',
  順番: 'sequential',
  sequential: 'sequential',
  一斉: 'simultaneous',
  simultaneous: 'simultaneous',
}

const has = (names: Readonly<Record<string, unknown>>, name: string): boolean => Object.hasOwn(names, name)

/** Whole and not negative; undefined where the cell is empty or was complained about. */
const numberIn = (line: Line, column: Column, say: Say): number | undefined => {
  const cell = line.at(column).normalize('NFKC')
  if (cell === '') return undefined
  if (/^\d{1,6}$/.test(cell)) return Number(cell)
  const { ja, en } = policyColumns[column]
  say(line, {
    en: `“${en}” must be a whole number, not “${cell}”`,
    ja: `「${ja}」は整数です（「${cell}」は使えません）`,
  })
  return undefined
}

/** One of the people or groups of the same import by name or key; else the key of somebody who is there already. */
const destinationOf = (line: Line, known: Known, say: Say): Destination => {
  const who = line.at('who')
  const cell = line.at('channel').normalize('NFKC').toLowerCase()
  if (cell !== '' && !has(channelNames, cell))
    say(line, { en: `there is no channel “${cell}”`, ja: `手段「${cell}」はありません` })
  const channel = channelNames[cell]
  const by = channel === undefined ? {} : { channel }
  const named = known.people.filter(({ name, key }) => name === who || key === who)
  if (named.length > 1)
    say(line, { en: `“${who}” is several people; give the key`, ja: `「${who}」は複数います。キーで書いてください` })
  const [person] = named
  if (person !== undefined) return { user: person.key, ...by }
  const group = known.groups.find(({ name, key }) => name === who || key === who)
  if (group !== undefined) return { group: group.key, ...by }
  if (who === '') say(line, { en: 'the destination is missing', ja: '通知先がありません' })
  else if (known.people.length > 0)
    say(line, { en: `“${who}” is not in people.csv`, ja: `「${who}」は people.csv にありません` })
  return { user: who, ...by }
}

/** What was said of a whole policy: the same in each of its lines that says it. */
const common = (lines: readonly Line[], column: Column, say: Say): Line | undefined => {
  const saying = lines.filter((line) => line.at(column) !== '')
  const other = saying.find((line) => line.at(column) !== saying[0]?.at(column))
  if (other !== undefined) {
    const { ja, en } = policyColumns[column]
    say(other, {
      en: `“${en}” is another than in line ${saying[0]?.line}; it holds for the whole policy`,
      ja: `「${ja}」が ${saying[0]?.line} 行目と違います。連絡網全体の設定です`,
    })
  }
  return saying[0]
}

/** In the order of their numbers; lines without one are each a step of their own, in the order they stand. */
const stepsOf = (lines: readonly Line[], known: Known, say: Say): readonly Step[] => {
  const steps = new Map<number, Line[]>()
  let last = 0
  for (const line of lines) {
    const number = numberIn(line, 'step', say) ?? last + 1
    last = number
    steps.set(number, [...(steps.get(number) ?? []), line])
  }
  return [...steps]
    .sort(([one], [other]) => one - other)
    .map(([, of]) => {
      const waiting = common(of, 'wait', say)
      const waitSeconds = waiting && numberIn(waiting, 'wait', say)
      const destinations = of.map((line) => destinationOf(line, known, say))
      return { destinations, ...(waitSeconds === undefined ? {} : { waitSeconds }) }
    })
}

const kindOf = (line: Line | undefined, say: Say): string | undefined => {
  const cell = line?.at('kind').normalize('NFKC').toLowerCase()
  if (line === undefined || cell === undefined) return undefined
  if (!has(kindNames, cell))
    say(line, {
      en: `there is no kind “${cell}” of policies; there are ${policyKinds.join(', ')}`,
      ja: `種類「${cell}」はありません。使えるのは ${policyKinds.join('、')} です`,
    })
  return kindNames[cell]
}

const modeOf = (line: Line | undefined, say: Say): string | undefined => {
  const cell = line?.at('mode').toLowerCase()
  if (line === undefined || cell === undefined) return undefined
  if (!has(modeNames, cell))
    say(line, {
      en: `the mode is sequential or simultaneous, not “${cell}”`,
      ja: `方式は輪番か一斉です（「${cell}」は使えません）`,
    })
  return modeNames[cell]
}

const defined = (fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

type Making = { readonly known: Known; readonly keys: ReadonlyMap<string, string>; readonly say: Say }

const policyOf = (name: string, lines: readonly Line[], { known, keys, say }: Making): Policy => {
  const text = (column: Column) => common(lines, column, say)?.at(column)
  const number = (column: Column) => {
    const line = common(lines, column, say)
    return line && numberIn(line, column, say)
  }
  const loops = defined({ max: number('loops'), intervalSeconds: number('loopInterval') })
  const next = text('next')
  return {
    key: keys.get(name) ?? '',
    name,
    ...defined({
      kind: kindOf(common(lines, 'kind', say), say),
      mode: modeOf(common(lines, 'mode', say), say),
      loops: Object.keys(loops).length === 0 ? undefined : loops,
      ringSeconds: number('ring'),
      connection: text('connection'),
      from: text('from'),
      escalatesTo: next === undefined ? undefined : (keys.get(next) ?? next),
      template: text('template'),
      transferTo: text('transferTo'),
    }),
    steps: stepsOf(lines, known, say),
  }
}

type Read = { readonly policies: readonly Policy[]; readonly complaints: readonly Complaint[] }

export const readPolicies = (lines: readonly Line[], known: Known): Read => {
  const complaints: Complaint[] = []
  const say: Say = ({ line }, words) => complaints.push({ line, words })
  const byName = new Map<string, Line[]>()
  for (const line of lines) {
    const name = line.at('policy')
    if (name === '') say(line, { en: 'the policy is missing', ja: '連絡網がありません' })
    byName.set(name, [...(byName.get(name) ?? []), line])
  }
  const keys = new Map([...byName].map(([name, of]) => [name, common(of, 'key', say)?.at('key') ?? keyFrom(name)]))
  const policies = [...byName].map(([name, of]) => policyOf(name, of, { known, keys, say }))
  return { policies, complaints }
}
