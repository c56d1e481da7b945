// An error in one line is two sentences, however its words end.
import { expect, it } from 'vitest'
import { errorSentences } from './error-sentences.ts'

it.each([
  ['en', 'There is no such source', 'Check the key or id.', 'There is no such source. Check the key or id.'],
  ['en', 'Is it on?', 'Turn it on.', 'Is it on? Turn it on.'],
  ['ja', 'その監視元はありません', 'キーを確かめてください。', 'その監視元はありません。キーを確かめてください。'],
  ['en', '', 'Check the key or id.', 'Check the key or id.'],
  ['ja', 'その監視元はありません', '', 'その監視元はありません'],
] as const)('%s: “%s” and “%s” are %s', (...[language, title, cure, said]) => {
  expect(errorSentences({ title, cure }, language)).toBe(said)
})
