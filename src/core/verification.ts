// Whether a contact method is known to reach its person: because they entered a code that was sent there, or because somebody who
// knows vouched for it. It is information, for readiness; whoever is not verified is contacted all the same (0092).

import { limits } from './limits.ts'
import type { Channel } from './plan/plan.ts'

export const verificationStates = ['unverified', 'code_sent', 'verified', 'vouched'] as const
export type VerificationState = (typeof verificationStates)[number]

/** Who said so, when; of a code on its way when it was sent and until when it counts. */
export type Verification = {
  readonly state: VerificationState
  readonly atMs: number | null
  readonly by: string | null
  readonly untilMs: number | null
}

/** What is stored of a method, and of the newest code sent there. */
export type VerificationFacts = {
  readonly how: 'code' | 'vouched' | null
  readonly atMs: number | null
  readonly by: string | null
  readonly code: { readonly sentAtMs: number; readonly expiresAtMs: number; readonly tries: number } | null
}

/** Returns whether a code may still be entered. */
export const isOpen = ({ expiresAtMs, tries }: { expiresAtMs: number; tries: number }, nowMs: number): boolean =>
  nowMs < expiresAtMs && tries < limits.verification.tries.max

export const verificationOf = ({ how, atMs, by, code }: VerificationFacts, nowMs: number): Verification => {
  if (how !== null) return { state: how === 'code' ? 'verified' : 'vouched', atMs, by, untilMs: null }
  if (code !== null && isOpen(code, nowMs))
    return { state: 'code_sent', atMs: code.sentAtMs, by: null, untilMs: code.expiresAtMs }
  return { state: 'unverified', atMs: null, by: null, untilMs: null }
}

/** Somebody in particular hears or reads these; the other channels lead to a place, a light or a program. */
const personal: ReadonlySet<Channel> = new Set(['phone', 'sms', 'mail', 'slack', 'lineworks', 'push'])

export const carriesCodes = (channel: Channel): boolean => personal.has(channel)

/** Codes sent within the last hour: to the method, to the person, in the space. */
export type CodesSent = { readonly method: number; readonly user: number; readonly space: number }

/** Returns whose codes are too many to send another; null where none are: a call costs money, and may ring anywhere. */
export const tooManyCodes = (sent: CodesSent): keyof CodesSent | null => {
  const { perMethod, perUser, perSpace } = limits.verification
  if (sent.method >= perMethod.max) return 'method'
  if (sent.user >= perUser.max) return 'user'
  return sent.space >= perSpace.max ? 'space' : null
}

const PREFIX = 'code:'

/** The live cause of a callout that carries a code: the code is read when it is said, and stands nowhere else. */
export const sourceOfCode = (id: string): string => `${PREFIX}${id}`
/** The code a live cause is about; null when it is about something else. */
export const codeOfSource = (source: string): string | null =>
  source.startsWith(PREFIX) ? source.slice(PREFIX.length) : null
