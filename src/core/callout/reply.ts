// What a person means by replying to a mail. An empty reply takes it (開封確認), and so does the number of the key that would;
// words that say neither are no answer: a callout must not stop because somebody wrote that they are away.

import { answersOf } from '../plan/answers.ts'
import type { Plan } from '../plan/plan.ts'
import type { ResponseAction } from './event.ts'

/** Where what was written before begins, in the ways mail programs mark it. */
const QUOTED = [
  /^\s*[>|＞]/,
  /^-{2,} ?(original message|forwarded message|元のメッセージ|転送メッセージ)/i,
  /^_{10,}$/,
  /^-- ?$/,
  /^\s*on .{5,200} wrote:\s*$/i,
  /^\s*.{5,200}(のメール|のメッセージ|さんは書きました|wrote):\s*$/,
  /^\s*\d{4}年\s?\d{1,2}月\s?\d{1,2}日.{0,200}[:：]\s*$/,
  /^\s*\d{4}[/-]\d{1,2}[/-]\d{1,2}.{0,200}[:：]\s*$/,
  /^(from|差出人|送信者): .+/i,
  /^(sent from my |iphoneから送信|androidから送信)/i,
]

/** The first line a person wrote, in small letters of half width; empty when there is none. */
const firstLine = (text: string): string => {
  for (const line of text.split(/\r?\n/)) {
    if (QUOTED.some((mark) => mark.test(line))) return ''
    const words = line.normalize('NFKC').trim().toLowerCase()
    if (words !== '') return words
  }
  return ''
}

const takes = /^(ack|ok|okay|yes|take|taken|i have it|i take|対応|了解|承知|確認|引き受け|引受|はい)/
const passes = /^(next|pass|次|他の人|ほかの人|別の人)/
const leaves = /^(leave|抜け)/
/** However a sentence begins, these turn it around. */
const denies = /(できない|できません|出来ない|出来ません|不可|無理|不在|cannot|can't|can’t|unable|not\b)/

const byWords = (line: string): ResponseAction | null => {
  if (line === '') return 'take'
  if (passes.test(line)) return 'next'
  if (leaves.test(line)) return 'leave'
  return takes.test(line) && !denies.test(line) ? 'take' : null
}

const byKey = (line: string, { template }: Plan): ResponseAction | null => {
  const reaction = /^[0-9*#]$/.test(line) ? template.reactions[line] : undefined
  if (reaction === undefined) return null
  const { action } = reaction
  return action === 'take' || action === 'next' || action === 'leave' ? action : null
}

/** Returns what a reply answers; null where it says nothing that can be read as an answer. */
export const meaningOf = (text: string, plan: Plan): ResponseAction | null => {
  const line = firstLine(text)
  const action = byKey(line, plan) ?? byWords(line)
  return action !== null && answersOf(plan).includes(action) ? action : null
}
