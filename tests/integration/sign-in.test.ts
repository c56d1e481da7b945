// Signing in: which account is meant, what is refused and how, and that guessing leads nowhere.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { hashPassword, passwordCost } from '#store/account/passwords'
import type { ConfigStore } from '#store/config/store'
import { cheap, createDoors, type Doors } from '../support/doors.ts'

const MINUTE_MS = 60_000
const password = 'correct horse battery'
const refused = { ok: false, code: 'auth.sign_in_failed' }

let doors: Doors
let store: ConfigStore
let name: string
let count = 0
beforeAll(async () => {
  doors = await createDoors()
  store = doors.process()
  await store.users.create(doors.spaceId, { key: 'sato', name: '佐藤', language: 'ja', methods: [] })
})
afterAll(() => doors.close())
beforeEach(async () => {
  count += 1
  name = `ops-${count}`
  store = doors.process()
  await make(name)
})

const make = async (account: string, change: { subaccount?: string; password?: string; user?: string } = {}) => {
  const write = { user: 'sato', account, subaccount: '', password, mustChange: false, policies: null, ...change }
  return (await store.accounts.create(doors.spaceId, write, 'everything')).record
}
type Try = { account?: string; subaccount?: string; password?: string; address?: string; at?: ConfigStore }
const signIn = ({ at = store, ...change }: Try = {}) =>
  at.signIn(doors.spaceId, { account: name, subaccount: '', password, address: '192.0.2.1', ...change })
const wrong = (change: Try = {}) => signIn({ password: 'wrong horse battery', ...change })

describe('J-034 J-035 J-036 an account and its subaccounts', () => {
  it('are different principals, each with its own password', async () => {
    const sub = await make(name, { subaccount: 'バッチ', password: 'another horse battery' })
    const whole = await signIn()
    const part = await signIn({ subaccount: 'バッチ', password: 'another horse battery' })
    expect([whole.ok, part.ok && part.account.id]).toEqual([true, sub.id])
    expect(await signIn({ subaccount: 'バッチ' })).toEqual(refused)
    expect(await signIn({ password: 'another horse battery' })).toEqual(refused)
    expect(await signIn({ subaccount: 'other' })).toEqual(refused)
  })

  it.each([
    ['in capitals', (text: string) => text.toUpperCase(), (text: string) => text],
    ['in full-width letters', (text: string) => text.replace('o', 'ｏ'), (text: string) => text.replace('c', 'ｃ')],
    ['with blanks around the name', (text: string) => ` ${text} `, (text: string) => text],
  ])('are the same %s', async (...[, account, typed]) => {
    expect((await signIn({ account: account(name), password: typed(password) })).ok).toBe(true)
  })

  it('a name is taken once per space, however it is written', async () => {
    await expect(make(name.toUpperCase())).rejects.toMatchObject({ code: 'account.name_taken', field: 'account' })
    const other = await doors.newSpace()
    await store.users.create(other, { key: 'sato', name: 'x', language: 'ja', methods: [] })
    const write = { user: 'sato', account: name, subaccount: '', password, mustChange: false, policies: null }
    await store.accounts.create(other, write, 'everything')
    expect(await store.signIn(other, { account: `${name}x`, subaccount: '', password, address: '' })).toEqual(refused)
  })

  it('one of another space is unknown', async () => {
    const other = await doors.newSpace()
    expect(await store.signIn(other, { account: name, subaccount: '', password, address: '' })).toEqual(refused)
  })
})

describe('one answer for everything that is wrong', () => {
  it('unknown account, wrong password, disabled, deleted user, and the limit that follows', async () => {
    const { id } = (await store.accounts.list(doors.spaceId, { limit: 200, cursor: null })).items.find(
      (one) => one.account === name,
    ) ?? { id: '' }
    for (const account of [name, 'nobody-at-all']) {
      const answers = []
      for (let turn = 0; turn < 7; turn += 1) answers.push(await wrong({ account }))
      expect(answers.slice(0, 5)).toEqual(Array(5).fill(refused))
      expect(answers[5]).toEqual({ ok: false, code: 'auth.too_many_sign_ins', retryAfterSeconds: 60 })
    }
    doors.clock.nowMs += MINUTE_MS
    await store.accounts.update(doors.spaceId, id, { patch: { disabled: true }, holder: 'everything' })
    expect(await signIn()).toEqual(refused)
    await store.accounts.update(doors.spaceId, id, { patch: { disabled: false }, holder: 'everything' })
    expect((await signIn()).ok).toBe(true)
    await store.users.create(doors.spaceId, { key: name, name: 'x', language: 'ja', methods: [] })
    await make(`${name}-b`, { user: name })
    expect((await signIn({ account: `${name}-b` })).ok).toBe(true)
    await store.users.remove(doors.spaceId, name, 'everything')
    expect(await signIn({ account: `${name}-b` })).toEqual(refused)
  })
})

describe('too many wrong ones', () => {
  it('from one address: whatever account they name', async () => {
    for (let turn = 0; turn < 30; turn += 1) expect(await wrong({ account: `guess-${turn}` })).toEqual(refused)
    expect(await signIn()).toMatchObject({ code: 'auth.too_many_sign_ins' })
    expect((await signIn({ address: '192.0.2.2' })).ok).toBe(true)
    doors.clock.nowMs += MINUTE_MS
    expect((await signIn()).ok).toBe(true)
  })

  it('that come at once: no more are compared than one after another', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => wrong()))
    const compared = answers.filter((one) => !one.ok && one.code === 'auth.sign_in_failed')
    // Two at a time are compared; the second may have begun before the first was counted.
    expect(compared.length).toBeGreaterThanOrEqual(5)
    expect(compared.length).toBeLessThanOrEqual(6)
  })

  it('right ones that come at once all pass: a burst of events signs in for each', async () => {
    for (const at of [store, store, doors.process()]) {
      const answers = await Promise.all(Array.from({ length: 60 }, () => signIn({ at })))
      expect(answers.every((one) => one.ok)).toBe(true)
    }
  })

  it('waiting has an end: who comes when too many wait is asked to come back', async () => {
    const slow = doors.process({ passwordCost: { logN: 12, blockSize: 8, parallel: 1 } })
    const tries = Array.from({ length: 230 }, (_, index) =>
      wrong({ at: slow, account: `nobody-${index}`, address: `198.51.100.${index}` }),
    )
    const answers = await Promise.all(tries)
    const asked = answers.filter((one) => !one.ok && one.code === 'auth.too_many_sign_ins')
    expect(asked.length).toBeGreaterThan(0)
    expect(asked[0]).toMatchObject({ retryAfterSeconds: 5 })
  })

  /** Ten in a row, without the limit per minute getting in the way. */
  const lock = async (turns = 10) => {
    for (let turn = 0; turn < turns; turn += 1) {
      if (turn % 5 === 0) doors.clock.nowMs += MINUTE_MS
      expect(await wrong()).toEqual(refused)
    }
    doors.clock.nowMs += MINUTE_MS
  }
  const accountNow = async () => {
    const { items } = await store.accounts.list(doors.spaceId, { limit: 200, cursor: null })
    return items.find((one) => one.account === name) ?? { id: '', lockedUntilMs: null }
  }

  it('in a row lock the account in every process, and time opens it', async () => {
    await lock()
    expect((await accountNow()).lockedUntilMs).toBe(doors.clock.nowMs + 14 * MINUTE_MS)
    expect(await signIn({ at: doors.process() })).toEqual(refused)
    expect(await signIn()).toEqual(refused)
    doors.clock.nowMs += 13 * MINUTE_MS
    await wrong()
    expect(await signIn()).toEqual(refused)
    doors.clock.nowMs += MINUTE_MS
    expect((await signIn()).ok, 'a wrong one while locked does not prolong it').toBe(true)
    expect((await accountNow()).lockedUntilMs).toBeNull()
  })

  it('an administrator opens it at once', async () => {
    await lock()
    expect(await signIn()).toEqual(refused)
    const { id } = await accountNow()
    expect((await store.accounts.unlock(doors.spaceId, id)).lockedUntilMs).toBeNull()
    expect((await signIn()).ok).toBe(true)
  })

  it('a right one in between begins the count anew, and so does an hour', async () => {
    await lock(9)
    expect((await signIn()).ok).toBe(true)
    await lock(9)
    doors.clock.nowMs += 60 * MINUTE_MS
    await lock(9)
    expect((await signIn()).ok).toBe(true)
  })

  it('after the lock ended the count begins anew', async () => {
    await lock()
    doors.clock.nowMs += 15 * MINUTE_MS
    expect(await wrong()).toEqual(refused)
    expect((await signIn()).ok).toBe(true)
  })

  it('a right one that was being compared while the account was locked is refused', async () => {
    await lock(9)
    const other = doors.process()
    const [right, last] = await Promise.all([signIn({ at: other }), wrong()])
    expect(last).toEqual(refused)
    const { lockedUntilMs } = await accountNow()
    // Whichever was written first decides: either it was locked and refused, or signed in and not locked.
    expect(right.ok).toBe(lockedUntilMs === null)
  })
})

describe('passwords', () => {
  const stored = async (id: string): Promise<string> => {
    const { rows } = await doors.pools.inSpace(doors.spaceId, (client) =>
      client.query<{ password: string }>('select password from account where id = $1', [id]),
    )
    return rows[0]?.password ?? ''
  }

  it('are kept as scrypt hashes with their parameters, and hashed anew when these became stronger', async () => {
    expect(await hashPassword(password, passwordCost)).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$[\w-]{22}\$[\w-]{43}$/)
    const { id } = await make(`${name}-old`)
    expect(await stored(id)).toMatch(/^\$scrypt\$ln=4,/)
    const stronger = doors.process({ passwordCost: { ...cheap, logN: 5 } })
    expect(await wrong({ at: stronger, account: `${name}-old` })).toEqual(refused)
    expect((await signIn({ at: stronger, account: `${name}-old` })).ok).toBe(true)
    expect(await stored(id)).toMatch(/^\$scrypt\$ln=5,/)
    expect((await signIn({ at: stronger, account: `${name}-old` })).ok).toBe(true)
  })

  it('a right one is recognised without hashing again, a wrong or an old one never', async () => {
    expect((await signIn()).ok).toBe(true)
    expect((await signIn()).ok).toBe(true)
    expect(await wrong()).toEqual(refused)
    const { items } = await store.accounts.list(doors.spaceId, { limit: 200, cursor: null })
    const fresh = await store.accounts.resetPassword(
      doors.spaceId,
      items.find((one) => one.account === name)?.id ?? '',
      'everything',
    )
    expect(await signIn()).toEqual(refused)
    const result = await signIn({ password: fresh })
    expect(result.ok && result.account.mustChange).toBe(true)
    expect(fresh).toMatch(/^([a-hj-km-np-z2-9]{5}-){3}[a-hj-km-np-z2-9]{5}$/)
  })

  it.each([
    ['too short', 'nine char', 'has fewer than 10 characters'],
    ['too short once it is normal', 'e\u0301'.repeat(9), 'has fewer than 10 characters'],
    ['too long', 'x'.repeat(201), 'has more than 200 characters'],
    ['the name', 'ＡＤＭＩＮ-name', 'is the name of the account'],
  ])('are refused: %s', async (...[, bad, detail]) => {
    const refusing = make('admin-name', { password: bad })
    await expect(refusing).rejects.toMatchObject({ code: 'account.password_rules', detail, field: 'password' })
  })

  it('may have 10 to 200 characters of any kind', async () => {
    for (const [index, good] of ['一二三四五六七八九十', '😀'.repeat(200), '  spaces  '].entries()) {
      await make(`${name}-${index}`, { password: good })
      expect((await signIn({ account: `${name}-${index}`, password: good })).ok).toBe(true)
    }
  })
})
