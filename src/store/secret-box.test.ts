// Sealing, and every way in which a sealed value must not open; then where the key comes from.
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isKeyFileOpen, loadSecretKey, openSecretBox } from './secret-box.ts'

const key = Buffer.alloc(32, 7)
const box = openSecretBox(key)
const context = 'connection/1/token'

describe('sealing', () => {
  test.each(['', 'token', '秘密 🔥', 'x'.repeat(10_000)])('opens again (case %#)', (text) => {
    expect(box.open(box.seal(text, context), context)).toBe(text)
  })
  test('never the same twice, and the text is not in it', () => {
    const [first, second] = [box.seal('token', context), box.seal('token', context)]
    expect(first).not.toBe(second)
    expect(Buffer.from(first.slice(3), 'base64url').includes('token')).toBe(false)
  })
  test('does not open in another context', () => {
    expect(() => box.open(box.seal('token', context), 'connection/2/token')).toThrow('cannot be opened')
  })
  test('does not open with another key', () => {
    const other = openSecretBox(Buffer.alloc(32, 8))
    expect(() => other.open(box.seal('token', context), context)).toThrow('cannot be opened')
    expect(other.fingerprint).not.toBe(box.fingerprint)
  })
  test('does not open when any byte was changed', () => {
    const bytes = Buffer.from(box.seal('token', context).slice(3), 'base64url')
    for (let index = 0; index < bytes.length; index++) {
      const changed = Buffer.from(bytes)
      changed[index] = (changed[index] ?? 0) ^ 1
      expect(() => box.open(`v1.${changed.toString('base64url')}`, context)).toThrow('cannot be opened')
    }
  })
  test.each(['', 'v1.', 'v1.AAAA', 'v2.AAAA', 'token', 'v1.a.b'])('does not open %j', (sealed) => {
    expect(() => box.open(sealed, context)).toThrow('cannot be opened')
  })
  test('a key of another length is refused', () => {
    expect(() => openSecretBox(Buffer.alloc(16))).toThrow('openssl rand -base64 32')
  })
  test('the fingerprint is stable', () => {
    expect(box.fingerprint).toMatch(/^[0-9a-f]{16}$/)
    expect(openSecretBox(Buffer.alloc(32, 7)).fingerprint).toBe(box.fingerprint)
  })
})

describe('the key', () => {
  let dataDir: string
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'noroshi-key-'))
  })
  afterEach(() => rmSync(dataDir, { recursive: true }))

  test.each([
    ['base64', key.toString('base64')],
    ['base64url', key.toString('base64url')],
    ['hexadecimal', key.toString('hex')],
    ['with a line end', `${key.toString('base64')}\n`],
  ])('is read as %s', (_, secretKey) => {
    expect(Buffer.from(loadSecretKey({ settings: { secretKey }, dataDir }))).toEqual(key)
  })
  test('malformed: the message has the cure and not the value', () => {
    const load = () => loadSecretKey({ settings: { secretKey: 'hunter2' }, dataDir })
    expect(load).toThrow(/NOROSHI_SECRET_KEY.*openssl rand -base64 32/)
    expect(load).not.toThrow('hunter2')
  })
  test('is read from a file', () => {
    const secretKeyFile = join(dataDir, 'given')
    writeFileSync(secretKeyFile, key.toString('hex'))
    expect(Buffer.from(loadSecretKey({ settings: { secretKeyFile, databaseUrl: 'postgres://x' }, dataDir }))).toEqual(
      key,
    )
  })
  test('a missing file is named', () => {
    const secretKeyFile = join(dataDir, 'none')
    expect(() => loadSecretKey({ settings: { secretKeyFile }, dataDir })).toThrow(secretKeyFile)
  })
  test('is required with DATABASE_URL', () => {
    const load = () => loadSecretKey({ settings: { databaseUrl: 'postgres://x' }, dataDir })
    expect(load).toThrow(/must be given.*NOROSHI_SECRET_KEY/)
  })
  test('is made once in the data directory, for its owner alone', () => {
    const made = loadSecretKey({ settings: {}, dataDir })
    const file = join(dataDir, 'secret.key')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(Buffer.from(readFileSync(file, 'utf8'), 'base64')).toEqual(Buffer.from(made))
    expect(loadSecretKey({ settings: {}, dataDir })).toEqual(made)
    expect(isKeyFileOpen(file)).toBe(false)
    chmodSync(file, 0o644)
    expect(isKeyFileOpen(file)).toBe(true)
  })
})
