// Placeholder.
import { it } from 'vitest'
import type { Cases } from './store.case.ts'
export const claimCases: Cases = () => {
  it('x', () => undefined)
}
