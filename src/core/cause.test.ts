// What a text says on each channel.
import { describe, expect, it } from 'vitest'
import { asText, briefly, type Cause, type Contents, fillContents, type TextCause, textOn } from './cause.ts'
import type { Channel } from './plan/plan.ts'

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

describe('J-049 a channel that was given nothing', () => {
  const policy: Contents = { phone: { body: '既定の読み上げ' }, mail: { subject: '既定の件名', body: '既定の本文' } }
  const standard: Contents = { slack: { body: '標準' }, mail: { body: '標準の本文' } }
  const fill = (given: Contents, channels: readonly Channel[], defaults: readonly Contents[] = []) =>
    fillContents(given, { channels, defaults })

  it.each<[string, Contents, readonly Channel[], readonly Contents[], Contents | null]>([
    ['says the policy’s default', {}, ['phone'], [policy, standard], { phone: { body: '既定の読み上げ' } }],
    ['else the standard text', {}, ['slack'], [policy, standard], { slack: { body: '標準' } }],
    [
      'else what was given for another channel',
      { slack: { body: 'スラック' } },
      ['phone'],
      [],
      { phone: { body: 'スラック' }, slack: { body: 'スラック' } },
    ],
    ['a subject when that is all', { mail: { subject: '件名', body: '' } }, ['phone'], [], { phone: { body: '件名' } }],
    ['blank counts as nothing', { phone: { body: ' ' } }, ['phone'], [policy], { phone: { body: '既定の読み上げ' } }],
    [
      'a subject falls back by itself',
      { mail: { body: '本文' } },
      ['mail'],
      [policy],
      { mail: { subject: '既定の件名', body: '本文' } },
    ],
    ['nothing at all to say', {}, ['phone'], [standard], null],
    ['what is not used needs no words', { phone: { body: 'a' } }, [], [], { phone: { body: 'a' } }],
    ['a light needs no words and lends none', { light: { body: '100000' } }, ['phone', 'light'], [], null],
    [
      'a light keeps its pattern, and another one’s is no words for it',
      { phone: { body: 'a' } },
      ['phone', 'light', 'command'],
      [{ light: { body: '200000' } }],
      { phone: { body: 'a' }, light: { body: '200000' } },
    ],
  ])('%s', (...[, given, channels, defaults, expected]) => {
    expect(fill(given, channels, defaults)).toEqual(expected)
  })

  it('is shown in lists by what the phone says, else by the first words', () => {
    expect(asText({ mail: { body: 'm' }, phone: { body: 'p' } }).text).toBe('p')
    expect(asText({ mail: { body: 'm' } }).text).toBe('m')
    expect(asText({ light: { body: '1' } })).toEqual({ kind: 'text', text: '', contents: { light: { body: '1' } } })
  })
})

describe('in a line', () => {
  it.each<[Cause, string]>([
    [{ kind: 'text', text: 'db01' }, 'db01'],
    [{ kind: 'live', source: 's', text: 'db02' }, 'db02'],
    [{ kind: 'live', source: 's' }, ''],
  ])('%j is %j', (cause, words) => {
    expect(briefly(cause)).toBe(words)
  })
})
