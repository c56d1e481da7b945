// The difference between the file and the server, as lines to read before saying yes: what is made, changed and deleted,
// and for a change each field before and after. Pure.
import type { ConfigPlan } from '#contract/config'
import type { Words } from './deps.ts'
import { type Colour, clean, type Terminal } from './terminal.ts'

type Change = ConfigPlan['changes'][number]

const SHOWN_CHARACTERS_MAX = 120

const actions: Readonly<Record<Change['action'], { sign: string; colour: Colour; words: Words }>> = {
  create: { sign: '+', colour: 'green', words: { en: 'to create', ja: '作成' } },
  update: { sign: '~', colour: 'yellow', words: { en: 'to change', ja: '変更' } },
  delete: { sign: '-', colour: 'red', words: { en: 'to delete', ja: '削除' } },
  unchanged: { sign: ' ', colour: 'dim', words: { en: 'unchanged', ja: '変更なし' } },
}

const kinds: Readonly<Record<string, string>> = {
  user: 'ユーザ',
  connection: '接続先',
  template: 'テンプレート',
  policy: '連絡網',
  policy_group: '連絡網グループ',
  calendar: 'カレンダー',
  schedule: '当番表',
  reading: '読み',
  source: '監視元',
  rule: '通報ルール',
  reading_rules: '読みの規則',
}

export const hasChanges = ({ changes }: ConfigPlan): boolean => changes.some(({ action }) => action !== 'unchanged')

/** Returns the lines of the difference, and how much of each there is. */
export function planLines({ changes }: ConfigPlan, terminal: Terminal): string[] {
  const lines = changes
    .filter(({ action }) => action !== 'unchanged')
    .flatMap((change) => changeLines(change, terminal))
  const counts = Object.entries(actions).map(([name, { words }]) => {
    const count = changes.filter(({ action }) => action === name).length
    return terminal.say({ en: `${count} ${words.en}`, ja: `${words.ja} ${count}` })
  })
  return [...lines, counts.join(terminal.say({ en: ', ', ja: '、' }))]
}

function changeLines({ kind, key, action, fields }: Change, { language, paint }: Terminal): string[] {
  const { sign, colour } = actions[action]
  const shownKind = language === 'ja' ? (kinds[kind] ?? kind) : kind
  const head = paint(colour, `${sign} ${clean(shownKind)} ${clean(key)}`)
  const shown = action === 'update' ? fields : []
  return [
    head,
    ...shown.flatMap(({ field, before, after }) => [
      `    ${clean(field)}`,
      ...(before === undefined ? [] : [paint('red', `      - ${valueWords(before)}`)]),
      ...(after === undefined ? [] : [paint('green', `      + ${valueWords(after)}`)]),
    ]),
  ]
}

function valueWords(value: unknown): string {
  const letters = Array.from(clean(typeof value === 'string' ? value : JSON.stringify(value)))
  if (letters.length <= SHOWN_CHARACTERS_MAX) return letters.join('')
  return `${letters.slice(0, SHOWN_CHARACTERS_MAX - 1).join('')}…`
}
