// Placeholder.
import { it } from 'vitest'
import type { Cases } from './store.case.ts'
export const transactionCases: Cases = () => {
  it('x', () => undefined)
}
