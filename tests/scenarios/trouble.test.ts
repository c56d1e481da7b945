// When things go wrong: busy lines, lost answers, a provider that fails, callbacks that stay away or come twice.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CalloutId, PlanHash } from '#core/ids'
import { limits } from '#core/limits'
import type { Destination, Plan } from '#core/plan/plan'
import { people } from '../support/plans.ts'
import { connectionId, createWorld, planOf, spaceId, type World } from '../support/world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterEach(() => world.simulator.network.faults.clear())
afterAll(() => world.close())

const byHand = { userId: null, name: 'Operator', via: 'api' } as const
let first = 0

/** Nobody's phone is shared between tests: a call that still rings would keep its number busy. */
beforeEach(() => {
  first += 10
})
const phone = (index: number) => world.phone(first + index)
const crew = (count: number, change: Partial<Plan> = {}): Plan =>
  planOf(count, { destinations: people(first + count).slice(first), ...change })
const together = (count: number): Plan =>
  crew(count, { steps: [{ destinations: people(count).map((_, index) => index), waitMs: 0 }] })

describe('people', () => {
  it('X-044 X-079: a busy line is passed over, the next person rings at once', async () => {
    phone(1).device.behave({ mode: 'busy' })
    const id = await world.start(crew(2))
    await phone(2).rings()
    expect((await world.attempts(id))[0]).toMatchObject({ state: 'ended', result: 'busy' })
    phone(2).answers()
    await phone(2).hears('menu')
    phone(2).presses('1')
    expect(await world.outcome(id)).toBe('acknowledged')
  })

  it('X-091: a declined call rings the next person', async () => {
    const id = await world.start(crew(2))
    await phone(1).rings()
    phone(1).device.reject()
    await phone(2).rings()
    expect((await world.attempts(id))[0]).toMatchObject({ state: 'ended', result: 'busy' })
    await world.engine.cancel(id, byHand)
  })

  it('X-049 X-093: an answering machine does not stop the callout', async () => {
    phone(1).device.behave({ mode: 'voicemail', afterMs: 0, hangUpAfterMs: 50 })
    const id = await world.start(crew(2))
    await phone(2).rings()
    expect((await world.attempts(id))[0]?.state).toBe('ended')
    expect((await world.row(id)).head.outcome).toBeNull()
    await world.engine.cancel(id, byHand)
  })

  it('X-074: hanging up without a key calls the same person again where the policy says so', async () => {
    const id = await world.start(crew(1, { redial: { max: 1, intervalMs: 0, on: ['no_key'] } }))
    await phone(1).rings()
    phone(1).answers()
    await phone(1).hears('menu')
    phone(1).hangsUp()
    await world.until(async () => (await world.attempts(id)).length === 2)
    await phone(1).rings()
    expect((await world.attempts(id))[1]?.reason).toBe('redial_no_key')
    await world.engine.cancel(id, byHand)
  })
})

describe('channels that are not there yet', () => {
  const letter = (index: number, change: Partial<Plan>): Plan => ({
    ...planOf(1, { ...change, policyKey: `letters-${index}` }),
    destinations: [
      { ...(people(1)[0] as Destination), channel: 'mail', address: 'a@example.jp', name: `Letter ${index}` },
    ],
  })

  it('a policy without a phone ends at once with its reason, and the next one is called', async () => {
    const last = crew(1)
    const hashes = ['last', 'middle'].map((name) => `${name} ${first}` as PlanHash)
    const middle = letter(2, { escalatesTo: hashes[0] as PlanHash })
    const frozen = { ...last, connectionId, from: world.simulator.numbers[0] ?? null }
    const started = await world.engine.start({
      spaceId,
      plans: [
        { hash: `first ${first}` as PlanHash, plan: letter(1, { escalatesTo: hashes[1] as PlanHash }) },
        { hash: hashes[1] as PlanHash, plan: middle },
        { hash: hashes[0] as PlanHash, plan: frozen },
      ],
      cause: { kind: 'text', text: '停止', contents: { phone: { body: '電話の文面' } } },
      parameters: {},
      priority: 5,
      createdBy: 'test',
      idempotency: null,
    })
    expect(started).toMatchObject({ ok: true, outcome: 'escalated' })
    const id = started.ok ? started.id : ('' as CalloutId)
    expect((await world.history(id)).map(({ reason }) => reason)).toEqual([
      'started',
      'step_opened',
      'channel_not_configured',
      'escalated_to',
    ])
    await phone(1).rings()
    phone(1).answers()
    await phone(1).hears('電話の文面')
    phone(1).presses('1')
    await phone(1).falls('idle')
  })

  it('nobody but a mailbox ends as exhausted, and says that nobody could be contacted', async () => {
    const id = await world.start(letter(3, {}))
    expect(await world.outcome(id)).toBe('exhausted')
    expect((await world.history(id)).at(-1)?.reason).toBe('nobody_reachable')
  })
})

describe('stopping', () => {
  it('one key stops every other phone that rings', async () => {
    const id = await world.start(together(3))
    await Promise.all([1, 2, 3].map((index) => phone(index).rings()))
    phone(2).answers()
    await phone(2).hears('menu')
    phone(2).presses('1')
    expect(await world.outcome(id)).toBe('acknowledged')
    await phone(1).falls('idle')
    await phone(3).falls('idle')
  })

  it('an acknowledgement by hand stops the ringing phone', async () => {
    const id = await world.start(crew(1))
    await phone(1).rings()
    await world.engine.acknowledge(id, byHand)
    await phone(1).falls('idle')
    expect((await world.row(id)).head).toMatchObject({ outcome: 'acknowledged', acknowledgedBy: { name: 'Operator' } })
  })

  it('a key delivered twice counts once', async () => {
    phone(1).device.behave({ callbacks: { duplicate: ['*'] } })
    const id = await world.start(crew(1))
    await phone(1).rings()
    phone(1).answers()
    await phone(1).hears('menu')
    phone(1).presses('1')
    expect(await world.outcome(id)).toBe('acknowledged')
    await phone(1).falls('idle')
    expect((await world.history(id)).filter((entry) => entry.reason === 'key_take')).toHaveLength(1)
  })
})

describe('the provider', () => {
  it('accepts and the answer is lost: the call is found by its own callback and nobody is called twice', async () => {
    world.simulator.network.faults.add({ kind: 'lost', next: 1, action: 'create' })
    const id = await world.start(crew(1))
    await phone(1).rings()
    phone(1).answers()
    await phone(1).hears('menu')
    phone(1).presses('1')
    expect(await world.outcome(id)).toBe('acknowledged')
    expect(phone(1).device.calls()).toHaveLength(1)
  })

  it('accepts, loses the answer and every callback: the call is found by asking', async () => {
    phone(1).device.behave({ callbacks: { drop: ['initiated', 'ringing', 'answered', 'completed'] } })
    world.simulator.network.faults.add({ kind: 'lost', next: 1, action: 'create' })
    const id = await world.start(crew(1))
    await world.until(async () => (await world.attempts(id))[0]?.state === 'unknown')
    world.later(limits.lookup.firstMs)
    await world.until(async () => (await world.attempts(id))[0]?.providerId)
    expect(phone(1).device.calls()).toHaveLength(1)
    await world.engine.cancel(id, byHand)
  })

  it('closes the connection and made no call: after 30 s the person is called once more, as a possible repeat', async () => {
    world.simulator.network.faults.add({ kind: 'close', next: 1, action: 'create' })
    const id = await world.start(crew(1))
    await world.until(async () => (await world.attempts(id))[0]?.state === 'unknown')
    world.later(limits.lookup.giveUpMs + 1_000)
    await phone(1).rings()
    expect((await world.attempts(id))[1]).toMatchObject({ reason: 'repeat_after_unknown', possibleRepeat: true })
    await world.engine.cancel(id, byHand)
  })

  it.each(['500', 'html'] as const)('answers %s: the result is unknown, not an error', async (kind) => {
    world.simulator.network.faults.add({ kind, next: 1, action: 'create' })
    const id = await world.start(crew(1))
    await world.until(async () => (await world.attempts(id))[0]?.state === 'unknown')
    expect((await world.row(id)).head.outcome).toBeNull()
    await world.engine.cancel(id, byHand)
  })

  it('asks for patience (429): the same attempt is made later', async () => {
    world.simulator.network.faults.add({ kind: '429', next: 1, action: 'create' })
    const id = await world.start(crew(1))
    await world.until(async () => (await world.attempts(id))[0]?.retries === 1)
    world.later(limits.retry.firstMs)
    await phone(1).rings()
    expect(await world.attempts(id)).toHaveLength(1)
    await world.engine.cancel(id, byHand)
  })

  it('refuses our credentials: everybody is tried, and the callout says why nobody was reached', async () => {
    world.simulator.network.faults.add({ kind: '401', action: 'create' })
    const id = await world.start(crew(2))
    expect(await world.outcome(id)).toBe('exhausted')
    expect((await world.history(id)).map((entry) => entry.reason)).toContain('provider_misconfigured')
  })

  it('reports nothing: the engine asks, and goes on to the next person', async () => {
    phone(1).device.behave({ mode: 'busy', callbacks: { drop: ['*'] } })
    const id = await world.start(crew(2))
    await world.until(async () => (await world.attempts(id))[0]?.state === 'placed')
    world.later(80_000)
    await phone(2).rings()
    expect((await world.attempts(id))[0]).toMatchObject({ state: 'ended', result: 'busy' })
    await world.engine.cancel(id, byHand)
  })
})

describe('a defect', () => {
  it('ends its own callout and calls everybody in it once, simply; the neighbours never notice', async () => {
    const neighbour = await world.start(crew(1))
    await phone(1).rings()
    first += 10
    const id = await world.start(crew(2))
    await phone(1).rings()
    await world.breakHead(id)
    phone(1).device.reject()
    expect(await world.outcome(id)).toBe('defect')
    await phone(2).rings()
    phone(2).answers()
    await phone(2).hears('menu')
    expect((await world.row(neighbour)).head.outcome).toBeNull()
    await world.engine.cancel(neighbour, byHand)
  })
})
