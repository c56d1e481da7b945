// Defaults per kind, in one table: what a policy does where it says nothing. The kinds of the systems we replace keep those
// systems' habits, so that their users are not surprised at night; sources are the requirement numbers beside the rows.

import { limits } from '../limits.ts'
import type { StopRule, UnreachedKind } from './plan.ts'
import type { MethodChoice, PolicyKind, PolicyMode } from './policy.ts'

export type KindDefaults = {
  readonly mode: PolicyMode
  readonly stop: StopRule
  readonly ringMs: number
  readonly redialMax: number
  readonly redialIntervalMs: number
  readonly redialOn: readonly UnreachedKind[]
  readonly loopsMax: number
  readonly loopIntervalMs: number
  readonly deliveredIsEnough: boolean
  readonly endsOnRecovery: boolean
  /** Whether a step means a person's default phone, or every one of them in turn. */
  readonly methods: MethodChoice
  /** How often a call says the message before it waits for a key, and in all. */
  readonly readingsPerSet: number
  readonly readingsMax: number
  readonly callMaxMs: number
  /** Whether a call says the template's message and nothing around it: no greeting, no menu, no good-bye. */
  readonly isPlainSpoken: boolean
  /** Whether alerts are told by a button call, and if so, whether 3# is offered. */
  readonly buttonCall: { readonly acknowledges: boolean } | null
  /** Whether somebody whose channel does not work at all is written to on their other ones. */
  readonly otherChannels: boolean
  /** Whether calls only play, and SMS are as short as those. */
  readonly isSimple: boolean
}

const own: KindDefaults = {
  mode: 'sequential',
  stop: 'first',
  ringMs: limits.ringMs.default,
  redialMax: limits.redials.default,
  redialIntervalMs: limits.redialIntervalMs.default,
  // A busy line belongs to somebody who is awake but not free: the next person is called at once.
  redialOn: ['no_key', 'no_answer'],
  loopsMax: limits.loops.default,
  loopIntervalMs: limits.loopIntervalMs.default,
  deliveredIsEnough: false,
  endsOnRecovery: true,
  methods: 'default',
  readingsPerSet: limits.readingsPerSet.default,
  readingsMax: limits.readings.default,
  callMaxMs: limits.callMs.default,
  isPlainSpoken: false,
  buttonCall: null,
  otherChannels: true,
  isSimple: false,
}

/** The systems we replace knew one way to each person, and no other was expected. */
const asNamed = { otherChannels: false } as const

const nextPerson = { redialMax: 0, redialIntervalMs: 0, redialOn: [] } as const

// hanging up without a key, or rejecting, brings the same person's phone to ring again after seconds.
const samePersonAgain = {
  redialMax: limits.redials.max,
  redialIntervalMs: 5_000,
  redialOn: ['no_key', 'busy'],
} as const

export const kindDefaults: Readonly<Record<PolicyKind, KindDefaults>> = {
  noroshi: own,
  // J-011, J-012: the whole 連絡網 is repeated, to the unreached only; mail and chat count on hand-over.
  jp1: { ...own, ...asNamed, ...nextPerson, deliveredIsEnough: true, endsOnRecovery: false },
  // K-007, K-008: contacts in order, each of their phones in turn, up to the loop limit, without a pause; a phone rings 30 s.
  // K-009: what is heard is the guidance, twice and then again, at most six times, and a closing sentence.
  pigeon: {
    ...own,
    ...asNamed,
    ...nextPerson,
    ringMs: 30_000,
    loopIntervalMs: 0,
    endsOnRecovery: false,
    methods: 'all',
    readingsPerSet: 2,
    readingsMax: 6,
    isPlainSpoken: true,
  },
  // a recovery is announced by phone too, so it never ends a callout.
  xmon_rotation: { ...own, ...asNamed, ...samePersonAgain, endsOnRecovery: false, buttonCall: { acknowledges: true } },
  // 9# ends that person's part only. X-071: 3# is not offered to everybody at once; a policy may say otherwise.
  xmon_broadcast: {
    ...own,
    ...asNamed,
    ...samePersonAgain,
    mode: 'simultaneous',
    stop: 'all',
    endsOnRecovery: false,
    buttonCall: { acknowledges: false },
  },
  // everybody hears it once, at the same time; nobody can answer, and a missed call stays missed.
  xmon_simple: {
    ...own,
    ...asNamed,
    ...nextPerson,
    mode: 'simultaneous',
    stop: 'none',
    loopsMax: 1,
    deliveredIsEnough: true,
    isSimple: true,
  },
  // a notice to everybody, once; nobody is asked to take it.
  reactio: {
    ...own,
    ...asNamed,
    ...nextPerson,
    mode: 'simultaneous',
    stop: 'none',
    loopsMax: 1,
    deliveredIsEnough: true,
    endsOnRecovery: false,
  },
}
