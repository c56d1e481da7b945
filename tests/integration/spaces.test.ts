// Spaces by host name, from outside: which one a request means, and that another's token is one nobody knows.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addHost, createHostTable, removeHost } from '#store/account/hosts'
import { acrossSpaces } from '#store/account/spaces'
import { createV1World, type V1World } from '../support/v1.ts'

let world: V1World
let acme: string
let token: string
beforeAll(async () => {
  world = await createV1World()
  acme = await world.newSpace('acme')
  token = await world.tokenFor(acme)
  await world.ask('POST', '/v1/users', { token, body: { key: 'wile', name: 'Wile' } })
})
afterAll(() => world.close())

const atHost = (host: string) => world.ask('GET', '/v1/users', { token, host })

describe('K-004 J-054 R-001 a space is chosen by its host name', () => {
  it.each([
    ['as written', 'acme.test'],
    ['in capitals', 'ACME.Test'],
    ['with a port', 'acme.test:8443'],
    ['with the root’s dot', 'acme.test.'],
    ['the first of several, the outermost proxy’s', 'acme.test, inner.test'],
  ])('%s', async (...[, host]) => {
    const { status, body } = await atHost(host)
    expect([status, body.items.map((one) => one.key)]).toEqual([200, ['wile']])
  })

  it.each([
    ['another name', 'other.test'],
    ['a part of it', 'test'],
    ['a name beneath it', 'sub.acme.test'],
    ['no name', ''],
    ['nonsense', '::::'],
  ])('%s means the default space, where its token is unknown', async (...[, host]) => {
    const { status, body } = await atHost(host)
    expect([status, body.code]).toEqual([401, 'auth.invalid'])
  })

  it('the default space’s token is unknown in another', async () => {
    const mine = await world.tokenFor(world.spaceId)
    const expired = await world.tokenFor(world.spaceId, ['users:read'], world.clock.nowMs - 1)
    for (const one of [mine, expired]) {
      const { status, body } = await world.ask('GET', '/v1/users', { token: one, host: 'acme.test' })
      expect([status, body.code]).toEqual([401, 'auth.invalid'])
    }
  })

  it('the standard header counts as well', async () => {
    const headers = { Forwarded: 'for=192.0.2.1;host="acme.test:443";proto=https' }
    expect((await world.ask('GET', '/v1/users', { token, headers, host: 'other.test' })).status).toBe(200)
  })
})

describe('the table of host names', () => {
  it('is read at most once a second, and again only when it changed', async () => {
    let nowMs = 0
    const queries: string[] = []
    const pool = {
      query: (text: string) => {
        queries.push(text)
        return world.pools.engine.query(text)
      },
    } as unknown as typeof world.pools.engine
    const table = createHostTable({ pool, defaultSpaceId: world.spaceId, leaseMs: () => nowMs })
    await Promise.all(Array.from({ length: 50 }, (_, index) => table.spaceAt(`invented-${index}.test`)))
    const read = queries.length
    expect(read).toBe(2)
    await acrossSpaces(world.pools.engine, (client) => addHost(client, acme, { host: 'New.Acme.test', nowMs: 0 }))
    nowMs = 999
    expect(await table.spaceAt('new.acme.test')).toBe(world.spaceId)
    expect(queries.length).toBe(read)
    nowMs = 1_000
    expect(await table.spaceAt('new.acme.test')).toBe(acme)
    nowMs = 2_000
    expect(await table.spaceAt('acme.test')).toBe(acme)
    expect(queries.length).toBe(read + 3)
    await acrossSpaces(world.pools.engine, (client) => removeHost(client, acme, 'new.acme.test'))
    nowMs = 3_000
    expect(await table.spaceAt('new.acme.test')).toBe(world.spaceId)
  })

  it('holds while the database is away, once it was read', async () => {
    let nowMs = 0
    let away = true
    const pool = {
      query: (text: string) => (away ? Promise.reject(new Error('away')) : world.pools.engine.query(text)),
    } as unknown as typeof world.pools.engine
    const table = createHostTable({ pool, defaultSpaceId: world.spaceId, leaseMs: () => nowMs })
    await expect(table.spaceAt('acme.test')).rejects.toThrow('away')
    away = false
    expect(await table.spaceAt('acme.test')).toBe(acme)
    away = true
    nowMs = 5_000
    expect(await table.spaceAt('acme.test')).toBe(acme)
  })

  it.each([
    ['taken', 'ACME.test', 'space.host_taken'],
    ['a pattern', '*.acme.test', 'space.host_invalid'],
    ['an address', 'https://acme.test/', 'space.host_invalid'],
    ['nothing', ' ', 'space.host_invalid'],
  ])('refuses what is no free host name: %s', async (...[, host, code]) => {
    const adding = acrossSpaces(world.pools.engine, (client) => addHost(client, world.spaceId, { host, nowMs: 0 }))
    await expect(adding).rejects.toMatchObject({ code })
  })
})
