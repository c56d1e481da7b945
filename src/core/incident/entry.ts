// What an incident's timeline is made of: one ordered stream of entries, each told once, numbered without gaps, never edited.
// Entries hold ids, names and texts, never a phone number.

import type { AttemptResult, Outcome } from '../callout/state.ts'
import type { CalloutId, UserId } from '../ids.ts'
import type { IncidentStatus } from './incident.ts'
import type { Parameters } from './options.ts'

/** Why a callout was started for an incident. */
export const calloutReasons = ['notice', 'forgotten'] as const
export type CalloutReason = (typeof calloutReasons)[number]

/** What a person answered to a callout: took it, passed it on, left it. */
export const responses = ['taken', 'passed', 'left'] as const satisfies readonly AttemptResult[]
export type Response = (typeof responses)[number]

type Person = { readonly userId: UserId | null; readonly name: string }

/** A field of the incident before and after. */
export type Change =
  | { readonly field: 'name'; readonly before: string; readonly after: string }
  | {
      readonly field: 'occurredAt' | 'permanentActionAt'
      readonly beforeMs: number | null
      readonly afterMs: number | null
    }
  | { readonly field: 'parameters'; readonly before: Parameters | null; readonly after: Parameters | null }

export type Entry =
  | { readonly kind: 'created'; readonly name: string; readonly status: IncidentStatus }
  /** `html` has nothing but the four tags. */
  | { readonly kind: 'message'; readonly number: number; readonly html: string; readonly topic: number | null }
  | {
      readonly kind: 'topic'
      readonly number: number
      readonly name: string
      readonly colour: string
      readonly change: 'added' | 'renamed' | 'closed' | 'reopened'
    }
  | { readonly kind: 'status'; readonly from: IncidentStatus; readonly to: IncidentStatus }
  | { readonly kind: 'taken' }
  | { readonly kind: 'commander'; readonly to: Person | null; readonly how: 'opened' | 'named' }
  | ({ readonly kind: 'responder'; readonly guest: boolean; readonly change: 'added' | 'removed' } & Person)
  | { readonly kind: 'changed'; readonly changes: readonly Change[] }
  | {
      readonly kind: 'file'
      readonly id: string
      readonly name: string
      readonly bytes: number
      readonly change: 'added' | 'removed'
    }
  | { readonly kind: 'notice'; readonly number: number; readonly text: string; readonly call: boolean }
  | {
      readonly kind: 'callout'
      readonly callout: CalloutId
      readonly phase: 'started' | 'suppressed' | 'aggregated'
      readonly why: CalloutReason
    }
  /** A callout that could not be started, and the code of why. */
  | { readonly kind: 'callout_refused'; readonly why: CalloutReason; readonly code: string }
  | { readonly kind: 'response'; readonly callout: CalloutId; readonly response: Response; readonly key: string | null }
  | { readonly kind: 'callout_ended'; readonly callout: CalloutId; readonly outcome: Outcome }

export type EntryKind = Entry['kind']
export const entryKinds = [
  'created',
  'message',
  'topic',
  'status',
  'taken',
  'commander',
  'responder',
  'changed',
  'file',
  'notice',
  'callout',
  'callout_refused',
  'response',
  'callout_ended',
] as const satisfies readonly EntryKind[]
