// The one way to start a callout, for every dialect: whom to call and what to say, by reference or brought along, and what it
// is about. src/server carries it out. Whatever it answers with ok is on disk and will be carried out, or is kept with the
// reason why nobody was called; a refusal has written nothing.

import type { Outcome } from '#core/callout/state'
import type { Contents, LiveCause, Purpose, TextCause } from '#core/cause'
import type { Finding } from '#core/plan/build'
import type { Plan } from '#core/plan/plan'
import type { PolicyDraft } from '#core/plan/policy'
import type { Values } from '#core/speech/template'
import type { TemplateBody } from '#words/speech'

/**
 * `ref`: a key, an id or a name. `name`: the name and nothing else, of a policy or, where none has it, of a policy group. `group`: a
 * policy group by key, id or name. Names are compared in NFC.
 */
export type PolicyChoice =
  | { readonly ref: string }
  | { readonly name: string }
  | { readonly group: string }
  | { readonly inline: PolicyDraft }
/** null: what the policy says itself. Another template is said on the policies it escalates to as well. */
export type TemplateChoice = { readonly ref: string } | { readonly inline: TemplateBody } | null

/**
 * What the template says with these parameters is what the callout is about. Parameters may have any name then, {{text}}
 * included, which is missing like any other where it is not given.
 */
export type MessageCause = { readonly kind: 'message' }

export type StartOrder = {
  readonly spaceId: string
  /** Whose project it is; null for the space as a whole. */
  readonly projectId: string | null
  readonly policy: PolicyChoice
  readonly template: TemplateChoice
  /**
   * A text; or contents by channel, of which the missing ones come from the policy's and the space's default texts; or a live
   * cause, read whenever it is said: nothing is ever merged into its callout but by what it names.
   */
  readonly cause: TextCause | LiveCause | { readonly kind: 'contents'; readonly contents: Contents } | MessageCause
  readonly parameters: Values
  /** What is said where a text needs a parameter that was not given: a refusal, unless told to say nothing there. */
  readonly missingParameters?: 'refuse' | 'say_nothing' | undefined
  /** 0 (first) … 9 (last); null: the policy's own. */
  readonly priority: number | null
  readonly createdBy: string
  /** The same key with the same fingerprint starts nothing new. Keys are the space's: give each dialect a prefix. */
  readonly idempotency: { readonly key: string; readonly fingerprint: string } | null
  readonly incidentId?: string | undefined
  /** The other system's API that lists it among its own. */
  readonly dialect?: 'pigeon' | undefined
  /** Somebody wants exactly this one, now: no pause holds it back. A test is told to nobody else. */
  readonly purpose?: Purpose | undefined
  /** Ids of the policies the caller may start; null or absent: all. */
  readonly allowed?: readonly string[] | null | undefined
}

export type Started = {
  readonly ok: true
  readonly id: string
  readonly createdAtMs: number
  /** `suppressed`: kept with its reason, and nobody is called. `aggregated`: merged into the callout of this id. */
  readonly status: 'started' | 'suppressed' | 'aggregated'
  /** How it ended already, null while it runs. */
  readonly outcome: Outcome | null
  /** Started before by the same idempotency key. */
  readonly replayed: boolean
  readonly policyKey: string
  /** The plan it follows; null when it was started before and its policy is gone since. */
  readonly plan: Plan | null
  readonly findings: readonly Finding[]
}

export type NotStarted = {
  readonly ok: false
  /** One of the contract's error codes. */
  readonly code: string
  readonly detail: string
  /** Names of parameters, for template.parameter_missing and template.parameter_reserved. */
  readonly parameters: readonly string[]
  readonly findings: readonly Finding[]
}

export interface Starter {
  /** @errors policy.*, template.*, callout.nothing_to_say, idempotency.conflict */
  start(order: StartOrder): Promise<Started | NotStarted>
}
