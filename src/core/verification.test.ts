// How a contact method stands, and how many codes are too many.
import { describe, expect, it } from 'vitest'
import { limits } from './limits.ts'
import { channels } from './plan/plan.ts'
import { carriesCodes, codeOfSource, sourceOfCode, tooManyCodes, verificationOf } from './verification.ts'

const { tries, perMethod, perUser, perSpace } = limits.verification
const code = { sentAtMs: 1_000, expiresAtMs: 5_000, tries: 0 }
const nothing = { how: null, atMs: null, by: null, code: null } as const

describe('the state of a contact method', () => {
  it.each([
    ['nothing was ever said of it', nothing, 'unverified', null],
    ['a code is on its way', { ...nothing, code }, 'code_sent', 1_000],
    ['the code is too old', { ...nothing, code: { ...code, expiresAtMs: 2_000 } }, 'unverified', null],
    ['the code was guessed at too often', { ...nothing, code: { ...code, tries: tries.max } }, 'unverified', null],
    ['its code was entered', { how: 'code', atMs: 900, by: '佐藤', code: null }, 'verified', 900],
    ['somebody vouched for it', { how: 'vouched', atMs: 800, by: '管理者', code: null }, 'vouched', 800],
    ['another code is sent to a verified one', { how: 'code', atMs: 900, by: '佐藤', code }, 'verified', 900],
  ] as const)('%s', (...[, facts, state, atMs]) => {
    expect(verificationOf(facts, 2_000)).toMatchObject({ state, atMs })
  })
})

describe('how many codes are sent in an hour', () => {
  it.each([
    [{ method: 0, user: 0, space: 0 }, null],
    [{ method: perMethod.max - 1, user: perUser.max - 1, space: perSpace.max - 1 }, null],
    [{ method: perMethod.max, user: perMethod.max, space: perMethod.max }, 'method'],
    [{ method: 0, user: perUser.max, space: perUser.max }, 'user'],
    [{ method: 0, user: 0, space: perSpace.max }, 'space'],
  ])('%o: %s', (sent, whose) => {
    expect(tooManyCodes(sent)).toBe(whose)
  })
})

it('goes by channels that somebody in particular hears or reads', () => {
  expect(channels.filter(carriesCodes)).toEqual(['phone', 'sms', 'mail', 'slack', 'lineworks', 'push'])
})

it('a code is a cause that is read when it is said', () => {
  expect([codeOfSource(sourceOfCode('x')), codeOfSource('alerts:x')]).toEqual(['x', null])
})
