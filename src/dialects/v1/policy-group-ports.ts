// What /v1 needs of policy groups. Part of ports.ts.

import type { Entities, Stored } from './ports.ts'

type GroupedPolicies = readonly {
  readonly policy: string
  readonly when?: { readonly calendar: string; readonly condition: string } | undefined
}[]
export type PolicyGroupRecord = Stored & {
  readonly policies: GroupedPolicies
  readonly policyNames: readonly (string | null)[]
}
export type PolicyGroupWrite = { readonly key: string; readonly name: string; readonly policies: GroupedPolicies }
export type PolicyGroupsPort = Entities<PolicyGroupRecord, PolicyGroupWrite>
