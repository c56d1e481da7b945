// Placeholder.
import { it } from 'vitest'
import type { Cases } from './store.case.ts'
export const instanceCases: Cases = () => {
  it('x', () => undefined)
}
