// One night, drawn from a seed: the real core and engine on a fake clock, store, provider and people. Processes are killed
// between any two steps and started again; the clock steps; then the world heals and everything must finish.

import type { Actor } from '#core/callout/state'
import type { CalloutId, PlanHash, SpaceId } from '#core/ids'
import { limits } from '#core/limits'
import type { Plan } from '#core/plan/plan'
import { Engine } from '#engine/engine'
import { type Clock, type EngineLog, StoreUnavailable } from '#engine/ports'
import { checkAlerts, checkAlertsFinished } from './alert-checks.ts'
import { type Alerting, createAlerting } from './alerting.ts'
import { changedSince, checkAlways, checkFinished, type Truth } from './checks.ts'
import { createDuty, type Duty } from './duty.ts'
import { checkFailover } from './failover-checks.ts'
import { createFakeDatabase } from './fake-store.ts'
import type { WayIn } from './monitoring.ts'
import { createOutages } from './outages.ts'
import { createPauses, type Pauses } from './pauses.ts'
import { drawPlan } from './plans.ts'
import { createProvider, type Faults, type Provider } from './provider.ts'
import { createRandom, type Random } from './random.ts'
import { createTime, type Time } from './time.ts'

export type NightResult = {
  readonly callouts: number
  readonly calls: number
  readonly crashes: number
  readonly ticks: number
}

type Node = { readonly name: string; readonly engine: Engine; readonly alerts: WayIn | null; alive: boolean }

type World = {
  readonly time: Time
  readonly random: Random
  readonly provider: Provider
  readonly database: ReturnType<typeof createFakeDatabase>
  readonly nodes: Node[]
  readonly truth: Truth
  readonly plans: Map<string, Plan>
  readonly duty: Duty
  readonly pauses: Pauses
  /** Null: a night without monitoring. */
  readonly alerting: Alerting | null
  /** Chance that a step of the store fails, before or after it has happened. */
  storeFaults: number
  healed: boolean
  crashes: number
  started: number
}

const START_MS = 1_800_000_000_000
const TROUBLE_MS = 10 * 60_000
/** Loops, waits and redials of the longest plan drawn, with room. */
const FINISH_MS = 24 * 60 * 60_000
const TICKS_MAX = 400_000
const spaceId = 'space-1' as SpaceId
const operator: Actor = { userId: null, name: 'Operator', via: 'api' }

const drawFaults = (random: Random): Faults => ({
  refuse: random.pick([0, 0, 0.1, 0.3]),
  loseAnswer: random.pick([0, 0.05, 0.3]),
  loseRequest: random.pick([0, 0.05, 0.3]),
  dropCallback: random.pick([0, 0.1, 0.5]),
  doubleCallback: random.pick([0, 0.2]),
  permanent: random.pick([0, 0, 0.1]),
  missingInList: random.pick([0, 0, 0.95]),
})

/** Monitoring doubles what there is to check: one night in twenty has it. */
const hasAlerts = (seed: number): boolean => seed % 20 === 0

const createWorld = (seed: number): World => {
  const random = createRandom(seed)
  const time = createTime(START_MS)
  const nodes: Node[] = []
  const step = async (): Promise<void> => {
    await time.sleep(random.between(0, 8))
    if (!world.healed && random.chance(world.storeFaults)) throw new StoreUnavailable('the database is away')
  }
  const anyNode = (): Node | null => {
    const alive = nodes.filter((node) => node.alive)
    return alive.length === 0 ? null : random.pick(alive)
  }
  const database = createFakeDatabase({ step })
  const provider = createProvider({
    time,
    random,
    faults: drawFaults(random),
    pace: random.pick([
      { callsPerSecond: null, callsAtOnce: null },
      { callsPerSecond: 1, callsAtOnce: null },
      { callsPerSecond: 5, callsAtOnce: 3 },
    ]),
    stateOf: createOutages(random, time, TROUBLE_MS),
    engine: () => anyNode()?.engine ?? null,
    told: () => world.alerting?.told(),
  })
  const plans = new Map<string, Plan>()
  const pauses = createPauses(step, random)
  const duty = createDuty(plans, step)
  const { connectionId } = provider
  const alerting = hasAlerts(seed)
    ? createAlerting({ seed, time, database, plans, spaceId, connectionId, wayIn: () => anyNode()?.alerts ?? null })
    : null
  const world: World = {
    alerting,
    time,
    random,
    provider,
    database,
    nodes,
    plans,
    duty,
    pauses,
    storeFaults: random.pick([0, 0.002, 0.02]),
    healed: false,
    crashes: 0,
    started: 0,
    truth: {
      calls: provider.calls,
      reached: provider.reached,
      planOf: (row) => plans.get(row.planHash) as Plan,
      heldAt: pauses.heldAt,
      isOnDuty: duty.isOnDuty,
      promised: new Set(),
      outcomes: new Map(),
      seen: new Map(),
    },
  }
  return world
}

const boot = (world: World): void => {
  const { time, random, database, provider, alerting } = world
  const name = `node-${world.nodes.length + 1}`
  let ids = 0
  const newId = (atMs: number): string => `${atMs}-${name}-${String(++ids).padStart(5, '0')}`
  const isAlive = (): boolean => node.alive
  const clock: Clock = {
    nowMs: time.nowMs,
    leaseMs: time.nowMs,
    wakeAt: (atMs, wake) => time.at(atMs, () => (isAlive() ? wake() : undefined)),
  }
  const log: EngineLog = { warn: () => undefined, error: (facts, message) => worldError(message, facts) }
  const alerts = alerting?.boot({ name, clock, log }) ?? null
  const node: Node = {
    name,
    alive: true,
    alerts,
    engine: new Engine({
      store: database.open(name),
      channel: provider.channel(isAlive),
      causes: alerts?.causes ?? { read: () => Promise.resolve('a live cause') },
      teller: alerts?.teller,
      duty: world.duty,
      holds: world.pauses,
      clock,
      chance: { id: newId, nonce: () => String(random.next()) },
      log,
      observe: alerts?.observe,
    }),
  }
  alerts?.follow(node.engine)
  world.nodes.push(node)
  // The database may be away at the start: a service manager tries again.
  const run = (): void => {
    if (node.alive) node.engine.run().catch(() => time.at(time.nowMs() + 500, run))
  }
  run()
}

const worldError = (message: string, facts: unknown): void => {
  errors.push(`${message}: ${JSON.stringify(facts)}`)
}
let errors: string[] = []

const crash = (world: World): void => {
  const alive = world.nodes.filter((node) => node.alive)
  if (alive.length === 0) return
  const node = world.random.pick(alive)
  node.alive = false
  world.database.kill(node.name)
  world.crashes += 1
  world.time.at(world.time.nowMs() + world.random.between(100, 20_000), () => boot(world))
}

const startCallout = (world: World): void => {
  const { random, plans, provider } = world
  const node = world.nodes.find((each) => each.alive)
  if (node === undefined) return
  const child = random.chance(0.2) ? drawPlan(random, { connectionId: provider.connectionId, escalatesTo: null }) : null
  const childHash = child === null ? null : (`hash-${plans.size}` as PlanHash)
  if (child !== null && childHash !== null) plans.set(childHash, child)
  const plan = drawPlan(random, { connectionId: provider.connectionId, escalatesTo: childHash })
  const hash = `hash-${plans.size}` as PlanHash
  plans.set(hash, plan)
  world.started += 1
  const chain = child === null || childHash === null ? [] : [{ hash: childHash, plan: child }]
  node.engine
    .start({
      spaceId,
      plans: [{ hash, plan }, ...chain],
      cause: { kind: 'text', text: 'db01 is down' },
      parameters: {},
      priority: random.between(0, 9),
      later: random.chance(0.2)
        ? { why: 'begins_delayed', untilMs: world.time.nowMs() + random.between(1, 60_000) }
        : undefined,
      createdBy: 'simulation',
      idempotency: random.chance(0.3) ? { key: `key-${world.started}`, fingerprint: 'same' } : null,
    })
    .then(
      (result) => {
        if (result.ok) (world.truth.promised as Set<CalloutId>).add(result.id)
      },
      () => undefined,
    )
}

const meddle = (world: World): void => {
  const { random } = world
  const rows = world.database.snapshot().callouts
  const node = world.nodes.find((each) => each.alive)
  if (rows.length === 0 || node === undefined) return
  const row = random.pick(rows)
  const drawn = random.next()
  const { engine } = node
  const meant = async (): Promise<unknown> => {
    if (drawn < 0.3) return engine.acknowledge(row.id, operator)
    if (drawn < 0.5) return engine.cancel(row.id, operator)
    if (drawn < 0.6) return engine.recovered(row.id)
    if (drawn < 0.7) return engine.resolve(row.id, operator)
    if (drawn >= 0.9) return engine.release(row.id, operator)
    const { destinations } = world.truth.planOf(row)
    if (destinations.length === 0) return null
    const { address } = random.pick(destinations)
    return engine.withdrawNumber(row.id, { address, by: operator })
  }
  // Whether it succeeds does not matter: what it leaves behind is checked after every tick.
  void meant().catch(() => undefined)
}

const schedule = (world: World): void => {
  const { time, random } = world
  const within = (): number => START_MS + random.between(0, TROUBLE_MS)
  for (let index = random.between(1, 2); index > 0; index -= 1) boot(world)
  for (let index = random.between(1, 6); index > 0; index -= 1) time.at(within(), () => startCallout(world))
  for (let index = random.between(0, 4); index > 0; index -= 1) time.at(within(), () => crash(world))
  for (let index = random.between(0, 2); index > 0; index -= 1) time.at(within(), () => meddle(world))
  for (let index = random.pick([0, 0, 2, 8]); index > 0; index -= 1)
    time.at(within(), () => world.pauses.change(random, time.nowMs()))
  for (let index = random.pick([0, 0, 3, 12]); index > 0; index -= 1)
    time.at(within(), () => world.duty.change(random, time.nowMs()))
  world.alerting?.schedule(within)
  time.at(START_MS + TROUBLE_MS, () => {
    world.healed = true
    world.alerting?.monitoring.stop()
    world.provider.heal()
    world.pauses.endOpen(time.nowMs())
  })
}

/** Equal as long as nothing has happened that a check could see. */
const stateOf = ({ database, truth, alerting }: World): string =>
  `${database.revision()} ${truth.calls.length} ${truth.promised.size} ${alerting?.revision() ?? ''}`

const isOver = (world: World, finished: boolean): boolean => {
  const troubledMs = world.time.nowMs() - (START_MS + TROUBLE_MS)
  return troubledMs > FINISH_MS || (world.healed && troubledMs > limits.lookup.giveUpMs && finished)
}

const allFinished = (world: World): boolean => {
  const { callouts, attemptsOf } = world.database.snapshot()
  if (world.alerting?.isAtRest() === false) return false
  return callouts.every(
    (row) =>
      row.head.outcome !== null &&
      row.head.due === null &&
      attemptsOf(row.id).every((attempt) => attempt.state === 'ended'),
  )
}

const checksOf = ({ database, truth, alerting, provider, time }: World) => {
  const alertTruth = alerting === null ? null : { ...alerting, calls: provider.calls }
  const always = () => {
    const changed = changedSince(database.snapshot(), truth)
    checkAlways(database.snapshot(), changed, truth)
    checkFailover(changed, truth)
    if (alertTruth !== null) checkAlerts(database.snapshot(), alertTruth)
  }
  return {
    always,
    finished: () => {
      always()
      checkFinished(database.snapshot(), truth)
      if (alertTruth !== null) checkAlertsFinished(database.snapshot(), alertTruth, time.nowMs())
    },
  }
}

/** Plays one night and throws at the first promise that is broken. */
export const playNight = async (seed: number): Promise<NightResult> => {
  errors = []
  const world = createWorld(seed)
  schedule(world)
  const checks = checksOf(world)
  let [ticks, checked, finished] = [0, '', false]
  while (await world.time.step()) {
    ticks += 1
    const state = stateOf(world)
    if (state !== checked) {
      checks.always()
      finished = allFinished(world)
      checked = state
    }
    if (errors.length > 0) throw new Error(errors[0])
    if (ticks > TICKS_MAX || isOver(world, finished)) break
  }
  // Calls that were cut short may still be reporting their end.
  const untilMs = world.time.nowMs() + 60_000
  while (world.time.nowMs() < untilMs && (await world.time.step())) ticks += 1
  checks.finished()
  return {
    callouts: world.database.snapshot().callouts.length,
    calls: world.provider.calls.length,
    crashes: world.crashes,
    ticks,
  }
}
