// The second factor from outside: set up, asked for, each code once, lost and reset, and asked of everybody in a space.
import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browser, cookieOf, createPerson, type Person, password } from '../support/people.ts'
import { createV1World, type V1World } from '../support/v1.ts'

const PATH = '/v1/session/second-factor'

let world: V1World
let admin: Person
beforeAll(async () => {
  world = await createV1World()
  admin = await createPerson(world, 'admin', { role: 'administrator' })
})
afterAll(() => world.close())

const codeAt = (secret: string, nowMs = world.clock.nowMs): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: nowMs })
const signIn = (account: string, code?: string, address = '127.0.0.1') =>
  world.ask('POST', '/v1/session', {
    token: null,
    headers: { 'X-Forwarded-For': address },
    body: { account, password, ...(code === undefined ? {} : { code }) },
  })
/** The next code is a new one. */
const halfAMinute = () => {
  world.clock.nowMs += 30_000
}

/** Sets one up as its person would. */
const withFactor = async (key: string) => {
  const person = await createPerson(world, key, { role: 'member' })
  const begun = await person.ask('POST', PATH, { body: { password } })
  const secret = String(begun.body['secret'])
  const on = await person.ask('POST', `${PATH}/confirm`, { body: { code: codeAt(secret) } })
  halfAMinute()
  return { person, secret, codes: on.body['recoveryCodes'] as string[] }
}

it('asks nobody for what is not confirmed, and needs the password to begin', async () => {
  const person = await createPerson(world, 'careful', { role: 'member' })
  const wrong = await person.ask('POST', PATH, { body: { password: 'a wrong password' } })
  expect([wrong.body.code, wrong.body.errors?.[0]?.field]).toEqual(['auth.sign_in_failed', 'password'])
  const begun = await person.ask('POST', PATH, { body: { password } })
  expect(begun.status).toBe(201)
  expect(begun.body['uri']).toMatch(/^otpauth:\/\/totp\/Noroshi:careful\?.*secret=[A-Z2-7]{32}/)
  expect((await person.ask('POST', `${PATH}/confirm`, { body: { code: '000000' } })).body.code).toBe('auth.code_wrong')
  expect((await person.ask('GET', PATH)).body).toEqual({ state: 'unconfirmed', required: false, recoveryCodesLeft: 0 })
  expect((await signIn('careful')).status).toBe(201)
})

describe('once it is on', () => {
  it('every other session has ended, and a sign-in needs a code of now, once', async () => {
    const person = await createPerson(world, 'sato', { role: 'member' })
    const other = browser(world, cookieOf(await signIn('sato')))
    const secret = String((await person.ask('POST', PATH, { body: { password } })).body['secret'])
    const code = codeAt(secret)
    expect((await person.ask('POST', `${PATH}/confirm`, { body: { code } })).body['recoveryCodes']).toHaveLength(10)
    expect((await other('GET', '/v1/session')).status).toBe(401)
    expect((await person.ask('GET', '/v1/session')).status).toBe(200)
    const needed = await signIn('sato')
    expect([needed.body.code, needed.body.errors?.[0]?.field]).toEqual(['auth.code_needed', 'code'])
    const again = await signIn('sato', code)
    expect([again.body.code, again.body.errors?.[0]?.field]).toEqual(['auth.code_wrong', 'code'])
    halfAMinute()
    expect((await signIn('sato', codeAt(secret, world.clock.nowMs - 120_000))).body.code).toBe('auth.code_wrong')
    const typed = codeAt(secret).replace(/^(...)/, '$1 ')
    expect((await signIn('sato', typed)).status).toBe(201)
    expect((await signIn('sato', typed)).body.code).toBe('auth.code_wrong')
  })

  it('a wrong password says nothing of it, and wrong codes count like wrong passwords', async () => {
    const { secret } = await withFactor('suzuki')
    const wrong = await world.ask('POST', '/v1/session', {
      token: null,
      body: { account: 'suzuki', password: 'a wrong password', code: codeAt(secret) },
    })
    expect(wrong.body.code).toBe('auth.sign_in_failed')
    const answers: string[] = []
    for (let turn = 0; turn < 6; turn += 1) answers.push((await signIn('suzuki', '000000')).body.code)
    expect(answers).toContain('auth.code_wrong')
    expect(answers.at(-1)).toBe('auth.too_many_sign_ins')
    const [failed] = (await world.ask('GET', '/v1/audit?action=sign_in_failed')).body.items
    expect(failed).toMatchObject({ name: 'suzuki' })
  })

  it('a recovery code works once, and new ones end the old', async () => {
    const { person, secret, codes } = await withFactor('ito')
    const [first = '', second = ''] = codes
    expect(first).toMatch(/^([2-9a-z]{4}-){3}[2-9a-z]{4}$/)
    expect((await signIn('ito', first.toUpperCase())).status).toBe(201)
    expect((await signIn('ito', first)).body.code).toBe('auth.code_wrong')
    expect((await person.ask('GET', PATH)).body).toMatchObject({ state: 'on', recoveryCodesLeft: 9 })
    const renewed = await person.ask('POST', `${PATH}/recovery-codes`, { body: { code: codeAt(secret) } })
    expect(renewed.body['recoveryCodes']).toHaveLength(10)
    expect((await signIn('ito', second)).body.code).toBe('auth.code_wrong')
  })

  it('only a code takes it away; guessing at somebody’s open session is soon asked to wait', async () => {
    const { person, secret } = await withFactor('kato')
    const tried: string[] = []
    for (let turn = 0; turn < 6; turn += 1)
      tried.push((await person.ask('POST', `${PATH}/remove`, { body: { code: '000000' } })).body.code)
    expect(tried.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => 'auth.code_wrong'))
    expect(tried[5]).toBe('auth.too_many_codes')
    world.clock.nowMs += 60_000
    expect((await person.ask('POST', PATH, { body: { password } })).body.code).toBe('second_factor.exists')
    expect((await person.ask('POST', `${PATH}/remove`, { body: { code: codeAt(secret) } })).status).toBe(204)
    expect((await signIn('kato')).status).toBe(201)
    expect((await person.ask('POST', `${PATH}/remove`, { body: { code: codeAt(secret) } })).body.code).toBe(
      'second_factor.none',
    )
  })

  it('neither a reset link nor JP1’s sign-in goes round it; whoever manages accounts can remove it', async () => {
    const { person } = await withFactor('abe')
    const reset = await admin.ask('POST', `/v1/accounts/${person.accountId}/reset`, { body: { by: 'link' } })
    const secret = String(reset.body['link']).split('#')[1]
    const used = await world.ask('POST', '/v1/invitations/accept', { token: null, body: { secret, password } })
    expect([used.body.code, cookieOf(used)]).toEqual(['auth.code_needed', ''])
    const jp1 = await world.ask('POST', '/api/v1/signin', { token: null, body: { account: 'abe', password } })
    expect(jp1.status).toBeGreaterThanOrEqual(400)
    const path = `/v1/accounts/${person.accountId}/second-factor`
    const member = await createPerson(world, 'mere-member', { role: 'member' })
    expect((await member.ask('DELETE', path)).body.code).toBe('auth.scope_missing')
    const stranger = await world.tokenFor(await world.newSpace('stranger'))
    expect((await world.ask('DELETE', path, { token: stranger })).body.code).toBe('account.not_found')
    expect((await admin.ask('GET', `/v1/accounts/${person.accountId}`)).body['hasSecondFactor']).toBe(true)
    expect((await admin.ask('DELETE', path)).status).toBe(204)
    expect((await signIn('abe')).status).toBe(201)
  })
})

it('keeps no secret and no code in the clear, nor in the audit log', async () => {
  const { secret, codes } = await withFactor('ueda')
  const { rows } = await world.pools.engine.query<{ text: string }>(
    'select f::text as text from second_factor f union all select a::text from audit a',
  )
  for (const { text } of rows) for (const hidden of [secret, ...codes]) expect(text).not.toContain(hidden)
  expect((await world.ask('GET', '/v1/audit?kind=second_factor')).body.items[0]).toMatchObject({ name: 'ueda' })
})

it('a space may ask everybody for one: nothing else can be done before, and it cannot be taken away', async () => {
  const person = await createPerson(world, 'new', { role: 'member' })
  const body = { signIn: { secondFactor: 'required' } }
  expect((await world.ask('PATCH', '/v1/settings', { body })).body['signIn']).toEqual(body.signIn)
  expect((await person.ask('GET', '/v1/session')).body).toMatchObject({ mustAddSecondFactor: true, permissions: [] })
  expect((await person.ask('GET', '/v1/policies')).body.code).toBe('account.second_factor_needed')
  const secret = String((await person.ask('POST', PATH, { body: { password } })).body['secret'])
  await person.ask('POST', `${PATH}/confirm`, { body: { code: codeAt(secret) } })
  expect((await person.ask('GET', '/v1/policies')).status).toBe(200)
  halfAMinute()
  expect((await person.ask('POST', `${PATH}/remove`, { body: { code: codeAt(secret) } })).body.code).toBe(
    'second_factor.required',
  )
  await world.ask('PATCH', '/v1/settings', { body: { signIn: { secondFactor: 'optional' } } })
})
