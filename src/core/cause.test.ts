// What a text says on each channel.
import { expect, it } from 'vitest'
import { type TextCause, textOn } from './cause.ts'

const cause: TextCause = {
  kind: 'text',
  text: 'db01 が停止しました',
  contents: { phone: { body: 'デービーゼロイチが停止しました' }, mail: { subject: '停止', body: 'db01: CRITICAL' } },
}

it.each([
  ['phone', 'デービーゼロイチが停止しました'],
  ['mail', 'db01: CRITICAL'],
  ['slack', 'db01 が停止しました'],
] as const)('J-045 J-047: %s says its own words, or the text where it has none', (channel, said) => {
  expect(textOn(cause, channel)).toBe(said)
})

it('a text without contents is the same everywhere', () => {
  expect(textOn({ kind: 'text', text: 'a' }, 'phone')).toBe('a')
})
