// Every sentence by which a schema of the contract, a route or the store refuses a field has its Japanese, and no other has.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { fieldMessage, knownSentences } from './field-messages.ts'

const inJapanese = (words: string) => fieldMessage(words, 'ja')

const source = ['../contract', '../dialects/v1', '../core/plan', '../store/config', '../store/alert']
  .map((folder) => fileURLToPath(new URL(folder, import.meta.url)))
  .flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => readFileSync(join(folder, name), 'utf8')),
  )
  .join('\n')

/** What stands after `error:` or `message:`, and the words a pattern is refused with; a number stands for what is put in. */
const said = [
  ...source.matchAll(/\b(?:error|message):\s*(['`])((?:is|each|either|must|only|one|a|whoever|radio|callout)\b.*?)\1/g),
  // What a route finds out later.
  ...source.matchAll(/'request\.invalid',(?: \{[^}]*\bdetail:)?\s*(['`])(.*?)\1/g),
  ...source.matchAll(/\binvalid\('\w+',\s*(['`])(.*?)\1/g),
  ...source.matchAll(/\? \[(['`])(.*?)\1\]/g),
  ...source.matchAll(/\bmust:\s*(['`])(.*?)\1/g),
  ...source.matchAll(/(?:\/[a-z]*|[A-Z_]{3,}),\s*(['`])(must\b.*?)\1/g),
]
  .map(([, , words = '']) => words.replaceAll(/\$\{[^}]*\}/g, '7'))
  // Neither a code, nor put together of parts.
  .filter((words) => /[a-z] [a-z]/.test(words))

it('says each of the contract’s sentences in Japanese', () => {
  expect(said.length).toBeGreaterThan(50)
  expect(said.filter((words) => inJapanese(words) === words)).toEqual([])
})

it('knows no sentence that nothing says', () => {
  expect(knownSentences.filter((words) => !source.includes(words))).toEqual([])
})

it('leaves what is not ours alone', () => {
  expect(inJapanese('佐藤 at the gate')).toBe('佐藤 at the gate')
})

it.each([
  ['must be in the future', 'must be in the future'],
  ['Too big: expected string to have <=200 characters', 'must have at most 200 characters'],
  ['Invalid input: expected number, received string', 'must be a number'],
  ['佐藤 at the gate', '佐藤 at the gate'],
])('says %s to those who read English as people would', (message, said) => {
  expect(fieldMessage(message, 'en')).toBe(said)
})

it.each([
  ['must not have the invisible character U+202E', '目に見えない文字 U+202E は使えません'],
  ['mail is no connection', 'mail という接続先はありません'],
  ['mail is the connection itself', 'mail はこの接続先自身です'],
  ['mail must be of the kind smtp', 'mail の種類は smtp でなければなりません'],
  ['Too big: expected string to have <=200 characters', '200文字以内にしてください'],
  ['Too small: expected string to have >=1 characters', '入力してください'],
  ['Too small: expected number to be >=0', '0以上にしてください'],
  ['Too small: expected number to be >0', '0より大きい数にしてください'],
  ['Too big: expected int to be <=100', '100以下にしてください'],
  ['Too small: expected array to have >=1 items', '1件以上必要です'],
  ['Invalid input: expected string, received undefined', '入力してください'],
  ['Invalid input: expected number, received string', '数字で入力してください'],
  ['Invalid string: must match pattern /^[a-z]+$/', '使えない文字があるか、形が違います'],
  ['authToken is required', '必須です'],
])('says %s as people would', (message, said) => {
  expect(inJapanese(message)).toBe(said)
})
