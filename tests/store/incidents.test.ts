// What holds when many people work on one incident at the same moment, on a real PostgreSQL.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { UserId } from '#core/ids'
import type { IncidentHint, Where } from '#core/incident/records'
import { acrossSpaces, insertSpace } from '#store/account/spaces'
import { createIncidentStore, type IncidentStore } from '#store/incident/store'
import { createPools, type Pools } from '#store/pool'
import { type TestDatabase, testDatabase } from '../support/postgres.ts'
import { makeId } from './make.ts'

let database: TestDatabase
let pools: Pools
let store: IncidentStore
let where: Where
let projectId: string
let ref: string
const hints: IncidentHint[] = []
const by = { userId: null, name: 'test' }
const NOW_MS = 1_764_000_000_123

beforeAll(async () => {
  database = await testDatabase()
  pools = createPools(database.url)
  const spaceId = makeId()
  projectId = makeId()
  where = { spaceId, projectId: null }
  await acrossSpaces(pools.engine, (client) =>
    insertSpace(client, { id: spaceId, key: 's', name: 's', projectId, nowMs: 0 }),
  )
  store = createIncidentStore({
    inSpace: pools.inSpace,
    nowMs: () => NOW_MS,
    newId: makeId,
    changed: (hint) => hints.push(hint),
  })
})
afterAll(async () => {
  await pools.end()
  await database.drop()
})

const create = async () =>
  store.create(where.spaceId, {
    by,
    write: {
      projectId,
      name: '停止',
      status: 'open',
      parameters: null,
      occurredAtMs: null,
      permanentActionAtMs: null,
      topics: [],
      message: null,
      notice: null,
      idempotency: null,
    },
  })

const addUser = async (name: string, number: number): Promise<{ userId: UserId; name: string }> => {
  const id = makeId()
  await pools.inSpace(where.spaceId, (client) =>
    client.query(
      `insert into app_user (id, space_id, key, name, language, managed_by, created_at, updated_at, number)
       values ($1, $2, $3, $3, 'ja', 'console', 'epoch', 'epoch', $4)`,
      [id, where.spaceId, name, number],
    ),
  )
  return { userId: id as UserId, name }
}

beforeEach(async () => {
  hints.length = 0
  ref = (await create()).detail.incident.id
})

describe('an incident under many hands', () => {
  it('has a timeline without gaps or doubles', async () => {
    await Promise.all([
      ...Array.from({ length: 20 }, (_, index) => store.say({ where, ref, by }, { html: `${index}`, topic: null })),
      ...Array.from({ length: 10 }, (_, index) => store.addTopic({ where, ref, by }, `${index}`)),
      store.setStatus({ where, ref, by }, 'pend'),
      store.setStatus({ where, ref, by }, 'pend'),
      store.take({ where, ref, by }),
      store.take({ where, ref, by }),
    ])
    const { seq, entries } = await store.timeline(where, ref, { after: 0, limit: 200 })
    expect(entries.map((one) => one.seq)).toEqual(Array.from({ length: 33 }, (_, index) => index + 1))
    expect(seq).toBe(33)
    const numbers = entries.flatMap(({ entry }) => (entry.kind === 'message' ? [entry.number] : []))
    expect(new Set(numbers).size).toBe(20)
    const { topics } = await store.get(where, ref)
    expect(new Set(topics.map((one) => one.colour)).size).toBe(10)
  })

  it('tells of each change once, after it was committed, with how far the timeline has come', async () => {
    await Promise.all(Array.from({ length: 5 }, () => store.say({ where, ref, by }, { html: 'x', topic: null })))
    expect(hints.map((one) => one.seq).toSorted((one, other) => one - other)).toEqual([1, 2, 3, 4, 5, 6])
    await store.setStatus({ where, ref, by }, 'open')
    expect(hints).toHaveLength(6)
  })

  it('R-012 has one commander, whoever of many opens it first', async () => {
    const people = await Promise.all(Array.from({ length: 8 }, (_, index) => addUser(`person-${index}`, index + 1)))
    await Promise.all(people.map((one) => store.timelineOpened(where, ref, one)))
    const { incident, responders } = await store.get(where, ref)
    const { entries } = await store.timeline(where, ref, { after: 0, limit: 50 })
    const commands = entries.flatMap(({ entry }) => (entry.kind === 'commander' ? [entry] : []))
    expect(commands).toHaveLength(1)
    expect(commands[0]).toMatchObject({ how: 'opened', to: { name: incident.commander?.name } })
    expect(responders.map((one) => one.name)).toEqual([incident.commander?.name])
    await store.timelineOpened(where, ref, people[3] as { userId: UserId; name: string })
    expect((await store.get(where, ref)).incident.commander).toEqual(incident.commander)
  })

  it('writes nothing of a change that fails half-way', async () => {
    const before = await store.get(where, ref)
    await expect(store.say({ where, ref, by }, { html: 'x', topic: 999 })).rejects.toMatchObject({
      code: 'incident.topic_not_found',
    })
    await expect(store.nameCommander({ where, ref, by }, 'nobody')).rejects.toMatchObject({ code: 'user.not_found' })
    expect(await store.get(where, ref)).toEqual(before)
  })

  it('numbers what many make at once one after the other, without a gap', async () => {
    const first = (await store.get(where, ref)).incident.number
    const made = await Promise.all(Array.from({ length: 30 }, create))
    const numbers = made.map((one) => one.detail.incident.number).toSorted((one, other) => one - other)
    expect(numbers).toEqual(Array.from({ length: 30 }, (_, index) => first + 1 + index))
  })

  it('its timeline is never edited', async () => {
    await expect(pools.engine.query(`update incident_entry set body = '{}'`)).rejects.toMatchObject({ code: '42501' })
  })
})

describe('of many incidents', () => {
  const explained = async (text: string, values: readonly unknown[]): Promise<string> =>
    pools.inSpace(where.spaceId, async (client) => {
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain ${text}`, [...values])
      return rows.map((row) => row['QUERY PLAN']).join('\n')
    })

  it('a page is found in an index alone, and what is due in one of its own', async () => {
    await acrossSpaces(pools.engine, (client) =>
      client.query(
        `insert into incident (id, space_id, project_id, number, name, status, open_since, created_at, updated_at, seq, topics, alerts)
         select gen_random_uuid(), $1, $2, 1000 + n, 'x', 'close', at, at, at, 0, 0, 0
         from generate_series(1, 20000) as n, lateral (select to_timestamp(1700000000 + n) as at) as made`,
        [where.spaceId, projectId],
      ),
    )
    await pools.owner.query('vacuum analyze incident')
    const asked: string[] = []
    const spied = createIncidentStore({
      inSpace: (spaceId, run) =>
        pools.inSpace(spaceId, (client) => {
          const query = client.query.bind(client) as (text: string, values: unknown[]) => Promise<unknown>
          const watching = Object.create(client, {
            query: {
              value: async (text: string, values: unknown[]) => {
                if (text.includes('offset')) asked.push(await explained(text, values))
                return query(text, values)
              },
            },
          }) as typeof client
          return run(watching)
        }),
      nowMs: () => NOW_MS,
      newId: makeId,
      changed: () => undefined,
    })
    const none = { status: null, fromMs: null, toMs: null, text: null }
    const page = { limit: 100, offset: 9_900 }
    await spied.list(where, none, page)
    await spied.list({ ...where, projectId }, none, page)
    await spied.list({ ...where, projectId }, { ...none, status: 'close', fromMs: 1, toMs: NOW_MS }, page)
    await spied.list(where, { ...none, status: 'close' }, { limit: 50, cursor: '1700005000000.6000' })
    const indexes = asked.map((plan) => /Index Only Scan using (\w+)/.exec(plan)?.[1] ?? plan)
    expect(indexes).toEqual([
      'incident_of_space',
      'incident_of_project',
      'incident_of_project_status',
      'incident_of_space_status',
    ])
    const { rows } = await pools.engine.query<{ 'QUERY PLAN': string }>(
      `explain select id from incident where due_at <= '2026-11-22' order by due_at limit 20`,
    )
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('incident_due')
  })
})
