// What /v1 needs of the plans a start would follow. Part of ports.ts.

import type { PolicyFields } from '#contract/policies'
import type { Pause } from '#core/callout/pause'
import type { PlanHash } from '#core/ids'
import type { Finding } from '#core/plan/build'
import type { OpenLater } from '#core/plan/later'
import type { Plan } from '#core/plan/plan'
import type { PolicyDraft } from '#core/plan/policy'
import type { TemplateChoice } from '#dialects/shared/starter'

export type BundleResult =
  | {
      readonly ok: true
      readonly policyId: string
      readonly policyKey: string
      readonly priority: number
      readonly plans: readonly { readonly hash: PlanHash; readonly plan: Plan }[]
      readonly findings: readonly Finding[]
      readonly parameters: readonly string[]
      readonly rules: { readonly pauses: readonly Pause[]; readonly later: readonly OpenLater[] }
      /** Another variant may apply from then on; null: never. */
      readonly untilMs: number | null
    }
  | { readonly ok: false; readonly code: string; readonly detail: string; readonly findings: readonly Finding[] }

export interface PlansPort {
  /** The plans a start would follow at an instant, or now. @param choice.policy a key, an id or a name, of a policy or of a group */
  compose(
    spaceId: string,
    choice: {
      readonly policy: { readonly ref: string } | { readonly group: string } | { readonly inline: PolicyDraft }
      readonly template: TemplateChoice
    },
    atMs?: number,
  ): Promise<BundleResult>
  check(
    spaceId: string,
    draft: { key: string; name: string; fields: PolicyFields },
    /** Without it what is wrong with any variant is found. */
    atMs?: number,
  ): Promise<{
    readonly result: BundleResult
    readonly unresolved: readonly { readonly code: string; readonly ref: string; readonly field: string }[]
  }>
}
