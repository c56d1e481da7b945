// What /v1 needs to tell who can be reached. Part of ports.ts.

import type { Readiness, ReadinessProblem, ReadinessState } from '#core/readiness'
import type { UserRecord } from './people-ports.ts'
import type { Page, PageRequest } from './ports.ts'

export type PersonReadiness = {
  readonly user: UserRecord
  readonly readiness: Readiness
  readonly state: ReadinessState
  /** Of each method, when something last went there. */
  readonly triedAtMs: readonly (number | null)[]
}

export type ReadinessFilter = {
  /** A key or an id: only whom it contacts, by what it contacts them. */
  readonly policy: string | null
  readonly state: ReadinessState | null
  readonly problem: ReadinessProblem | null
  /** A part of the key or the name. */
  readonly search: string | null
}

export type PolicyReadiness = {
  readonly policy: { readonly id: string; readonly key: string; readonly name: string }
  /** It would reach nobody at all. */
  readonly nobody: boolean
  readonly people: readonly { readonly user: UserRecord; readonly problems: readonly ReadinessProblem[] }[]
}

export interface ReadinessPort {
  list(spaceId: string, page: PageRequest, filter: ReadinessFilter): Promise<Page<PersonReadiness>>
  /** Those in which somebody cannot be reached. */
  policies(spaceId: string): Promise<{ readonly checked: number; readonly items: readonly PolicyReadiness[] }>
}
