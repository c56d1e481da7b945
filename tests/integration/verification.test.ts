// Contact methods are verified by a code that was sent there, or vouched for; how often codes are sent and guessed at is limited, and
// nothing that can be read, in the database or over the API, tells a code.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { codeOfSource } from '#core/verification'
import { createPerson, type Person } from '../support/people.ts'
import { type Answer, type Ask, createV1World, type V1World } from '../support/v1.ts'

const MINUTE_MS = 60_000

let world: V1World
let member: Person
let admin: Person
let made = 0
beforeAll(async () => {
  world = await createV1World()
  const settings = { accountSid: `AC${'0'.repeat(32)}`, baseUrl: 'http://127.0.0.1:8090', simulated: true }
  const phone = { ...settings, from: '+815012345678' }
  await world.ask('POST', '/v1/connections', {
    body: { key: 'sim', name: 'sim', settings: phone, secrets: { authToken: 'secret' } },
  })
  const smtp = { host: '127.0.0.1', port: 2525, security: 'none', from: 'noroshi@example.jp' }
  await world.ask('POST', '/v1/connections', {
    body: { key: 'mail', name: 'mail', kind: 'smtp', settings: smtp, secrets: {} },
  })
  member = await createPerson(world, 'member', { role: 'member' })
  admin = await createPerson(world, 'admin', { role: 'administrator' })
})
afterAll(() => world.close())

type Verification = { state: string; at: string | null; by: string | null; until: string | null }
const verificationIn = ({ body }: Answer, place = 0) =>
  (body.contactMethods[place] as unknown as { verification: Verification }).verification

const phone = (digits = 1) => ({
  channel: 'phone',
  label: '携帯',
  address: `+81900123${String(digits).padStart(4, '0')}`,
})
const mail = { channel: 'mail', label: 'mail', address: 'sato@example.jp' }

/** A user of the test's own, and the way to their first method. */
const somebody = async (...contactMethods: object[]) => {
  made += 1
  const key = `user-${made}`
  const { body } = await world.ask('POST', '/v1/users', { body: { key, name: '佐藤', contactMethods } })
  const path = `/v1/users/${key}`
  return { key, id: body.id, path, first: `${path}/contact-methods/${body.contactMethods[0]?.id ?? ''}` }
}
const read = (path: string) => world.ask('GET', path)
/** What the newest message says, as the channel would say it. */
const newestCode = async (): Promise<string> => {
  const cause = world.started.at(-1)?.cause
  const id = cause?.kind === 'live' ? codeOfSource(cause.source) : null
  return (await world.config.verification.say(world.spaceId, id ?? ''))?.code ?? ''
}
/** Another six digits. */
const wrong = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0')
const enter = (ask: Ask, path: string, code: string) => ask('POST', `${path}/verify`, { body: { code } })
beforeEach(() => {
  // Nobody's hour is anybody else's.
  world.clock.nowMs += 61 * MINUTE_MS
})

describe('a code', () => {
  it('goes out by the method’s own channel as a callout of its own, and verifies it once entered', async () => {
    const { path, first, key } = await somebody(phone())
    expect(verificationIn(await read(path))).toEqual({ state: 'unverified', at: null, by: null, until: null })
    const sent = await admin.ask('POST', `${first}/code`)
    expect(sent.status).toBe(202)
    expect(sent.body).toMatchObject({ channel: 'phone', callout: expect.any(String) })
    const started = world.started.at(-1)
    expect(started).toMatchObject({ purpose: 'verification', createdBy: 'adminさん', idempotency: null })
    expect(started?.plans[0]?.plan.destinations).toMatchObject([{ channel: 'phone', address: phone().address }])
    expect(verificationIn(await read(path))).toMatchObject({ state: 'code_sent', until: sent.body['until'] })
    const code = await newestCode()
    expect(code).toMatch(/^\d{6}$/)
    const entered = await enter(admin.ask, first, ` ${code.slice(0, 3)}-${code.slice(3)} `)
    expect(entered.status).toBe(200)
    expect(verificationIn(entered)).toMatchObject({ state: 'verified', by: 'adminさん', until: null })
    expect((await enter(admin.ask, first, code)).body.code).toBe('verification.no_code')
    const audit = await world.ask('GET', `/v1/audit?user=${key}`)
    expect(audit.page).not.toContain(code)
  })

  it('stands nowhere: in no table, and in nothing the API answers', async () => {
    const { path, first } = await somebody(mail)
    const sent = await world.ask('POST', `${first}/code`)
    const code = await newestCode()
    const { rows } = await world.pools.owner.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
    )
    for (const { name } of rows) {
      const { rows: held } = await world.pools.owner.query(`select to_jsonb(t)::text as row from ${name} t`)
      expect(JSON.stringify(held), name).not.toContain(`${code}`)
    }
    const callout = String(sent.body['callout'])
    for (const shown of [sent, await read(path), await read(`/v1/callouts/${callout}`), await read('/v1/callouts')])
      expect(shown.page).not.toContain(code)
    expect((await read(`/v1/callouts/${callout}`)).body).toMatchObject({
      text: '確認コードの送信',
    })
  })

  it('counts for ten minutes, for five guesses, and only the newest one does', async () => {
    const { first } = await somebody(phone())
    await world.ask('POST', `${first}/code`)
    const old = await newestCode()
    world.clock.nowMs += 10 * MINUTE_MS
    expect((await enter(world.ask, first, old)).body.code).toBe('verification.no_code')
    await world.ask('POST', `${first}/code`)
    const second = await newestCode()
    const told: string[] = []
    for (let guess = 0; guess < 5; guess += 1) {
      const { body } = await enter(world.ask, first, wrong(second))
      told.push(`${body.code} ${body.detail}`)
    }
    expect(told).toEqual([4, 3, 2, 1, 0].map((left) => `verification.code_wrong ${left}`))
    expect((await enter(world.ask, first, second)).body.code).toBe('verification.no_code')
    await world.ask('POST', `${first}/code`)
    const third = await newestCode()
    expect(new Set([old, second, third]).size).toBeGreaterThan(1)
    expect((await enter(world.ask, first, third)).status).toBe(200)
  })

  it('guesses at once are as many as they are', async () => {
    const { first, path } = await somebody(phone())
    await world.ask('POST', `${first}/code`)
    const code = await newestCode()
    const answers = await Promise.all(Array.from({ length: 9 }, () => enter(world.ask, first, wrong(code))))
    const codes = answers.map(({ body }) => body.code)
    expect(codes.filter((one) => one === 'verification.code_wrong')).toHaveLength(5)
    expect(verificationIn(await read(path)).state).toBe('unverified')
  })

  it('is sent three times an hour to a method and six times to a person, also where the method is made anew', async () => {
    const { first, path, key } = await somebody(phone())
    const send = async (at: string) => {
      const { status, body } = await world.ask('POST', `${at}/code`)
      return status === 202 ? 'sent' : `${body.code} ${body.detail}`
    }
    expect([await send(first), await send(first), await send(first), await send(first)]).toEqual([
      'sent',
      'sent',
      'sent',
      'verification.too_many_codes method',
    ])
    for (const digits of [2, 3, 4]) {
      await world.ask('PATCH', path, { body: { contactMethods: [] } })
      const { body } = await world.ask('PATCH', path, { body: { contactMethods: [phone(digits)] } })
      expect(await send(`/v1/users/${key}/contact-methods/${body.contactMethods[0]?.id ?? ''}`)).toBe('sent')
    }
    const { body } = await world.ask('PATCH', path, { body: { contactMethods: [mail] } })
    const other = `/v1/users/${key}/contact-methods/${body.contactMethods[0]?.id ?? ''}`
    expect(await send(other)).toBe('verification.too_many_codes user')
    const before = world.started.length
    await send(other)
    expect(world.started).toHaveLength(before)
    world.clock.nowMs += 61 * MINUTE_MS
    expect(await send(other)).toBe('sent')
  })
})

describe('another address', () => {
  it('is not verified, however it is changed, and a code that went to the old one is none for it', async () => {
    const { first, path } = await somebody(phone(), mail)
    await world.ask('POST', `${first}/vouch`)
    await world.ask('PATCH', path, { body: { contactMethods: [mail, phone()] } })
    expect(verificationIn(await read(path), 1).state).toBe('vouched')
    await world.ask('PATCH', path, { body: { contactMethods: [mail, phone(9)] } })
    expect(verificationIn(await read(path), 1)).toEqual({ state: 'unverified', at: null, by: null, until: null })
    await world.ask('POST', `${first}/code`)
    const code = await newestCode()
    await world.pools.engine.query(`update contact_method set address = '+819001230008' where label = '携帯'`)
    expect(verificationIn(await read(path), 1).state).toBe('unverified')
    expect((await enter(world.ask, first, code)).body.code).toBe('verification.no_code')
  })
})

describe('who may', () => {
  it('everybody verifies their own, and nobody else’s; to vouch is for whoever manages people, and it is recorded', async () => {
    await member.ask('PATCH', '/v1/session/user', { body: { contactMethods: [phone()] } })
    const own = async () => member.ask('GET', '/v1/session/user')
    const id = (await own()).body.contactMethods[0]?.id ?? ''
    const mine = `/v1/session/user/contact-methods/${id}`
    expect((await member.ask('POST', `${mine}/code`)).status).toBe(202)
    expect(verificationIn(await enter(member.ask, mine, await newestCode()))).toMatchObject({
      state: 'verified',
      by: 'memberさん',
    })
    const { first, path, id: userId } = await somebody(phone(5))
    const other = first.split('/').at(-1) ?? ''
    expect((await member.ask('POST', `/v1/session/user/contact-methods/${other}/code`)).body.code).toBe(
      'contact_method.not_found',
    )
    for (const [method, what] of [
      ['POST', 'code'],
      ['POST', 'verify'],
      ['POST', 'vouch'],
      ['DELETE', 'verification'],
    ] as const)
      expect((await member.ask(method, `${first}/${what}`, { body: { code: '1' } })).body.code).toBe(
        'auth.scope_missing',
      )
    expect(verificationIn(await admin.ask('POST', `${first}/vouch`))).toMatchObject({
      state: 'vouched',
      by: 'adminさん',
      at: new Date(world.clock.nowMs).toISOString(),
    })
    const audit = await world.ask('GET', `/v1/audit?object=${other}`)
    expect(audit.body.items[0]).toMatchObject({ by: { name: 'adminさん' } })
    expect(JSON.stringify(audit.body.items[0])).toContain('vouched')
    expect(verificationIn(await admin.ask('DELETE', `${first}/verification`)).state).toBe('unverified')
    expect((await read(`/v1/users/${userId}`)).body.id).toBe((await read(path)).body.id)
  })

  it.each([
    ['no such method', 'contact-methods/00000000-0000-7000-8000-000000000009/code', 404, 'contact_method.not_found'],
    ['an id that is none', 'contact-methods/x/code', 422, 'request.invalid'],
    ['no code at all', 'verify', 422, 'request.invalid'],
  ])('is refused: %s', async (...[, rest, status, code]) => {
    const { first, path } = await somebody(phone())
    const at = rest.startsWith('contact') ? `${path}/${rest}` : `${first}/${rest}`
    const answer = await world.ask('POST', at, { body: {} })
    expect([answer.status, answer.body.code]).toEqual([status, code])
  })

  it('a place that nobody in particular reads takes no code, and what is not set up costs none', async () => {
    const light = await somebody({ channel: 'light', label: 'light', address: '100000' })
    expect((await world.ask('POST', `${light.first}/code`)).body.code).toBe('policy.channel_unavailable')
    expect((await world.ask('POST', `${light.first}/vouch`)).status).toBe(200)
    const sms = await somebody({ ...phone(), channel: 'sms' })
    for (let time = 0; time < 9; time += 1)
      expect((await world.ask('POST', `${sms.first}/code`)).body.code).toBe('policy.channel_unavailable')
  })
})

describe('callouts', () => {
  it('reach those who are not verified, unless the space says otherwise, and then the preview says so too', async () => {
    const { key, first } = await somebody(phone())
    const steps = [{ destinations: [{ user: key }] }]
    await world.ask('POST', '/v1/policies', { body: { key: 'p', name: 'p', steps } })
    const details = async () => {
      const { body } = await world.ask('POST', '/v1/policies/p/preview', { body: {} })
      return new Set((body['attempts'] as unknown as { detail: string | null }[]).map(({ detail }) => detail))
    }
    expect(await details()).toEqual(new Set([null]))
    const set = await world.ask('PATCH', '/v1/settings', { body: { contactMethods: { unverified: 'skip' } } })
    expect(set.body['contactMethods']).toEqual({ unverified: 'skip' })
    expect(await details()).toEqual(new Set(['unverified']))
    await world.ask('POST', `${first}/vouch`)
    expect(await details()).toEqual(new Set([null]))
    const bad = await world.ask('PATCH', '/v1/settings', { body: { contactMethods: { unverified: 'maybe' } } })
    expect(bad.body.code).toBe('request.invalid')
  })
})
