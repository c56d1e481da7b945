// What every engine store must do, run against PostgreSQL and against the in-memory one of the simulation: whatever the
// engine may rely on is here. Concurrent cases hold one side still with a gate and look at what the other may see.

import { describe } from 'vitest'
import type { HistoryEntry } from '#core/callout/work'
import type { CalloutId, ConnectionId, PlanHash, SpaceId } from '#core/ids'
import type { EngineStore } from '#engine/ports'
import { claimCases } from './claims.case.ts'
import { instanceCases } from './instances.case.ts'
import { lineCases } from './lines.case.ts'
import { lockCases } from './locks.case.ts'
import { rowCases } from './rows.case.ts'
import { transactionCases } from './transactions.case.ts'

/** One empty store with two spaces and a plan in each. */
export type StoreUnderTest = {
  readonly store: EngineStore
  readonly spaceA: SpaceId
  readonly spaceB: SpaceId
  /** Stored in both spaces. */
  readonly planHash: PlanHash
  readonly addConnection: (spaceId: SpaceId) => Promise<ConnectionId>
  readonly history: (id: CalloutId) => Promise<readonly HistoryEntry[]>
  /** The instance dies without a word, as by kill -9. */
  readonly kill: (instance: string) => Promise<void>
}

export type Cases = (open: () => StoreUnderTest) => void

/** To be called inside a `describe` that names the store. */
export const storeCases: Cases = (open) => {
  describe('rows', () => {
    rowCases(open)
  })
  describe('locks', () => {
    lockCases(open)
  })
  describe('transactions', () => {
    transactionCases(open)
  })
  describe('claims', () => {
    claimCases(open)
  })
  describe('lines', () => {
    lineCases(open)
  })
  describe('instances', () => {
    instanceCases(open)
  })
}
