// Every sentence by which a schema of the contract refuses a field has its Japanese, and no other has.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { fieldMessageInJapanese, knownSentences } from './field-messages.ts'

const folder = fileURLToPath(new URL('../contract', import.meta.url))
const source = readdirSync(folder)
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((name) => readFileSync(join(folder, name), 'utf8'))
  .join('\n')

/** What stands after `error:` or `message:`, and the words a pattern is refused with; a number stands for what is put in. */
const said = [
  ...source.matchAll(/\b(?:error|message):\s*(['`])((?:is|each|either|must|only|one|a|whoever|radio|callout)\b.*?)\1/g),
  ...source.matchAll(/(?:\/[a-z]*|[A-Z_]{3,}),\s*(['`])(must\b.*?)\1/g),
].map(([, , words = '']) => words.replaceAll(/\$\{[^}]*\}/g, '7'))

it('says each of the contract’s sentences in Japanese', () => {
  expect(said.length).toBeGreaterThan(50)
  expect(said.filter((words) => fieldMessageInJapanese(words) === null)).toEqual([])
})

it('knows no sentence that nothing says', () => {
  expect(knownSentences.filter((words) => !source.includes(words))).toEqual([])
})

it('leaves what is not ours alone', () => {
  expect(fieldMessageInJapanese('Invalid input: expected string')).toBeNull()
})
