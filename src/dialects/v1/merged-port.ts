// What /v1 needs to tell of requests that were merged into a running callout.

import type { Page, PageRequest } from './ports.ts'

type MergedRecord = {
  readonly id: string
  readonly text: string
  readonly createdBy: string
  readonly createdAtMs: number
}
export interface MergedPort {
  list(spaceId: string, calloutId: string, page: PageRequest): Promise<Page<MergedRecord>>
}
