// Where readings cannot be had: a call goes on.

import { describe, expect, it } from 'vitest'
import { aloudIn } from './aloud.ts'
import { spaceId } from './testing/fixtures.ts'

const warned: string[] = []
const log = { warn: (_facts: unknown, message: string) => void warned.push(message), error: () => undefined }

describe('aloud', () => {
  it('says a text as it is written where there are no readings', async () => {
    expect((await aloudIn({ log }, spaceId)).ja.read('CRITICAL  10%')).toBe('CRITICAL  10%')
  })

  it('says it by the rules alone where readings cannot be read, and says so', async () => {
    const readings = { readers: () => Promise.reject(new Error('away')) }
    expect((await aloudIn({ log, readings }, spaceId)).en.read('CRITICAL 10%')).toBe('critical 10 percent')
    expect(warned).toEqual(['readings could not be read; a call goes on without them'])
  })
})
