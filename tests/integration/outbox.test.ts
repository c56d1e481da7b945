// The outbox on a real database with a stepped clock: what is told, in which shape, how often it is tried, and that nothing is
// lost or told twice, whoever dies in between.
import { createHmac, randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { WebhookAnswer, WebhookRequest } from '#channels/webhook/sender'
import { initialHead } from '#core/callout/state'
import { createEngineStore } from '#store/engine/store'
import { createOutboxStore } from '#store/webhook/deliveries'
import { createWebhookEvents } from '#store/webhook/events'
import { createNoticeStore } from '#store/webhook/notices'
import type { WebhookWrite } from '#store/webhook/webhooks'
import { createOutbox, type Outbox } from '../../src/server/outbox.ts'
import { realChance } from '../../src/server/real.ts'
import { createDoors, type Doors } from '../support/doors.ts'
import { planOf } from '../support/plans.ts'

let doors: Doors
let store: ReturnType<Doors['process']>
let sent: WebhookRequest[]
let answers: ((request: WebhookRequest) => WebhookAnswer | Promise<WebhookAnswer>)[]
const outboxes: Outbox[] = []
const opener = { open: (sealed: string) => sealed }
const ok: WebhookAnswer = { kind: 'answered', status: 200, answer: 'ok' }

beforeEach(async () => {
  doors = await createDoors()
  store = doors.process()
  sent = []
  answers = []
  createEngineStore({ pool: doors.pools.engine })
})
afterEach(async () => {
  await Promise.all(outboxes.splice(0).map((outbox) => outbox.stop()))
  await doors.close()
})

const nowMs = () => doors.clock.nowMs
const newId = () => realChance().id(nowMs())
const events = () => createWebhookEvents({ ...doors.pools, nowMs, newId, woken: () => undefined })

/** One process at work; its nets are drawn at once and often, its time is ours. */
const work = (rest: Partial<Parameters<typeof createOutbox>[0]> = {}): Outbox => {
  const outbox = createOutbox({
    notices: createNoticeStore(doors.pools.engine),
    store: createOutboxStore(doors.pools.engine, opener),
    send: (request) => {
      sent.push(request)
      return Promise.resolve(answers.shift()?.(request) ?? ok)
    },
    inWords: ({ body }) => body,
    mail: () => Promise.reject(new Error('nobody is told by mail here')),
    runOf: () => Promise.resolve(null),
    clock: {
      nowMs,
      leaseMs: nowMs,
      wakeAt: (_atMs, wake) => {
        const timer = setTimeout(wake, 5)
        return () => clearTimeout(timer)
      },
    },
    newId,
    log: { warn: () => undefined, error: () => undefined },
    version: '1.2.3',
    netMs: 1,
    ...rest,
  })
  outbox.run()
  outboxes.push(outbox)
  return outbox
}

const webhook = (key: string, rest: Partial<WebhookWrite> = {}) =>
  store.webhooks.create(doors.spaceId, {
    key,
    name: key,
    url: `https://hooks.example.jp/${key}`,
    shape: 'noroshi',
    events: ['*'],
    project: null,
    policies: [],
    enabled: true,
    timeoutSeconds: 10,
    attemptsMax: 3,
    ...rest,
  })
const deliveries = async (key: string) =>
  (await store.deliveries.list(doors.spaceId, key, { limit: 50, cursor: null, state: null })).items
const states = async (key: string) => (await deliveries(key)).map(({ state, attempts }) => `${state} ${attempts}`)
const told = (action: string, once?: string, projectId: string | null = null) =>
  events().enqueue(doors.spaceId, projectId, { target: 'incident', action, data: { incident: { id: 1 } }, once })

/** Writes a callout as the engine would; `noticed` says how far it was told. */
const callout = async (change: { outcome?: 'acknowledged' | 'suppressed'; noticed?: number | null } = {}) => {
  const id = randomUUID()
  const { outcome = null, noticed = 0 } = change
  const plan = planOf(1)
  await doors.pools.engine.query(
    `insert into plan (space_id, hash, body, created_at) values ($1, 'h', $2, 'epoch') on conflict do nothing`,
    [doors.spaceId, JSON.stringify(plan)],
  )
  const acknowledgedBy = outcome === 'acknowledged' ? { userId: null, name: '佐藤', via: 'phone' } : null
  const head = { ...initialHead, outcome, acknowledgedBy, endedAtMs: outcome === null ? null : nowMs() }
  await doors.pools.engine.query(
    `insert into callout (id, space_id, plan_hash, policy_id, policy_key, cause, parameters, priority, created_by, created_at, head,
       outcome, noticed)
     values ($1, $2, 'h', $3, 'night', $4, '{}', 5, 'zabbix', $5, $6, $7, $8)`,
    [
      id,
      doors.spaceId,
      plan.policyId,
      JSON.stringify({ kind: 'text', text: '停止' }),
      new Date(nowMs()),
      JSON.stringify(head),
      outcome,
      noticed,
    ],
  )
  return id
}
const end = async (id: string, outcome: string) => {
  await doors.pools.engine.query(
    `update callout set outcome = $2, head = head || jsonb_build_object('outcome', $2::text, 'endedAtMs', $3::bigint) where id = $1`,
    [id, outcome, nowMs()],
  )
}
const bodies = () => sent.map(({ body }) => JSON.parse(String(body)) as Record<string, unknown>)
const settled = (count: number) => expect.poll(() => sent.length, { timeout: 5_000 }).toBe(count)

describe('what callouts have to tell', () => {
  it('is told in our own shape: that one started, and how it ended', async () => {
    await webhook('ops')
    const id = await callout()
    work()
    await settled(1)
    await end(id, 'acknowledged')
    await settled(2)
    expect(bodies()).toMatchObject([
      {
        event: 'callout.started',
        callout: { id, status: 'running', text: '停止', policy: { key: 'night', name: 'Night' } },
      },
      { event: 'callout.acknowledged', callout: { id, status: 'ended', outcome: 'acknowledged' } },
    ])
    expect(JSON.stringify(bodies())).not.toMatch(/\+81/)
    expect(sent[0]?.headers).toMatchObject({ 'Noroshi-Event': 'callout.started', 'User-Agent': 'Noroshi/1.2.3' })
  })

  it('of one that ended before anybody looked is both, in order; of a suppressed one only that', async () => {
    await webhook('ops', { events: ['callout.*'] })
    await callout({ outcome: 'acknowledged' })
    work()
    await settled(2)
    expect(bodies().map(({ event }) => event)).toEqual(['callout.started', 'callout.acknowledged'])
    await callout({ outcome: 'suppressed' })
    await settled(3)
    expect(bodies().at(-1)).toMatchObject({ event: 'callout.suppressed' })
  })

  it('is told once by any number of processes, and found by its own mark when the one that committed it died', async () => {
    await webhook('ops')
    for (let count = 0; count < 20; count += 1) await callout({ outcome: 'acknowledged' })
    for (let processes = 0; processes < 3; processes += 1) work()
    await settled(40)
    await expect.poll(async () => new Set(await states('ops')).size).toBe(1)
    expect(sent.length).toBe(40)
  })

  it('of callouts nobody was interested in when they started stays untold', async () => {
    await callout({ outcome: 'acknowledged', noticed: null })
    await webhook('ops')
    await told('created')
    work()
    await settled(1)
    expect(bodies()[0]).toMatchObject({ event: 'incident.created' })
  })

  it('B.5 goes to Pigeon’s webhooks as a run’s notification, in the words of whoever knows the run', async () => {
    await webhook('pigeon', { shape: 'pigeon' })
    await callout({ outcome: 'acknowledged' })
    await told('created')
    work({ runOf: ({ id }) => Promise.resolve({ resultId: id, keyInput: '1' }) })
    await settled(2)
    expect(bodies()).toMatchObject([
      { event: 'started', keyInput: '1' },
      { event: 'completed', keyInput: '1' },
    ])
  })
})

describe('who is told', () => {
  it('by the events they want, their project, and the shapes they understand', async () => {
    const project = await store.projects.create(doors.spaceId, { key: 'web', name: 'Web', members: [] })
    await webhook('all')
    await webhook('created', { events: ['incident.created'] })
    await webhook('incidents', { events: ['incident.*'] })
    await webhook('callouts', { events: ['callout.*'] })
    await webhook('web', { project: 'web' })
    await webhook('off', { enabled: false })
    const names = async () => {
      const keys = ['all', 'created', 'incidents', 'callouts', 'web', 'off']
      const counts = await Promise.all(keys.map(async (key) => [key, (await deliveries(key)).length] as const))
      return counts.filter(([, count]) => count > 0).map(([key]) => key)
    }
    expect(await told('closed')).toBe(2)
    expect(await names()).toEqual(['all', 'incidents'])
    expect(await told('created', undefined, project.id)).toBe(4)
    expect(await names()).toEqual(['all', 'created', 'incidents', 'web'])
  })

  it('of callouts those of the policies it names, and of what is no callout as ever', async () => {
    for (const key of ['all', 'night', 'day']) await webhook(key)
    const ofPolicy = { night: planOf(1).policyId, day: randomUUID() }
    for (const [key, id] of Object.entries(ofPolicy))
      await doors.pools.engine.query('update webhook set policies = jsonb_build_array($2::text) where key = $1', [
        key,
        id,
      ])
    await callout()
    work()
    await settled(2)
    expect(sent.map(({ url }) => url).toSorted()).toEqual([
      'https://hooks.example.jp/all',
      'https://hooks.example.jp/night',
    ])
    expect(await told('created')).toBe(3)
  })

  it('once for the same mark', async () => {
    await webhook('all')
    expect([
      await told('created', 'incident 1'),
      await told('created', 'incident 1'),
      await told('created', 'incident 2'),
    ]).toEqual([1, 0, 1])
  })

  it('C.8 Reactio’s get target, action and data, with the origin’s credential and no signature', async () => {
    await webhook('reactio', { shape: 'reactio', credential: 'origin-secret', attemptsMax: 1 })
    await told('created')
    await events().ping(doors.spaceId, 'reactio')
    work()
    await settled(2)
    expect(bodies()).toEqual(
      expect.arrayContaining([
        { target: 'incident', action: 'created', data: { incident: { id: 1 } } },
        { target: 'ping', action: 'requested', data: { message: 'ping' } },
      ]),
    )
    expect(sent[0]?.headers).toMatchObject({
      'X-Reactio-Origin-Credential': 'origin-secret',
      'User-Agent': 'Reactio/1.0.0 Noroshi/1.2.3',
    })
    expect(sent[0]?.headers).not.toHaveProperty('Noroshi-Signature')
  })

  it('can make sure that it was us', async () => {
    await webhook('ops', { credential: 'key' })
    await told('created')
    work()
    await settled(1)
    const { headers, body } = sent[0] as WebhookRequest
    const [, at, mac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(headers['Noroshi-Signature'] ?? '') ?? []
    expect(mac).toBe(
      createHmac('sha256', 'key')
        .update(`${String(at)}.${body as string}`)
        .digest('hex'),
    )
    expect(Number(at)).toBe(Math.floor(nowMs() / 1_000))
  })
})

describe('a delivery', () => {
  it('is tried again, later and later, as often as the webhook says, and shows what came of it', async () => {
    await webhook('ops', { attemptsMax: 3 })
    await told('created')
    answers = [
      () => ({ kind: 'answered', status: 500, answer: 'oops' }),
      () => ({ kind: 'failed', code: 'timeout' }),
      () => ok,
    ]
    work()
    await settled(1)
    await expect
      .poll(async () => (await deliveries('ops'))[0])
      .toMatchObject({ state: 'waiting', attempts: 1, status: 500, answer: 'oops', dueAtMs: nowMs() + 10_000 })
    doors.clock.nowMs += 10_000
    await settled(2)
    await expect
      .poll(async () => (await deliveries('ops'))[0])
      .toMatchObject({ error: 'timeout', dueAtMs: nowMs() + 20_000 })
    doors.clock.nowMs += 20_000
    await settled(3)
    await expect.poll(() => states('ops')).toEqual(['delivered 3'])
  })

  it('waits as long as its receiver asks for, where that is longer; a redirect is no receiver', async () => {
    await webhook('busy', { attemptsMax: 3 })
    await told('created')
    answers = [
      () => ({ kind: 'answered', status: 429, answer: '', retryAfter: '45' }),
      () => ({ kind: 'answered', status: 302, answer: '', retryAfter: 'soon' }),
      () => ok,
    ]
    work()
    const first = async () => (await deliveries('busy'))[0]
    await expect.poll(first).toMatchObject({ state: 'waiting', status: 429, dueAtMs: nowMs() + 45_000 })
    doors.clock.nowMs += 45_000
    await expect.poll(first).toMatchObject({ state: 'waiting', status: 302, dueAtMs: nowMs() + 20_000 })
    doors.clock.nowMs += 20_000
    await expect.poll(() => states('busy')).toEqual(['delivered 3'])
  })

  it('is given up after the last attempt, and can be sent again by hand', async () => {
    await webhook('once', { attemptsMax: 1 })
    await told('created')
    answers = [() => ({ kind: 'answered', status: 404, answer: '' })]
    const outbox = work()
    await expect.poll(() => states('once')).toEqual(['failed 1'])
    const [{ id } = { id: '' }] = await deliveries('once')
    expect(await store.deliveries.retry(doors.spaceId, 'once', id)).toMatchObject({ state: 'waiting', attempts: 0 })
    outbox.wake()
    await expect.poll(() => states('once')).toEqual(['delivered 1'])
    await expect(store.deliveries.retry(doors.spaceId, 'once', id)).rejects.toMatchObject({
      code: 'webhook.delivery_not_found',
    })
  })

  it('that a process had in hand when it died is sent by another, with the same id', async () => {
    await webhook('ops', { attemptsMax: 1, timeoutSeconds: 10 })
    await told('created')
    const dying = createOutboxStore(doors.pools.engine, opener)
    const [claimed] = await dying.claim({ nowMs: nowMs(), leaseMs: 30_000, limit: 4, without: [] })
    work()
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(sent).toHaveLength(0)
    doors.clock.nowMs += 40_000
    await settled(1)
    expect(sent[0]?.headers['Noroshi-Delivery']).toBe(claimed?.id)
    await expect.poll(() => states('ops')).toEqual(['delivered 2'])
    // What the first one says now comes too late.
    const given = { id: claimed?.id ?? '', attempts: 1, dueAtMs: 0, tookMs: 1, status: 500, error: null, answer: null }
    await dying.settle({ ...given, state: 'failed' })
    expect(await states('ops')).toEqual(['delivered 2'])
  })

  it('to a slow address does not hold up the others: four at once are enough for one', async () => {
    await webhook('slow')
    await webhook('quick')
    let finish: () => void = () => undefined
    const held = new Promise<WebhookAnswer>((resolve) => {
      finish = () => resolve(ok)
    })
    for (let count = 0; count < 12; count += 1) await told('created', `s${count}`)
    const slow = () => sent.filter(({ url }) => url.endsWith('/slow')).length
    const outbox = createSlow(held)
    await expect.poll(() => sent.filter(({ url }) => url.endsWith('/quick')).length).toBe(12)
    expect(slow()).toBe(4)
    finish()
    await expect.poll(slow).toBe(12)
    outbox.wake()
  })

  it('to a webhook that is gone is dropped', async () => {
    await webhook('ops')
    await told('created')
    await store.webhooks.remove(doors.spaceId, 'ops')
    work()
    const state = async () => (await doors.pools.engine.query('select state, error from webhook_delivery')).rows
    await expect.poll(state).toEqual([{ state: 'failed', error: 'webhook_gone' }])
    expect(sent).toEqual([])
  })

  it('larger than 256 KiB is not sent but shown as failed', async () => {
    await webhook('ops')
    await events().enqueue(doors.spaceId, null, {
      target: 'incident',
      action: 'created',
      data: { text: 'x'.repeat(300_000) },
    })
    expect(await deliveries('ops')).toMatchObject([{ state: 'failed', error: 'body_too_large', body: '' }])
  })
})

/** An address that does not answer until it is let go; the other one answers at once. */
const createSlow = (held: Promise<WebhookAnswer>): Outbox =>
  work({
    send: (request) => {
      sent.push(request)
      return request.url.endsWith('/slow') ? held : Promise.resolve(ok)
    },
  })
