// Shifts that people ask others to take: asked, taken, declined, taken back or too late, each with who is told; and what stands in the
// way is said. The database is real, the clock is the test's, people have browsers.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { tellSwaps } from '../../src/server/swap-notices.ts'
import { createDutyTeller, type DutyTeller, toldBy } from '../support/duty-teller.ts'
import { browser, cookieOf, createPerson, type Person, signIn } from '../support/people.ts'
import { createV1World, type V1World } from '../support/v1.ts'

const at = (text: string): number => Date.parse(`${text}+09:00`)
const names = ['anna', 'ben', 'chie', 'dan'] as const
type Name = (typeof names)[number]

let world: V1World
let teller: DutyTeller
const people = {} as Record<Name, Person>

beforeAll(async () => {
  world = await createV1World()
  world.clock.nowMs = at('2026-11-25T12:00')
  teller = await createDutyTeller(world)
  for (const name of names) {
    people[name] = await createPerson(world, name)
    const contactMethods = [{ channel: 'mail', label: 'm', address: `${name}@example.jp`, default: true }]
    await world.ask('PATCH', `/v1/users/${name}`, { body: { name, contactMethods } })
  }
})
afterAll(() => world.close())

let count = 0
let schedule = ''
/** Anna is on duty until Monday the 30th, then Ben, then Chie. */
beforeEach(async () => {
  count += 1
  schedule = `rota-${count}`
  world.clock.nowMs = at('2026-11-25T12:00')
  // What is left of the test before is over.
  await world.pools.engine.query('delete from duty_swap_timer')
  teller.started.clear()
  const layer = {
    key: 'week',
    shift: { unit: 'week', time: '09:00', weekday: 1 },
    people: ['anna', 'ben', 'chie'],
    startsAt: '2026-11-23T09:00:00+09:00',
  }
  const positions = [{ key: 'first', layers: [layer] }]
  await world.ask('POST', '/v1/schedules', { body: { key: schedule, name: `当番${count}`, positions } })
})

type Asking = { from?: Name; to?: Name | null; startsAt?: string; endsAt?: string; position?: string | null }
const post = ({ from = 'ben', ...rest }: Asking = {}) =>
  people[from].ask('POST', '/v1/session/swaps', {
    body: {
      schedule,
      to: 'dan',
      startsAt: '2026-11-30T09:00:00+09:00',
      endsAt: '2026-12-07T09:00:00+09:00',
      note: '通院のため',
      ...rest,
    },
  })
const asked = async (asking: Asking = {}): Promise<string> => {
  const { status, body } = await post(asking)
  expect([status, body['state'], body['you']]).toEqual([201, 'open', 'asking'])
  return body.id
}
/** Whoever comes back after days signs in again. */
const back = async (name: Name) => browser(world, cookieOf(await signIn(world, name)))
type How = 'accept' | 'decline' | 'withdraw'
const answered = async (ask: Person['ask'], id: string, how: How) => {
  const { status, body } = await ask('POST', `/v1/session/swaps/${id}/${how}`)
  return status === 200 ? String(body['state']) : body.code
}
const act = (name: Name, id: string, how: How) => answered(people[name].ask, id, how)
const onDuty = async (text: string) => {
  const when = encodeURIComponent(`${text}:00+09:00`)
  const { body } = await world.ask('GET', `/v1/on-call?schedule=${schedule}&at=${when}`)
  const [found] = body['schedules'] as { positions: { people: { user: { key: string } }[] }[] }[]
  return found?.positions[0]?.people.map(({ user }) => user.key)
}
const told = async () => {
  const before = new Set(teller.started.keys())
  await tellSwaps(teller.options)
  return [...teller.started].flatMap(([key, order]) => {
    const { to, subject } = toldBy(order)
    return before.has(key) ? [] : [`${to}: ${subject.split(': ')[1] ?? ''}`]
  })
}

describe('a shift asked of one person', () => {
  it('changes nothing until it is taken; then they stand in, and both are told', async () => {
    const id = await asked()
    expect(await told()).toEqual(['dan mail: benさんから、当番の交代を頼まれています。'])
    const [mail] = [...teller.started.values()].map(toldBy)
    expect(mail?.text).toContain(
      `当番表: 当番${count}\n開始: 2026-11-30 09:00\n終了: 2026-12-07 09:00\nメモ: 通院のため`,
    )
    expect(mail?.text).toContain('お返事: https://noroshi.test/console/me')
    expect(await onDuty('2026-12-01T12:00')).toEqual(['ben'])
    expect(await act('dan', id, 'accept')).toBe('accepted')
    expect(await onDuty('2026-12-01T12:00')).toEqual(['dan'])
    expect(await onDuty('2026-12-08T12:00')).toEqual(['chie'])
    expect(await told()).toEqual(['ben mail: danさんが当番を代わります。', 'dan mail: benさんの当番を引き受けました。'])
    const { items } = (await world.ask('GET', `/v1/schedules/${schedule}/overrides`)).body
    expect(items).toMatchObject([{ kind: 'replace', user: { key: 'ben' }, by: { key: 'dan' }, note: '通院のため' }])
    const [listed] = (await world.ask('GET', `/v1/schedules/${schedule}/swaps`)).body.items
    expect(listed).toMatchObject({ id, state: 'accepted', takenBy: { key: 'dan' }, override: items[0]?.id, you: null })
  })

  it('who declines is heard, and it stays whose it was', async () => {
    const id = await asked()
    await told()
    expect(await act('dan', id, 'decline')).toBe('declined')
    expect(await told()).toEqual(['ben mail: 当番の交代は断られました。当番は元のままです。'])
    expect(await onDuty('2026-12-01T12:00')).toEqual(['ben'])
    expect(await act('dan', id, 'accept')).toBe('swap.closed')
  })

  it('is taken back by who asked, and by nobody else', async () => {
    const id = await asked()
    await told()
    expect(await act('dan', id, 'withdraw')).toBe('swap.not_found')
    expect(await act('ben', id, 'withdraw')).toBe('withdrawn')
    expect(await told()).toEqual(['dan mail: benさんが、当番の交代の依頼を取り下げました。'])
    expect(await act('dan', id, 'accept')).toBe('swap.closed')
  })

  it('ends by itself when the shift begins, and both are told; a moment before it does not', async () => {
    const id = await asked()
    await told()
    expect(await tellSwaps(teller.options)).toMatchObject({ nextDueMs: at('2026-11-30T09:00') })
    world.clock.nowMs = at('2026-11-30T09:00') - 1
    expect(await told()).toEqual([])
    world.clock.nowMs += 1
    const dan = await back('dan')
    expect(await answered(dan, id, 'accept')).toBe('swap.begun')
    expect(await told()).toEqual([
      'ben mail: 引き受ける人がいないまま当番の時間になりました。当番は元のままです。',
      'dan mail: 当番の時間になったため、benさんの交代の依頼は終わりました。',
    ])
    expect(await answered(dan, id, 'accept')).toBe('swap.closed')
    expect(await tellSwaps(teller.options)).toMatchObject({ nextDueMs: null })
  })

  it('may be a part of it', async () => {
    const id = await asked({ startsAt: '2026-12-01T18:00:00+09:00', endsAt: '2026-12-02T09:00:00+09:00' })
    await act('dan', id, 'accept')
    const people = [
      await onDuty('2026-12-01T17:59'),
      await onDuty('2026-12-01T18:00'),
      await onDuty('2026-12-02T09:00'),
    ]
    expect(people).toEqual([['ben'], ['dan'], ['ben']])
  })
})

describe('a shift asked of anybody of the layer', () => {
  it('asks those who are free; who declines leaves it to the others, and the first who takes it has it', async () => {
    const id = await asked({ to: null })
    expect(await told()).toEqual([
      'anna mail: benさんから、当番の交代を頼まれています。',
      'chie mail: benさんから、当番の交代を頼まれています。',
    ])
    expect(await act('dan', id, 'accept')).toBe('swap.not_found')
    expect(await act('anna', id, 'decline')).toBe('open')
    expect(await told()).toEqual([])
    const both = await Promise.all([act('chie', id, 'accept'), act('anna', id, 'accept')])
    expect(both).toContain('accepted')
    expect(both).toContain('swap.closed')
  })

  it('is declined once all have, and those who need not answer any more are told', async () => {
    const id = await asked({ to: null })
    await told()
    await act('anna', id, 'decline')
    expect(await act('chie', id, 'decline')).toBe('declined')
    expect(await told()).toEqual(['ben mail: 当番の交代は断られました。当番は元のままです。'])
    const again = await asked({ to: null })
    await told()
    await act('anna', again, 'accept')
    expect(await told()).toEqual([
      'ben mail: annaさんが当番を代わります。',
      'anna mail: benさんの当番を引き受けました。',
      'chie mail: annaさんが当番を引き受けました。お返事は要りません。',
    ])
  })
})

describe('what stands in the way is said', () => {
  it.each<[string, Asking, string, string]>([
    ['a shift that is not theirs', { from: 'anna' }, 'swap.not_on_duty', 'startsAt'],
    ['a time that is not all theirs', { endsAt: '2026-12-07T10:00:00+09:00' }, 'swap.not_on_duty', 'startsAt'],
    ['a position they do not hold', { position: 'second' }, 'swap.not_on_duty', 'startsAt'],
    ['somebody who is on duty then', { to: 'ben' }, 'swap.already_on_duty', 'to'],
    ['a time that has begun', { from: 'anna', startsAt: '2026-11-25T12:00:00+09:00' }, 'swap.begun', 'startsAt'],
    ['an end before the beginning', { endsAt: '2026-11-30T09:00:00+09:00' }, 'request.invalid', 'endsAt'],
    ['a year', { endsAt: '2027-12-07T09:00:00+09:00' }, 'swap.too_long', 'endsAt'],
    ['nobody there', { to: 'nobody' as Name }, 'user.not_found', 'to'],
  ])('%s', async (...[, asking, code, field]) => {
    const { status, body } = await post(asking)
    expect([status >= 400, body.code, body.errors?.[0]?.field ?? '']).toEqual([true, code, field])
  })

  it('the same time asked twice', async () => {
    await asked()
    expect((await post({ to: null })).body.code).toBe('swap.asked_already')
  })

  it('a schedule that was changed before it was taken, and who took it is on duty by now', async () => {
    const id = await asked({ to: 'chie' })
    const override = { startsAt: '2026-12-01T00:00:00Z', endsAt: '2026-12-01T01:00:00Z' }
    const path = `/v1/schedules/${schedule}/overrides`
    const busy = await world.ask('POST', path, { body: { ...override, kind: 'add', user: 'chie' } })
    expect(await act('chie', id, 'accept')).toBe('swap.already_on_duty')
    await world.ask('DELETE', `${path}/${busy.body.id}`)
    await world.ask('POST', path, { body: { ...override, kind: 'remove', user: 'ben' } })
    expect(await act('chie', id, 'accept')).toBe('swap.shift_changed')
    await world.ask('DELETE', `/v1/schedules/${schedule}`)
    expect(await act('chie', id, 'accept')).toBe('swap.shift_changed')
  })
})

it('each sees what they asked for and what is asked of them; a token is nobody', async () => {
  const id = await asked()
  const own = async (name: Name) => {
    const { items } = (await people[name].ask('GET', '/v1/session/swaps')).body
    return items.find((one) => one.id === id)?.['you']
  }
  expect([await own('ben'), await own('dan'), await own('anna')]).toEqual(['asking', 'asked', undefined])
  expect((await world.ask('GET', '/v1/session/swaps')).body.code).toBe('session.needed')
})

it('stands in the audit log, with who asked and who took it', async () => {
  const id = await asked()
  await act('dan', id, 'accept')
  const { items } = (await world.ask('GET', `/v1/audit?kind=swap&object=${id}`)).body
  const lines = items.map(({ action, by }) => [action, (by as { name: string }).name])
  expect(lines).toEqual([
    ['changed', 'dan'],
    ['created', 'ben'],
  ])
})

it('a pause keeps it from whoever is asked, as long as it is of use', async () => {
  const { body } = await world.ask('POST', '/v1/pauses', { body: { user: 'dan', reason: '休暇' } })
  await asked()
  expect(await told()).toEqual([])
  await world.ask('POST', `/v1/pauses/${body.id}/end`)
  world.clock.nowMs += 60_000
  expect(await told()).toEqual(['dan mail: benさんから、当番の交代を頼まれています。'])
})
