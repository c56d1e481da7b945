// What webhooks are told of incidents: Reactio's events with Reactio's data, our own beside them; once each, in the transaction of
// the change, to whoever may hear of it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createReactioWorld, type ReactioWorld } from '../support/reactio.ts'

let here: ReactioWorld
beforeAll(async () => {
  here = await createReactioWorld()
  const hook = (key: string, rest: object) =>
    here.world.ask('POST', '/v1/webhooks', {
      body: { key, name: key, url: `https://hooks.example.jp/${key}`, ...rest },
    })
  await hook('theirs', { shape: 'reactio', project: 'web', credential: 'origin-token' })
  await hook('ours', {})
  await hook('messages', { events: ['incident.message'] })
  await hook('pigeon', { shape: 'pigeon' })
  await hook('elsewhere', { shape: 'reactio', project: 'empty' })
})
afterAll(() => here.world.close())

type Told = { readonly event: string; readonly body: Record<string, never> & { readonly [name: string]: unknown } }

/** Oldest first. */
const told = async (key: string): Promise<readonly Told[]> => {
  const { body } = await here.world.ask('GET', `/v1/webhooks/${key}/deliveries?limit=200`)
  return (body.items as unknown as Told[]).toReversed()
}
const since = async <Result>(key: string, run: () => Promise<Result>): Promise<readonly Told[]> => {
  const before = (await told(key)).length
  await run()
  return (await told(key)).slice(before)
}

describe('Reactio’s webhooks', () => {
  it('tell of a new incident with its data; people in them are words', async () => {
    const [event, message, notification, ...rest] = await since('theirs', () =>
      here.create({ topics: ['原因調査'], message: '<b>至急</b>', notification_text: '至急', close_text: 'x' }),
    )
    expect(rest).toEqual([])
    expect(event?.body).toMatchObject({
      target: 'incident',
      action: 'created',
      data: {
        incident: {
          name: 'サイト閲覧不可',
          manager: null,
          parameters: { close_text: 'x' },
          created_by: 0,
          topics: [{ name: '原因調査', color: '#5661aa' }],
          files: [],
          users: [],
        },
      },
    })
    const { id } = (event as unknown as { body: { data: { incident: { id: number } } } }).body.data.incident
    expect(message?.body).toMatchObject({
      target: 'message',
      action: 'created',
      data: { message: { incident_id: id, message: '<b>至急</b>', created_by: 0, created_at: here.nowS() } },
    })
    expect(notification?.body).toMatchObject({
      target: 'notification',
      action: 'created',
      data: { notification: { incident_id: id, notification_text: '至急', notificated_for: { phone: [] } } },
    })
  })

  it('tell once of what changed at once, with who works on it as words', async () => {
    const id = await here.made()
    const events = await since('theirs', async () => {
      await here.call('POST', `/api/v1/incidents/${id}/status`, { body: { status: 'pend' } })
      await here.world.ask('PUT', `/v1/incidents/${id}/commander`, { body: { user: 'sato' } })
      await here.world.ask('POST', `/v1/incidents/${id}/topics`, { body: { name: '二' } })
      await here.call('POST', `/api/v1/incidents/${id}/status`, { body: { status: 'pend' } })
    })
    const { number } = await here.world.config.users.get(here.world.spaceId, 'sato')
    expect(events.map(({ body }) => [body['target'], body['action']])).toEqual([
      ['incident', 'updated'],
      ['incident', 'updated'],
      ['topic', 'created'],
    ])
    expect(events[1]?.body).toMatchObject({ data: { incident: { manager: number, users: [{ id: `${number}` }] } } })
    expect(events[2]?.body).toMatchObject({ data: { topic: { incident_id: id, name: '二', status: 'open' } } })
  })

  it('tell nothing of what was refused', async () => {
    const events = await since('theirs', async () => {
      await here.create({ status: 'opened' })
      await here.call('POST', '/api/v1/messages', { body: { incident_id: 999_999, message: 'x' } })
    })
    expect(events).toEqual([])
  })
})

describe('our own webhooks', () => {
  it('hear the same with what stands in the timeline, of every project', async () => {
    const events = await since('ours', async () => {
      const id = await here.made({ message: 'x' })
      await here.call('POST', `/api/v1/incidents/${id}/status`, { body: { status: 'close' } })
    })
    expect(events.map((one) => one.event)).toEqual(['incident.created', 'incident.message', 'incident.updated'])
    expect(events[1]?.body).toMatchObject({
      event: 'incident.message',
      data: { incident: { project: 'web' }, entry: { seq: 2, kind: 'message', message: 'x', by: 'reactio web' } },
    })
    expect(events[2]?.body).toMatchObject({ data: { entry: { kind: 'status', from: 'open', to: 'close' } } })
  })

  it('hear only what they asked for, of their project, and in a shape that knows incidents', async () => {
    expect(new Set((await told('messages')).map((one) => one.event))).toEqual(new Set(['incident.message']))
    expect(await told('pigeon')).toEqual([])
    expect(await told('elsewhere')).toEqual([])
  })
})
