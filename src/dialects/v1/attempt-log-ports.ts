// What the delivery log needs of the store (src/store/config/attempt-log.ts).

import type { Purpose } from '#core/cause'
import type { AttemptRecord, Page, PageRequest } from './ports.ts'

export type LoggedAttempt = AttemptRecord & {
  readonly calloutId: string
  readonly policyKey: string
  readonly policyName: string | null
  readonly purpose: Purpose | null
  readonly startedBy: string
  readonly connection: string | null
  readonly connectionName: string | null
  readonly name: string
  readonly userId: string | null
}
export type LogFilter = {
  readonly fromMs: number | null
  readonly toMs: number | null
  readonly userId: string | null
  readonly connectionId: string | null
  readonly channel: string | null
  readonly result: string | null
}
export interface AttemptLogPort {
  /** Newest first. */
  list(spaceId: string, page: PageRequest, filter: LogFilter): Promise<Page<LoggedAttempt>>
}
