// Placeholder.
import { it } from 'vitest'
import type { Cases } from './store.case.ts'
export const lineCases: Cases = () => {
  it('x', () => undefined)
}
