// What a virtual phone does by itself, and how the network treats it: the knobs. There is one global set of values;
// a phone overrides some of them, and one coming call may override some more. Everything here is plain data.

export const answerModes = [
  'manual',
  'answer',
  'never',
  'busy',
  'reject',
  'unreachable',
  'voicemail',
  'ignore',
] as const

/**
 * manual: a person answers, or the call times out. answer, reject, voicemail: happens `afterMs` after the first ring.
 * never: rings until the caller gives up. busy, unreachable: does not ring. ignore: the create is accepted and nothing
 * else ever happens, so that a measurement of arrivals measures nothing but arrivals.
 */
export type AnswerMode = (typeof answerModes)[number]

/** One thing the person does. Steps follow one another; `afterMs` counts from the previous step, or from what was heard. */
export type KeyStep = {
  afterMs?: number
  /** Wait until this text has been spoken (several Say in a row count as one text). */
  afterHearing?: string
  /** Keys to press, one after another: `1`, `9#`. */
  press?: string
  hangUp?: boolean
}

/** Mishandling of what the network reports. Events: initiated ringing answered completed amd voice gather; for SMS its statuses. */
export type CallbackFaults = {
  /** These events are lost; `*` means all. */
  drop?: readonly string[]
  dropProbability?: number
  /** The next n are lost. */
  dropNext?: number
  /** These are sent twice; `*` means all. `voice` and `gather` repeat the request for TwiML and ignore the second answer. */
  duplicate?: readonly string[]
  duplicateNext?: number
  delayMs?: number
  /** Which events are delayed; all when absent. */
  delayEvents?: readonly string[]
  /** Swap neighbours: each callback waits until the following one was sent. */
  reorder?: boolean
}

export type SmsBehaviour = {
  result?: 'delivered' | 'undelivered' | 'failed' | 'sent'
  errorCode?: number
  /** From accepted to sent, and from sent to delivered. */
  sentAfterMs?: number
  deliveredAfterMs?: number
}

export type Behaviour = {
  mode: AnswerMode
  afterMs: number
  /** Answer code of an unreachable number: 404 no such number, 480 switched off. */
  sipCode: number
  /** From dialling to the first ring. */
  setupMs: number
  keys: readonly KeyStep[]
  /** Between the digits of one `press`. */
  keyGapMs: number
  /** After answering; null never. */
  hangUpAfterMs: number | null
  /** Hang up as soon as the n-th Say or Play begins (1 is the first); null never. */
  hangUpAtStep: number | null
  /** How long speech takes. */
  msPerChar: number
  /** How long a Play takes. */
  playMs: number
  /** Whether a second call rings while the phone is in use; otherwise it is busy. */
  callWaiting: boolean
  /** How long answering machine detection takes to decide. */
  amdMs: number
  /** What it decides; null means the truth. */
  answeredBy: string | null
  greeting: string
  greetingMs: number
  callbacks: CallbackFaults
  sms: SmsBehaviour
}

export type BehaviourPatch = { [K in keyof Behaviour]?: Behaviour[K] }

export const defaultBehaviour: Behaviour = {
  mode: 'manual',
  afterMs: 0,
  sipCode: 404,
  setupMs: 0,
  keys: [],
  keyGapMs: 0,
  hangUpAfterMs: null,
  hangUpAtStep: null,
  msPerChar: 120,
  playMs: 3000,
  callWaiting: false,
  amdMs: 2000,
  answeredBy: null,
  greeting: 'ただいま電話に出ることができません。発信音のあとにメッセージをお話しください。',
  greetingMs: 6000,
  callbacks: {},
  sms: {},
}

type Check = { what: string; ok: (value: unknown) => boolean }

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0
const duration: Check = { what: 'a number of milliseconds, 0 or more', ok: isNumber }
const count: Check = { what: 'a whole number, 0 or more', ok: (v) => isNumber(v) && Number.isInteger(v) }
const text: Check = { what: 'a text', ok: (v) => typeof v === 'string' }
const flag: Check = { what: 'true or false', ok: (v) => typeof v === 'boolean' }
const texts: Check = {
  what: 'a list of event names',
  ok: (v) => Array.isArray(v) && v.every((x) => typeof x === 'string'),
}
const orNull = (check: Check): Check => ({ what: `${check.what}, or null`, ok: (v) => v === null || check.ok(v) })
const oneOf = (values: readonly unknown[]): Check => ({
  what: `one of ${values.join(' ')}`,
  ok: (v) => values.includes(v),
})
const keys: Check = {
  what: 'a text of the keys 0-9 * # A-D',
  ok: (v) => typeof v === 'string' && /^[0-9*#A-D]*$/.test(v),
}
const record = (shape: Record<string, Check>): Check => ({
  what: `an object with ${Object.keys(shape).join(', ')}`,
  ok: (v) => typeof v === 'object' && v !== null && !Array.isArray(v) && firstProblem(v as object, shape) === null,
})

const step = record({ afterMs: duration, afterHearing: text, press: keys, hangUp: flag })

const shape: Record<keyof Behaviour, Check> = {
  mode: oneOf(answerModes),
  afterMs: duration,
  sipCode: count,
  setupMs: duration,
  keys: { what: `a list of steps, each ${step.what}`, ok: (v) => Array.isArray(v) && v.every((x) => step.ok(x)) },
  keyGapMs: duration,
  hangUpAfterMs: orNull(duration),
  hangUpAtStep: orNull(count),
  msPerChar: duration,
  playMs: duration,
  callWaiting: flag,
  amdMs: duration,
  answeredBy: orNull(text),
  greeting: text,
  greetingMs: duration,
  callbacks: record({
    drop: texts,
    dropProbability: { what: 'a number from 0 to 1', ok: (v) => isNumber(v) && v <= 1 },
    dropNext: count,
    duplicate: texts,
    duplicateNext: count,
    delayMs: duration,
    delayEvents: texts,
    reorder: flag,
  }),
  sms: record({
    result: oneOf(['delivered', 'undelivered', 'failed', 'sent']),
    errorCode: count,
    sentAfterMs: duration,
    deliveredAfterMs: duration,
  }),
}

/** Says what is wrong with a patch that came from outside, or null. A misspelt knob must not be ignored silently. */
export function behaviourProblem(patch: object): string | null {
  return firstProblem(patch, shape)
}

function firstProblem(value: object, checks: Record<string, Check>): string | null {
  for (const [key, item] of Object.entries(value)) {
    const check = checks[key]
    if (!check) return `there is no "${key}"; there are ${Object.keys(checks).join(', ')}`
    if (!check.ok(item)) return `"${key}" must be ${check.what}`
  }
  return null
}
