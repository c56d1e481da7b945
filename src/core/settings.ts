// What holds for a space as a whole. Everything may be left out.

import type { Contents } from './cause.ts'
import type { Language } from './plan/plan.ts'
import type { RetentionSettings } from './retention.ts'

export type SpaceSettings = {
  /** The standard text (標準の文面): said on a channel when neither the request nor the policy says anything for it. */
  readonly texts?: Contents | undefined
  readonly pigeon?: PigeonSettings | undefined
  readonly incoming?: IncomingSettings | undefined
  readonly signIn?: SignInSettings | undefined
  readonly retention?: RetentionSettings | undefined
  readonly contactMethods?: ContactMethodSettings | undefined
  readonly pauses?: PauseSettings | undefined
}

/** `toldAfterHours`: a pause without an end is told of after so long, and each time again; 24 when not given. */
export type PauseSettings = { readonly toldAfterHours?: number | undefined }

/** How people are contacted, whoever they are. */
export type ContactMethodSettings = {
  /** What becomes of contact methods that are not verified; contacted all the same when not given. */
  readonly unverified?: 'contact' | 'skip' | undefined
  /** How often somebody is tried on one channel within so many minutes, before repeats are held. */
  readonly flood?: { readonly attempts: number; readonly minutes: number } | undefined
}

export type SignInSettings = {
  /** `required`: whoever signs in with a browser sets one up before anything else. */
  readonly secondFactor?: 'optional' | 'required' | undefined
}

/** For calls that come in: what whoever is not known to us hears. */
export type IncomingSettings = { readonly message?: string | undefined; readonly language?: Language | undefined }

/** For requests of Pigeon's API. */
export type PigeonSettings = {
  /** What happens where a request leaves out a parameter of its guidance. */
  readonly missingParameters?: 'refuse' | 'say_nothing' | undefined
  /** The connection of call flows that a request brings along: a key or an id. */
  readonly connection?: string | undefined
  /** Their caller id, and whom they connect people to: E.164. */
  readonly from?: string | undefined
  readonly transferTo?: string | undefined
}
