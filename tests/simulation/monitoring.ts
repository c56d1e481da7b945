// Monitored objects in the simulated world and the system that watches them: objects fail, recover and flap, at any moment and most
// of all while a call about them is going on. What it tells comes late, twice and out of order, but in the end it comes.

import type { AlertEvent, AlertFacts } from '#core/alert/alert'
import type { Rule } from '#store/alert/rules'
import type { AlertFollower } from '../../src/server/alert-follower.ts'
import type { AlertStore } from './fake-alerts.ts'
import type { Random } from './random.ts'
import type { Time } from './time.ts'

export type MonitoredObject = { readonly key: string; readonly host: string; readonly service: string | null }

const source = { id: 'source-1', key: 'monitor' } as const
export const sourceKey = (id: string): string => (id === source.id ? source.key : '')

export const objects: readonly MonitoredObject[] = [
  ['web1', null],
  ['web2', null],
  ['web1', 'http'],
  ['db1', null],
  ['db1', 'disk'],
  ['db1', 'log'],
].map(([host, service]) => ({ key: [host, service].join('/'), host: host ?? '', service: service ?? null }))

/** Rules of two policies, one of which also hears of a few objects of the other, later. */
export const rulesFor = (random: Random, [web, db]: readonly [string, string]): readonly Rule[] => {
  const anything = { sources: [], hosts: [], services: [], groups: [], severities: [], conditions: [] }
  const body = { enabled: true, soft: false, from: 1, count: null, delaySeconds: 0, recoveries: random.chance(0.5) }
  const late = random.pick([0, 20, 90])
  return [
    { id: 'rule-1', key: 'web', policyId: web, body: { ...body, match: { ...anything, hosts: ['web*'] } } },
    { id: 'rule-2', key: 'db', policyId: db, body: { ...body, match: { ...anything, hosts: ['db*'] } } },
    {
      id: 'rule-3',
      key: 'late',
      policyId: web,
      body: { ...body, delaySeconds: late, match: { ...anything, services: ['disk'] } },
    },
  ]
}

/** Where what is told goes: an alert's way in at a living process. */
export type WayIn = Pick<AlertStore['alerts'], 'receive'> & Pick<AlertFollower, 'take'>

export type Monitoring = {
  readonly rules: readonly Rule[]
  /** Something changes now, or in a moment. */
  readonly stir: () => void
  /** Nothing changes any more; what was told and not taken yet is told until it is. */
  readonly stop: () => void
  /** Everything it had to tell was taken. */
  readonly isQuiet: () => boolean
  /** What is so, whoever was told of it. */
  readonly isProblem: (key: string) => boolean
  /** When it last began to be so; null: it never was. */
  readonly everWas: (key: string, state: 'problem' | 'recovered') => boolean
}

type Options = {
  readonly time: Time
  readonly random: Random
  readonly policies: readonly [string, string]
  readonly spaceId: string
  /** Null: no process lives. */
  readonly wayIn: () => WayIn | null
}

const ANSWER_WITHIN_MS = 10_000

export const createMonitoring = ({ time, random, policies, spaceId, wayIn }: Options): Monitoring => {
  const state = new Map<string, 'problem' | 'recovered'>()
  const was = new Set<string>()
  let [toldMs, underway, stopped] = [0, 0, false]

  const factsOf = ({ host, service }: MonitoredObject): AlertFacts => ({
    host,
    service,
    severity: 'critical',
    condition: 'DOWN',
    summary: 'it fails',
    groups: [],
    url: null,
    hard: true,
    attempt: null,
  })

  /** No two things happen at one instant: what came later is known by its time. */
  const instant = (): number => {
    toldMs = Math.max(toldMs + 1, time.nowMs())
    return toldMs
  }

  const send = async (event: AlertEvent): Promise<boolean> => {
    const way = wayIn()
    if (way === null) return false
    const taken = way.receive(spaceId, { source, events: [event] }).then(
      (found) => {
        way.take(spaceId, found)
        return true
      },
      () => false,
    )
    return Promise.race([taken, time.sleep(ANSWER_WITHIN_MS).then(() => false)])
  }

  /** Asks until it is answered with yes. */
  const deliver = (event: AlertEvent, inMs: number): void => {
    underway += 1
    time.at(time.nowMs() + inMs, () => {
      void send(event).then((taken) => {
        underway -= 1
        if (!taken) deliver(event, random.between(500, 5_000))
      })
    })
  }

  const tell = (event: AlertEvent): void => {
    for (let copies = random.chance(0.15) ? 2 : 1; copies > 0; copies -= 1)
      deliver(event, random.pick([0, random.between(0, 300), random.between(0, 3_000)]))
  }

  const enter = (object: MonitoredObject, next: 'problem' | 'recovered'): void => {
    state.set(object.key, next)
    was.add(`${object.key} ${next}`)
    const told = { dedupKey: object.key, atMs: instant(), facts: factsOf(object) }
    tell(next === 'problem' ? { kind: next, ...told, notification: null } : { kind: next, ...told })
  }

  const change = (object: MonitoredObject): void => {
    if (stopped) return
    if (state.get(object.key) !== 'problem') return enter(object, 'problem')
    const drawn = random.next()
    if (drawn < 0.7) return enter(object, 'recovered')
    if (drawn < 0.85) return enter(object, 'problem')
    const told = { dedupKey: object.key, atMs: instant() }
    if (drawn < 0.93) return tell({ kind: 'acknowledged', ...told, by: 'monitor' })
    return tell({ kind: 'unacknowledged', ...told })
  }

  const flap = (object: MonitoredObject): void => {
    const times = random.between(3, 9)
    for (let turn = 0; turn < times; turn += 1)
      time.at(time.nowMs() + turn * random.between(500, 15_000), () => change(object))
  }

  return {
    rules: rulesFor(random, policies),
    stir: () => {
      if (stopped) return
      const object = random.pick(objects)
      const happen = random.chance(0.1) ? flap : change
      time.at(time.nowMs() + random.pick([0, 0, random.between(0, 5_000)]), () => happen(object))
    },
    stop: () => {
      stopped = true
    },
    isQuiet: () => stopped && underway === 0,
    isProblem: (key) => state.get(key) === 'problem',
    everWas: (key, wanted) => was.has(`${key} ${wanted}`),
  }
}
