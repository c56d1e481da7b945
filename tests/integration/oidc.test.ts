// Sign-in through a real OpenID provider: who is a user is let in, by a verified mail address first and by the provider's own name for them
// afterwards; and everything that must not work does not.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProvider, type ProviderSettings } from '#http/oidc-provider'
import { client, createTraveller, type OpenId, redirectUri, startOpenId } from '../support/openid.ts'
import { password } from '../support/people.ts'
import { createV1World, type V1World } from '../support/v1.ts'

let openId: OpenId
let world: V1World
beforeAll(async () => {
  openId = await startOpenId()
  world = await createV1World({ oidc: { issuer: openId.issuer, ...client, proxy: null } })
  const mail = (address: string) => [{ channel: 'mail', label: 'work', address, default: true }]
  for (const [key, address] of [
    ['hanako', 'Hanako@example.jp'],
    ['taro', 'taro@example.jp'],
    ['twin-a', 'shared@example.jp'],
    ['twin-b', 'shared@example.jp'],
  ] as const)
    await world.ask('POST', '/v1/users', { body: { key, name: key, contactMethods: mail(address) } })
  await world.ask('POST', '/v1/roles', { body: { role: 'operator', user: 'hanako' } })
  for (const [who, email] of [
    ['h-1', 'hanako@example.jp'],
    ['t-1', 'taro@example.jp'],
    ['s-1', 'shared@example.jp'],
    ['x-1', 'stranger@example.jp'],
  ] as const)
    openId.people.set(who, { email, email_verified: true })
})
afterAll(async () => {
  await world.close()
  await openId.close()
})

const signIn = async (who: string, to?: string) => {
  openId.who = who
  const traveller = createTraveller(world)
  const end = await traveller.comeBack(await traveller.signInThere(await traveller.begin(to)))
  return { traveller, end }
}
const audit = async () => (await world.ask('GET', '/v1/audit?limit=1')).body.items[0]

describe('through the provider', () => {
  it('is offered where one is set up, and says so to anybody', async () => {
    expect((await world.ask('GET', '/v1/sign-in', { token: null })).body).toEqual({ oidc: { name: 'Example' } })
  })

  it('a user whose verified mail address is theirs is let in, with their roles and to the page they wanted', async () => {
    const { traveller, end } = await signIn('h-1', '/console/policies')
    expect(end).toBe('/console/policies')
    expect((await traveller.session()).body).toMatchObject({
      user: { key: 'hanako' },
      account: 'hanako@example.jp',
      permissions: expect.arrayContaining(['pauses:write']),
      mustChangePassword: false,
    })
    const { body } = await world.ask('GET', '/v1/audit?kind=oidc_link')
    expect(body.items).toMatchObject([{ action: 'created', by: { kind: 'nobody' }, address: '127.0.0.1' }])
    expect(await audit()).toMatchObject({ action: 'signed_in', by: { kind: 'session', name: 'hanako' } })
  })

  it('the next time by the provider’s own name for them, whatever became of their address', async () => {
    openId.people.set('h-1', { email: 'married@example.jp', email_verified: true })
    const { traveller } = await signIn('h-1')
    expect((await traveller.session()).body['account']).toBe('hanako@example.jp')
    expect((await world.ask('GET', '/v1/accounts')).body.items).toHaveLength(1)
  })

  it('an account there is is used; its password for one use is gone, one of their own stays', async () => {
    await world.ask('POST', '/v1/accounts', { body: { user: 'taro', account: 'taro', password } })
    const { traveller } = await signIn('t-1')
    expect((await traveller.session()).body).toMatchObject({ account: 'taro', mustChangePassword: false })
    const byPassword = await world.ask('POST', '/v1/session', { token: null, body: { account: 'taro', password } })
    expect(byPassword.body.code).toBe('auth.sign_in_failed')
  })

  it('signing out ends it here', async () => {
    const { traveller } = await signIn('h-1')
    const headers = { ...traveller.here.header(), 'Sec-Fetch-Site': 'same-origin' }
    expect((await world.ask('DELETE', '/v1/session', { token: null, headers })).status).toBe(204)
    expect((await traveller.session()).status).toBe(401)
  })
})

describe('roles by groups of the provider', () => {
  const come = async (groups: unknown) => {
    openId.people.set('g-1', { email: 'gen@example.jp', email_verified: true, realm: { groups } })
    const { traveller } = await signIn('g-1')
    return (await traveller.session()).body
  }
  const given = async () =>
    (await world.ask('GET', '/v1/roles')).body.items
      .filter((one) => one['user'] === 'gen')
      .map((one) => `${String(one['role'])}${one['byProvider'] === true ? ' by the provider' : ''}`)
      .toSorted()
  beforeAll(async () => {
    const contactMethods = [{ channel: 'mail', label: 'work', address: 'gen@example.jp', default: true }]
    await world.ask('POST', '/v1/users', { body: { key: 'gen', name: 'gen', contactMethods } })
  })

  it('are given at each sign-in, once each, and taken away with the group', async () => {
    const { permissions } = await come(['it-admins', 'on-call', 'night', 'everybody'])
    expect(permissions).toContain('tokens:write')
    expect(await given()).toEqual(['administrator by the provider', 'operator by the provider'])
    expect((await come('night'))['permissions']).not.toContain('tokens:write')
    expect(await given()).toEqual(['operator by the provider'])
    const { body } = await world.ask('GET', '/v1/audit?kind=role&limit=1')
    expect(body.items).toMatchObject([{ action: 'deleted', by: { kind: 'nobody' } }])
  })

  it('stand beside those given here, which they leave alone', async () => {
    await world.ask('POST', '/v1/roles', { body: { role: 'operator', user: 'gen' } })
    await come(['on-call'])
    expect(await given()).toEqual(['operator', 'operator by the provider'])
    await come(undefined)
    expect(await given()).toEqual(['operator'])
  })

  it.each([[{ night: true }], [[['night'], 7, null, '']], ['']])('nonsense gives none: %o', async (groups) => {
    await come(groups)
    expect(await given()).toEqual(['operator'])
  })

  it('are nobody’s here to take away', async () => {
    await come(['night'])
    const { items } = (await world.ask('GET', '/v1/roles')).body
    const grant = items.find((one) => one['byProvider'] === true)
    expect((await world.ask('DELETE', `/v1/roles/${grant?.id}`)).body).toMatchObject({
      code: 'role.by_provider',
      status: 409,
    })
    expect(await given()).toEqual(['operator', 'operator by the provider'])
  })

  it('may be of one project alone, in which their person then works; a project the space has not gives none', async () => {
    await world.ask('POST', '/v1/projects', { body: { key: 'plant', name: '工場' } })
    const contactMethods = [{ channel: 'mail', label: 'work', address: 'pia@example.jp', default: true }]
    await world.ask('POST', '/v1/users', { body: { key: 'pia', name: 'pia', contactMethods } })
    const arrive = async (groups: readonly string[]) => {
      openId.people.set('p-1', { email: 'pia@example.jp', email_verified: true, realm: { groups } })
      const { body } = await (await signIn('p-1')).traveller.session()
      const { items } = (await world.ask('GET', '/v1/roles?user=pia')).body
      const roles = items.map((one) => [one['role'], one['project'], one['byProvider']])
      return { project: (body['project'] as { key: string } | null)?.key, permissions: body['permissions'], roles }
    }
    const member = await arrive(['plant'])
    expect([member.project, member.roles]).toEqual(['plant', [['member', 'plant', true]]])
    expect(member.permissions).not.toContain('projects:write')
    const lead = await arrive(['plant-leads', 'on-call'])
    expect(lead.roles.toSorted(([one], [other]) => (String(one) < String(other) ? -1 : 1))).toEqual([
      ['operator', null, true],
      ['project_manager', 'plant', true],
    ])
    expect((await arrive([])).roles).toEqual([])
    // What gives something here is told to whoever looks after accounts; of other spaces' projects nothing is.
    const { body } = await world.ask('GET', '/v1/sign-in/roles')
    expect(body['provider']).toBe('Example')
    expect(body.items.map((one) => [one['group'], one['role'], one['project']])).toEqual([
      ['it-admins', 'administrator', null],
      ['on-call', 'operator', null],
      ['night', 'operator', null],
      ['plant', 'member', 'plant'],
      ['plant-leads', 'project_manager', 'plant'],
    ])
  })

  it('leave the last administrator who has a password, so that somebody gets in without the provider', async () => {
    await come(['it-admins'])
    const { body } = await world.ask('GET', '/v1/accounts?user=gen')
    await world.ask('POST', `/v1/accounts/${body.items[0]?.id}/reset`, { body: { by: 'password' } })
    await come([])
    expect(await given()).toContain('administrator by the provider')
  })
})

describe('signing out', () => {
  const end = (headers: Record<string, string>) => fetch(`${world.url}/oidc/end`, { redirect: 'manual', headers })

  it('leads to the provider with whose session it is, ends it there, and comes back', async () => {
    const { traveller } = await signIn('h-1')
    const left = await end({ ...traveller.here.header(), 'Sec-Fetch-Site': 'same-origin' })
    const there = new URL(left.headers.get('location') ?? '')
    expect(there.origin).toBe(openId.issuer)
    expect(there.searchParams.get('post_logout_redirect_uri')).toBe('http://noroshi.test:8080/console/')
    expect(left.headers.getSetCookie().join()).toContain('noroshi_oidc_end=; Max-Age=0')
    expect(there.searchParams.get('id_token_hint')).toMatch(/^ey.+\..+\./)
    // The provider knows the token and the page, and asks nothing but whether to go.
    const page = await fetch(there, { headers: traveller.there.header() })
    traveller.there.take(page.headers)
    const [, xsrf = ''] = /name="xsrf" value="([^"]+)"/.exec(await page.text()) ?? []
    expect(traveller.there.get('_session')).toBeDefined()
    const gone = await fetch(`${openId.issuer}/session/end/confirm`, {
      method: 'POST',
      redirect: 'manual',
      headers: traveller.there.header(),
      body: new URLSearchParams({ xsrf, logout: 'yes' }),
    })
    expect(gone.headers.get('location')).toBe('http://noroshi.test:8080/console/')
    traveller.there.take(gone.headers)
    expect(traveller.there.get('_session')).toBeUndefined()
  })

  it('by another site’s link, or with nobody signed in through it, leads nowhere', async () => {
    const { traveller } = await signIn('h-1')
    const cookie = traveller.here.header()
    expect((await end({ ...cookie, 'Sec-Fetch-Site': 'cross-site' })).headers.get('location')).toBe('/console/')
    expect((await end({ 'Sec-Fetch-Site': 'same-origin' })).headers.get('location')).toBe('/console/')
  })
})

describe('nobody is let in', () => {
  it.each([
    ['unknown', 'x-1', { email: 'stranger@example.jp', email_verified: true }],
    ['unverified', 'u-1', { email: 'taro@example.jp', email_verified: false }],
    ['unverified', 'n-1', {}],
    ['ambiguous', 's-1', { email: 'shared@example.jp', email_verified: true }],
  ])('%s: %s with %o', async (code, who, claims) => {
    openId.people.set(who, claims)
    const { traveller, end } = await signIn(who)
    expect(end).toBe(`/console/?oidc=${code}`)
    expect((await traveller.session()).status).toBe(401)
    expect(await audit()).toMatchObject({ action: 'sign_in_failed' })
  })

  it('whose account is disabled', async () => {
    const { body } = await world.ask('GET', '/v1/accounts')
    const id = body.items.find((one) => one['user'] === 'taro')?.id
    await world.ask('PATCH', `/v1/accounts/${id}`, { body: { disabled: true } })
    expect((await signIn('t-1')).end).toBe('/console/?oidc=disabled')
    await world.ask('PATCH', `/v1/accounts/${id}`, { body: { disabled: false } })
  })

  it('by the same way twice, nor with its cookie brought back', async () => {
    openId.who = 'h-1'
    const traveller = createTraveller(world)
    const address = await traveller.begin()
    const cookie = traveller.here.get('noroshi_oidc') ?? ''
    const back = await traveller.signInThere(address)
    expect(await traveller.comeBack(back)).toBe('/console/')
    expect(await traveller.comeBack(back)).toBe('/console/?oidc=expired')
    traveller.here.set('noroshi_oidc', cookie)
    expect(await traveller.comeBack(back)).toBe('/console/?oidc=expired')
  })

  it('by a way somebody else began, or that began too long ago', async () => {
    openId.who = 'h-1'
    const [mine, theirs] = [createTraveller(world), createTraveller(world)]
    await mine.begin()
    const back = await theirs.signInThere(await theirs.begin())
    expect(await mine.comeBack(back)).toBe('/console/?oidc=failed')
    expect((await mine.session()).status).toBe(401)
    const late = createTraveller(world)
    const there = await late.signInThere(await late.begin())
    world.clock.nowMs += 11 * 60_000
    expect(await late.comeBack(there)).toBe('/console/?oidc=expired')
  })

  it.each([
    ['another state', (back: URL) => back.searchParams.set('state', 'forged')],
    ['another code', (back: URL) => back.searchParams.set('code', 'forged')],
    ['another issuer', (back: URL) => back.searchParams.set('iss', 'https://evil.example')],
    [
      'an error of the provider',
      (back: URL) => {
        back.searchParams.delete('code')
        back.searchParams.set('error', 'access_denied')
      },
    ],
  ])('with %s', async (_what, forge) => {
    openId.who = 'h-1'
    const traveller = createTraveller(world)
    const back = new URL(await traveller.signInThere(await traveller.begin()))
    forge(back)
    expect(await traveller.comeBack(back.href)).toBe('/console/?oidc=failed')
    expect((await traveller.session()).status).toBe(401)
  })

  it('to a page that is not ours', async () => {
    for (const to of ['//evil.example', 'https://evil.example/console', '/console/../evil', '/console\\evil', '/v1/x'])
      expect((await signIn('h-1', to)).end).toBe('/console/')
  })
})

describe('a provider', () => {
  const provider = (issuer: string) =>
    createProvider({ issuer, ...client, proxy: null } satisfies ProviderSettings, () => 0).begin(redirectUri)

  it('that names itself otherwise, answers nonsense or not at all, is not believed', async () => {
    const server = createServer((request, response) => {
      response.setHeader('Content-Type', 'application/json')
      response.end(
        request.url?.startsWith('/nonsense')
          ? '<html>'
          : JSON.stringify({
              issuer: 'https://evil.example',
              authorization_endpoint: 'https://evil.example/',
              token_endpoint: 'https://evil.example/',
            }),
      )
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    await expect(provider(address)).rejects.toThrow('issuer')
    await expect(provider(`${address}/nonsense`)).rejects.toThrow('parsing')
    await new Promise((resolve) => server.close(resolve))
    await expect(provider(address)).rejects.toThrow('fetch failed')
    // Only this machine may speak without TLS.
    await expect(provider('http://192.0.2.1')).rejects.toThrow('HTTPS')
  })
})
