// The record of one call and what its creator asked for. States: queued → ringing → in-progress → completed, or from any
// unfinished state → busy | no-answer | failed | canceled. What happens on the line lives in line/; this is only memory.

import type { BehaviourPatch } from './behaviour.ts'
import type { Line } from './line/line.ts'

export type CallStatus =
  | 'queued'
  | 'ringing'
  | 'in-progress'
  | 'completed'
  | 'busy'
  | 'no-answer'
  | 'failed'
  | 'canceled'

export type CallEvent = 'initiated' | 'ringing' | 'answered' | 'completed'
export type HttpMethod = 'GET' | 'POST'

/** Where TwiML comes from: an address, or the document itself. */
export type TwimlSource = { url: string; method: HttpMethod } | { twiml: string }

/** What the create request asked for. */
export type CallOrder = {
  source: TwimlSource
  fallback: { url: string; method: HttpMethod } | null
  statusCallback: { url: string; method: HttpMethod; events: readonly CallEvent[] } | null
  ringMs: number
  callMsMax: number
  detection: 'none' | 'start' | 'end'
  detectionTimeoutMs: number
  /** Detection beside the call instead of before it; the answer goes here. */
  asyncDetection: { url: string; method: HttpMethod } | null
  isDetectionAsync: boolean
}

export type Call = {
  readonly sid: string
  readonly index: number
  readonly accountSid: string
  readonly to: string
  readonly from: string
  readonly numberSid: string | null
  readonly direction: 'outbound-api' | 'outbound-dial' | 'inbound'
  readonly parentSid: string | null
  /** Wall time of the request with fractions, for measurements; all other instants are of the network clock. */
  readonly arrivedAtMs: number
  readonly createdAtMs: number
  updatedAtMs: number
  startedAtMs: number | null
  answeredAtMs: number | null
  endedAtMs: number | null
  status: CallStatus
  answeredBy: string | null
  sipCode: number | null
  /** Number of the next status callback. */
  sequence: number
  deleted: boolean
  order: CallOrder
  /** Overrides of the phone's behaviour for this call only. */
  behaviour: BehaviourPatch | null
  line: Line | null
}

/** Of a call that comes in: nobody asked for anything but the number's own document. Null where the number has none. */
export const incomingOrder = (settings: Readonly<Record<string, string | null>>): CallOrder | null => {
  const { voice_url: url, voice_method: method } = settings
  if (!url) return null
  return {
    source: { url, method: method === 'GET' ? 'GET' : 'POST' },
    fallback: null,
    statusCallback: null,
    ringMs: 0,
    callMsMax: 4 * 3_600_000,
    detection: 'none',
    detectionTimeoutMs: 0,
    asyncDetection: null,
    isDetectionAsync: false,
  }
}

const finished: ReadonlySet<CallStatus> = new Set(['completed', 'busy', 'no-answer', 'failed', 'canceled'])

/** Whether nothing more can happen to a call. */
export function isFinished(call: Call): boolean {
  return finished.has(call.status)
}

/** Seconds of conversation, as they are billed: begun seconds count. */
export function durationSeconds(call: Call): number {
  if (call.answeredAtMs === null || call.endedAtMs === null) return 0
  return Math.ceil((call.endedAtMs - call.answeredAtMs) / 1000)
}
