// Webhooks over /v1: set up, shown without what is secret, refused when wrong, each space its own.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createV1World, furnish, startIn, type V1World } from '../support/v1.ts'

let world: V1World
beforeAll(async () => {
  world = await createV1World()
  await furnish(world)
})
afterAll(() => world.close())

const make = (rest: object = {}) =>
  world.ask('POST', '/v1/webhooks', { body: { key: 'ops', name: '運用', url: 'https://hooks.example.jp/a', ...rest } })

describe('a webhook', () => {
  it('is set up with what its shape is used to, and never shows its credential', async () => {
    const { status, body, headers } = await make({ credential: 'very-secret-key' })
    expect([status, headers.get('location')]).toEqual([201, `/v1/webhooks/${body.id}`])
    expect(body).toMatchObject({
      shape: 'noroshi',
      events: ['*'],
      project: null,
      enabled: true,
      timeoutSeconds: 10,
      attemptsMax: 8,
      hasCredential: true,
    })
    const everywhere = await Promise.all([
      world.ask('GET', '/v1/webhooks'),
      world.ask('GET', '/v1/webhooks/ops'),
      world.ask('PATCH', '/v1/webhooks/ops', { body: { name: '運用室' } }),
      world.ask('GET', '/v1/config/export'),
    ])
    for (const { page } of everywhere) expect(page).not.toContain('very-secret-key')
    const { rows } = await world.pools.owner.query(`select credential from webhook where space_id = $1`, [
      world.spaceId,
    ])
    expect(rows).toEqual([])
    const stored = await world.pools.inSpace(world.spaceId, (client) => client.query('select credential from webhook'))
    expect(String((stored.rows[0] as { credential: string }).credential)).not.toContain('very-secret-key')
  })

  it('Reactio’s waits a minute and is not repeated, unless told otherwise', async () => {
    const reactio = await make({ key: 'reactio', shape: 'reactio' })
    expect(reactio.body).toMatchObject({ timeoutSeconds: 60, attemptsMax: 1, hasCredential: false })
    const patient = await make({ key: 'patient', shape: 'reactio', attemptsMax: 3, timeoutSeconds: 5 })
    expect(patient.body).toMatchObject({ timeoutSeconds: 5, attemptsMax: 3 })
  })

  it('changes field by field; a credential can be replaced and taken away', async () => {
    const change = (body: object) => world.ask('PATCH', '/v1/webhooks/reactio', { body })
    expect((await change({ credential: 'k' })).body['hasCredential']).toBe(true)
    expect((await change({ events: ['incident.*'], enabled: false })).body).toMatchObject({
      events: ['incident.*'],
      enabled: false,
      hasCredential: true,
      shape: 'reactio',
    })
    expect((await change({ credential: null })).body['hasCredential']).toBe(false)
  })

  it('belongs to a project, by its key', async () => {
    await world.ask('POST', '/v1/projects', { body: { key: 'web', name: 'Web' } })
    expect((await make({ key: 'p', project: 'web' })).body['project']).toBe('web')
    expect((await make({ key: 'q', project: 'ghost' })).body.code).toBe('project.not_found')
  })

  it('of callouts hears those of some policies, by their keys', async () => {
    const { body } = await make({ key: 'some', policies: ['night', 'night'] })
    expect(body['policies']).toEqual(['night'])
    const all = await world.ask('PATCH', '/v1/webhooks/some', { body: { policies: [] } })
    expect(all.body['policies']).toEqual([])
    expect((await make({ key: 'none', policies: ['ghost'] })).body.code).toBe('policy.not_found')
    await world.ask('DELETE', '/v1/webhooks/some')
  })

  it.each<[string, object]>([
    ['too many policies', { policies: Array.from({ length: 101 }, () => 'night') }],
    ['another scheme', { url: 'ftp://example.jp/' }],
    ['no address', { url: 'hooks.example.jp' }],
    ['a password in the address', { url: 'https://user:secret@example.jp/' }],
    ['an address too long', { url: `https://example.jp/${'a'.repeat(2_000)}` }],
    ['an event that is none', { events: ['callout'] }],
    ['no event', { events: [] }],
    ['a credential with a line break', { credential: 'a\r\nX-Evil: 1' }],
    ['a credential too long', { credential: 'a'.repeat(501) }],
    ['a time too long', { timeoutSeconds: 61 }],
    ['too many attempts', { attemptsMax: 21 }],
    ['a typo', { urls: [] }],
  ])('refuses %s', async (...[, rest]) => {
    const { status, body } = await make({ key: 'bad', ...rest })
    expect([status, body.code]).toEqual([422, 'request.invalid'])
    expect((await world.ask('GET', '/v1/webhooks/bad')).body.code).toBe('webhook.not_found')
  })

  it('has a key of its own, and is another space’s unknown', async () => {
    expect((await make()).body.code).toBe('webhook.key_taken')
    const token = await world.tokenFor(await world.newSpace('curious'))
    for (const path of ['', '/deliveries'])
      expect((await world.ask('GET', `/v1/webhooks/ops${path}`, { token })).body.code).toBe('webhook.not_found')
    expect((await world.ask('POST', '/v1/webhooks/ops/ping', { token })).body.code).toBe('webhook.not_found')
    const reader = await world.tokenFor(world.spaceId, ['webhooks:read'])
    expect((await world.ask('DELETE', '/v1/webhooks/ops', { token: reader })).status).toBe(403)
  })

  it('shows what waits to be sent to it, and what it was', async () => {
    expect((await world.ask('POST', '/v1/webhooks/ops/ping')).status).toBe(204)
    const { body } = await world.ask('GET', '/v1/webhooks/ops/deliveries')
    expect(body.items).toMatchObject([
      { event: 'ping.requested', state: 'waiting', attempts: 0, status: null, body: { event: 'ping.requested' } },
    ])
    expect((await world.ask('GET', '/v1/webhooks/ops/deliveries?state=failed')).body.items).toEqual([])
    const again = await world.ask('POST', `/v1/webhooks/ops/deliveries/${body.items[0]?.id}/retry`)
    expect(again.body.code).toBe('webhook.delivery_not_found')
  })

  it('goes, and its key is free again', async () => {
    expect((await world.ask('DELETE', '/v1/webhooks/ops')).status).toBe(204)
    expect((await make()).status).toBe(201)
  })
})

describe('starts', () => {
  it('are marked to be told of only where somebody wants to know', async () => {
    const space = await world.newSpace('quiet')
    const watched = async () => {
      await startIn(world, {})
      return world.started.at(-1)?.watched
    }
    expect(await watched()).toBe(true)
    for (const key of ['ops', 'p']) await world.ask('DELETE', `/v1/webhooks/${key}`)
    expect(await watched()).toBe(false)
    await make({ enabled: false })
    expect(await watched()).toBe(false)
    await world.ask('PATCH', '/v1/webhooks/ops', { body: { enabled: true } })
    expect(await watched()).toBe(true)
    const elsewhere = await world.config.plans.compose(space, { policy: { ref: 'night' }, template: null })
    expect(elsewhere.ok).toBe(false)
  })
})
