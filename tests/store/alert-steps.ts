// What both suites about alerts do: what monitoring tells, what calls hear, and how things stand then.

import { expect } from 'vitest'
import type { AlertEvent, AlertFacts } from '#core/alert/alert'
import type { PlanHash, SpaceId } from '#core/ids'
import type { AttemptRow, EngineStore, NewCallout } from '#engine/ports'
import type { Run } from '#store/alert/runs'
import type { AlertStore } from '../simulation/fake-alerts.ts'
import { makeCallout } from './make.ts'
import { asWrite } from './steps.ts'

/** An empty store with a source and three rules: of hosts `web*` and `db*` by a policy each, and of `slow*` after a minute. */
export type AlertsUnderTest = {
  readonly store: AlertStore
  readonly engine: EngineStore
  readonly spaceId: SpaceId
  readonly otherSpaceId: SpaceId
  readonly planHash: PlanHash
  readonly source: { readonly id: string; readonly key: string }
  readonly policies: { readonly web: string; readonly db: string }
  readonly clock: { nowMs: number }
}
export type AlertCases = (open: () => AlertsUnderTest) => void

export const DELAY_MS = 60_000

const factsOf = (host: string, service: string | null): AlertFacts => ({
  host,
  service,
  severity: 'critical',
  condition: 'DOWN',
  summary: 's',
  groups: [],
  url: null,
  hard: true,
  attempt: null,
})

/** `web1`, `web1/http`: an object by its key. */
const partsOf = (key: string): AlertFacts => {
  const [host = '', service = null] = key.split('/')
  return factsOf(host, service)
}

export const problem = (key: string): AlertEvent => ({
  kind: 'problem',
  dedupKey: key,
  atMs: null,
  facts: partsOf(key),
  notification: null,
})
export const recovery = (key: string): AlertEvent => ({
  kind: 'recovered',
  dedupKey: key,
  atMs: null,
  facts: partsOf(key),
})

export const person = (name: string) => ({ userId: null, name })

/** Things happen one after another. */
export const tell = ({ store, spaceId, source, clock }: AlertsUnderTest, ...events: readonly AlertEvent[]) => {
  clock.nowMs += 1_000
  return store.alerts.receive(spaceId, { source, events })
}

/** Returns the run that these problems begin. */
export const beginRun = async (under: AlertsUnderTest, ...keys: readonly string[]): Promise<string> => {
  const { wanted } = await tell(under, ...keys.map(problem))
  expect(wanted).toHaveLength(1)
  return wanted[0] ?? ''
}

/** A callout about a run, with attempts one after another, each at a person of its own unless it says otherwise. */
export const callAbout = async (
  { store, engine, spaceId, planHash }: AlertsUnderTest,
  runId: string,
  attempts: readonly Partial<AttemptRow>[] = [{}],
): Promise<NewCallout> => {
  const cause = { kind: 'live', source: `alerts:${runId}`, text: 't' } as const
  const made = makeCallout({ spaceId, planHash, callout: { cause }, attempts })
  await engine.insert([made])
  await store.alertRuns.started(spaceId, runId, made.callout.id)
  return made
}

/** The person of an attempt pressed a key of taking. */
export const takes = (
  { engine }: AlertsUnderTest,
  made: NewCallout,
  { attempt, key }: { readonly attempt: number; readonly key: string },
): Promise<void> =>
  engine.transact(async (transaction) => {
    await transaction.lock([made.callout.id])
    const taken = { result: 'taken', state: 'ended', key, effect: null } as const
    const attempts = made.attempts.filter(({ ordinal }) => ordinal === attempt).map((one) => ({ ...one, ...taken }))
    await transaction.write([asWrite(made, { attempts })])
  })

export const runOf = async ({ store, spaceId }: AlertsUnderTest, id: string): Promise<Run | undefined> =>
  (await store.alertRuns.get(spaceId, id))?.run
export const keysOf = async ({ store, spaceId }: AlertsUnderTest, id: string): Promise<readonly string[]> =>
  ((await store.alertRuns.get(spaceId, id))?.members ?? [])
    .map(({ body }) => [body.host, body.service].filter((one) => one !== null).join('/'))
    .toSorted()
