// What can happen to a callout. Everything that changes one comes through here: requests, results of our own effects,
// provider callbacks, keys, timers. Each may be delivered twice, late or out of order.

import type { Flood } from './guard.ts'
import type { Actor } from './state.ts'

/**
 * The provider's word on a finished call, or on a message. `failed` is a number or line that could not be reached; `delivered`
 * a message that was handed over, as far as its channel can tell.
 */
export type CallEnd = 'completed' | 'no_answer' | 'busy' | 'failed' | 'cancelled' | 'delivered'

/** What a message can be answered with. */
export const responseActions = ['take', 'next', 'leave'] as const
export type ResponseAction = (typeof responseActions)[number]

/** Of the alerts a person is called about. `untold`: states not told them yet. `heard`: failures whose details this call has read. */
export type Queue = { readonly untold: number; readonly heard: number }

/** How a call that joined a person to the transfer number ended. */
export type DialEnd = 'joined' | 'busy' | 'no_answer' | 'failed' | 'cancelled'

/**
 * Why a provider did not take an attempt. `permanent`: this destination will never work. `configuration`: our credentials
 * or settings are wrong. `temporary`: certainly not made, may be made later.
 */
export type RefusalKind = 'permanent' | 'configuration' | 'temporary'

/** A pause that was on when a callout was to start: who set it, why, and until when. */
export type Suppression = {
  readonly pause: string
  readonly name: string
  readonly note: string
  readonly untilMs: number | null
}

/** Quiet hours of a person that have begun: until when, and what would break through. */
export type QuietNow = {
  /** null: nobody knows. */
  readonly untilMs: number | null
  readonly breaksThrough: number
  /** The callout's own. */
  readonly priority: number
}

/** Why a callout begins later than it was started, and when: after a while, or when a condition of a calendar holds. */
export type BeginsLater = {
  readonly why: 'begins_delayed' | 'waits_for_hours'
  readonly untilMs: number
  readonly calendar?: string
  readonly condition?: string
}

/** The how manieth return; of which callout, and who had that: absent where it takes over from a return. */
export type Reminding = {
  readonly count: number
  readonly of?: { readonly callout: string; readonly name: string } | undefined
}

/** Why the gate lets an attempt not happen at all. */
export type SkipReason =
  | 'number_refused'
  | 'connection_missing'
  | 'off_duty'
  | 'channel_paused'
  | 'user_paused'
  | 'quiet_hours'
  | 'unverified'
  | 'called_enough'
  | 'stopped_by_pause'

export type Event =
  | {
      readonly type: 'Started'
      readonly escalatedFrom: string | null
      /** The callout is kept, and nobody is called. */
      readonly suppressedBy?: Suppression | undefined
      /** It is kept, and begins then. */
      readonly later?: BeginsLater | undefined
      /** It, or what it takes over from, is the return of one that was acknowledged and not resolved. */
      readonly reminder?: Reminding | undefined
    }
  /**
   * `suppressedBy`: of one that waits to begin, or to be resolved, a pause that is on now. `causeOver`: what it is about went away
   * since it was acknowledged.
   */
  | {
      readonly type: 'TimerFired'
      readonly suppressedBy?: Suppression | undefined
      readonly causeOver?: true | undefined
    }
  /** One that waits to begin is to begin at once. */
  | { readonly type: 'Released'; readonly by: Actor; readonly suppressedBy?: Suppression | undefined }
  /** The engine is about to send the request: the last look at the state before a phone can ring. */
  | { readonly type: 'AttemptBegan'; readonly attempt: number }
  | {
      readonly type: 'AttemptDeferred'
      readonly attempt: number
      readonly untilMs: number
      readonly why: 'waits_for_line' | 'waits_for_number' | 'waits_for_call_back' | 'waits_for_calm'
      /** The flood it waits for to pass. */
      readonly flood?: Flood | undefined
    }
  /** The connection it was to go by is known not to work: it goes by another way. */
  | { readonly type: 'AttemptRerouted'; readonly attempt: number; readonly way: number }
  | {
      readonly type: 'AttemptSkipped'
      readonly attempt: number
      readonly why: SkipReason
      /** The pause that is the reason. */
      readonly pause?: Suppression | undefined
      /** The quiet hours that are. */
      readonly quiet?: QuietNow | undefined
      /** The flood that is. */
      readonly flood?: Flood | undefined
    }
  | {
      readonly type: 'CallPlaced'
      readonly attempt: number
      readonly providerId: string
      readonly found?: boolean | undefined
    }
  | {
      readonly type: 'CallRefused'
      readonly attempt: number
      readonly kind: RefusalKind
      readonly code: string
      readonly retryAfterMs?: number | undefined
      /** What refused it is not the connection: another would do no better. */
      readonly ofConnection?: false | undefined
    }
  | { readonly type: 'ResultUnknown'; readonly attempt: number; readonly code: string }
  | { readonly type: 'NothingFound'; readonly attempt: number }
  | {
      readonly type: 'CallProgressed'
      readonly attempt: number
      readonly providerId: string
      readonly state: 'placed' | 'ringing' | 'answered'
    }
  | {
      readonly type: 'CallEnded'
      readonly attempt: number
      readonly providerId: string
      readonly end: CallEnd
      readonly detail: string | null
      readonly answeredBy: string | null
    }
  /** The call still lives, or the provider cannot say: look again later. */
  | { readonly type: 'StillLive'; readonly attempt: number }
  | { readonly type: 'CancelSent'; readonly attempt: number; readonly done: boolean }
  /** The person's phone asks what to say next. `key` is what was pressed, or dialled; null when nothing was. */
  | {
      readonly type: 'VoiceTurn'
      readonly attempt: number
      readonly providerId: string
      readonly turn: number
      readonly key: string | null
      readonly answeredBy: string | null
      /** Alerts that are told by buttons: how much of them this call has yet to tell. */
      readonly queue?: Queue | undefined
      /** How the call to the transfer number went, once it is over. */
      readonly dialed?: DialEnd | undefined
    }
  /** Somebody who was called rings back, and is on the line. */
  | { readonly type: 'Returned'; readonly destination: number; readonly providerId: string }
  /** What somebody answered to a message, by a link, a button or a reply: at any time after it may have been sent. */
  | { readonly type: 'Responded'; readonly attempt: number; readonly action: ResponseAction }
  /** A message that was handed over came back: `permanent` where it always would. */
  | { readonly type: 'CameBack'; readonly attempt: number; readonly code: string; readonly permanent: boolean }
  /** Somebody replied with words that are no answer. */
  | { readonly type: 'ReplyUnread'; readonly attempt: number }
  | { readonly type: 'Acknowledged'; readonly by: Actor }
  | { readonly type: 'Cancelled'; readonly by: Actor }
  /** What it is about is resolved, says a person. */
  | { readonly type: 'Resolved'; readonly by: Actor }
  | { readonly type: 'CauseRecovered' }
  /** Nothing is over, but all of it is planned: nobody is to be called about it, whatever the policy says of recoveries. */
  | { readonly type: 'CauseInDowntime' }
  | { readonly type: 'NumberWithdrawn'; readonly address: string; readonly by: Actor }
  | { readonly type: 'DefectFound'; readonly message: string }
