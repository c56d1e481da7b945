// Rows for the store's contract suite: whole and valid by default, with whatever a test wants to be different. Ids count up, so
// that a failing test fails the same way again.

import { type Attempt, type Head, initialHead, type Target } from '#core/callout/state'
import type { HistoryEntry } from '#core/callout/work'
import type { CalloutId, ConnectionId, PlanHash, PolicyId, SpaceId, UserId } from '#core/ids'
import type { Plan } from '#core/plan/plan'
import type { Phrases } from '#core/speech/template'
import type { AttemptRow, CalloutRow, NewCallout } from '#engine/ports'

/** 2026-11-22T03:04:05.678Z */
export const nowMs = 1_795_316_645_678

let made = 0

/** A UUIDv7-shaped id, higher than all before. */
export const makeId = <Id extends string = string>(): Id => {
  made += 1
  const count = made.toString(16).padStart(12, '0')
  return `01931${count.slice(0, 3)}-${count.slice(3, 7)}-7000-8000-${count.padStart(12, '0')}` as Id
}

export const makeAddress = (): string => `+8190${String((made += 1)).padStart(8, '0')}`

const phrases: Phrases = {
  opening: '通報です',
  message: '{{text}}',
  menu: '1を押してください',
  taken: '{{name}}さん',
  alreadyTaken: '対応済み',
  over: '終わりました',
  unknownKey: '無効なキーです',
  passed: '次の人へ',
  left: 'わかりました',
  goodbye: '失礼します',
}

export const makePlan = (addresses: readonly string[], change: Partial<Plan> = {}): Plan => ({
  policyId: makeId<PolicyId>(),
  policyKey: 'night',
  policyName: '夜間 "通報"',
  stop: 'first',
  hearsKeys: true,
  steps: addresses.map((_address, destination) => ({ destinations: [destination], waitMs: 0 })),
  destinations: addresses.map((address, place) => ({
    channel: 'phone',
    userId: makeId<UserId>(),
    methodId: null,
    name: `${place}番`,
    address,
    language: 'ja',
  })),
  loopsMax: 3,
  loopIntervalMs: 60_000,
  ringMs: 30_000,
  redial: { max: 1, intervalMs: 0, on: ['no_key'] },
  deliveredIsEnough: false,
  endsOnRecovery: true,
  connectionId: null,
  from: '+81312345678',
  template: {
    phrases: { ja: phrases, en: phrases },
    reactions: { '1': { action: 'take' } },
    readingsMax: 3,
    keyWaitMs: 8_000,
  },
  escalatesTo: null,
  ...change,
})

export const makeHead = (change: Partial<Head> = {}): Head => ({
  ...initialHead,
  open: 1,
  attempts: 1,
  seq: 2,
  ...change,
})

export const makeTarget = (change: Partial<Target> = {}): Target => ({
  destination: 0,
  open: true,
  settled: false,
  taken: false,
  outcome: null,
  attempt: 1,
  redials: 0,
  repeatsAfterUnknown: 0,
  ...change,
})

type Owner = Pick<CalloutRow, 'id' | 'spaceId' | 'priority'>

export const makeAttempt = (owner: Owner, change: Partial<AttemptRow> = {}): AttemptRow => {
  const attempt: Attempt = {
    ordinal: 1,
    destination: 0,
    channel: 'phone',
    state: 'planned',
    reason: 'first_attempt',
    result: null,
    detail: null,
    providerId: null,
    plannedAtMs: nowMs,
    begunAtMs: null,
    answeredAtMs: null,
    endedAtMs: null,
    answeredBy: null,
    key: null,
    turn: 0,
    answer: null,
    readings: 0,
    retries: 0,
    cancelWanted: false,
    possibleRepeat: false,
    effect: { kind: 'place', atMs: nowMs },
  }
  return {
    ...attempt,
    calloutId: owner.id,
    spaceId: owner.spaceId,
    connectionId: null,
    address: makeAddress(),
    priority: owner.priority,
    nonce: 'AAECAwQFBgcICQoLDA0ODw',
    claimedBy: null,
    ...change,
  }
}

export const makeHistory = (seq: number, change: Partial<HistoryEntry> = {}): HistoryEntry => ({
  seq,
  atMs: nowMs,
  reason: 'first_attempt',
  destination: 0,
  attempt: 1,
  facts: {},
  ...change,
})

export type Make = {
  readonly spaceId: SpaceId
  readonly planHash: PlanHash
  readonly callout?: Partial<CalloutRow>
  readonly head?: Partial<Head>
  /** One attempt per entry, ordinal and destination by their place. */
  readonly attempts?: readonly Partial<AttemptRow>[]
  readonly idempotency?: NewCallout['idempotency']
}

/** A callout with one open target per attempt. */
export const makeCallout = (make: Make): NewCallout => {
  const given = make.attempts ?? [{}]
  const callout: CalloutRow = {
    id: makeId<CalloutId>(),
    spaceId: make.spaceId,
    planHash: make.planHash,
    cause: { kind: 'text', text: 'ディスクがいっぱいです' },
    parameters: { host: 'db01' },
    priority: 5,
    parentId: null,
    createdAtMs: nowMs,
    ...make.callout,
    head: makeHead({ open: given.length, attempts: given.length, ...make.head }),
  }
  return {
    callout,
    targets: given.map((_attempt, place) => makeTarget({ destination: place, attempt: place + 1 })),
    attempts: given.map((change, place) => makeAttempt(callout, { ordinal: place + 1, destination: place, ...change })),
    history: [makeHistory(1, { reason: 'started', destination: null, attempt: null }), makeHistory(2)],
    policyId: makeId(),
    policyKey: 'night',
    createdBy: 'token:test',
    idempotency: make.idempotency ?? null,
  }
}

export const makeConnectionId = (): ConnectionId => makeId<ConnectionId>()
