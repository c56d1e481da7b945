// What needs approval, and what does not: each kind of change by itself.
import { expect, it } from 'vitest'
import { type AuditedChange, needsApproval } from './approval.ts'

const texts = (spoken: string) => ({ body: { texts: { spoken }, retention: {} } })

it.each<[string, Partial<AuditedChange>, boolean]>([
  ['X-018 a policy', { kind: 'policy' }, true],
  ['X-018 a policy group', { kind: 'policy_group' }, true],
  ['X-018 a connection', { kind: 'connection' }, true],
  ['X-018 a template', { kind: 'template' }, true],
  ['X-018 who is on call', { kind: 'schedule' }, true],
  ['X-018 a routing rule', { kind: 'rule' }, true],
  ['X-018 what a person hears first', { kind: 'user', after: { opening: 'x' } }, true],
  ['X-018 and last', { kind: 'user', before: { closing: 'x' }, after: { closing: null } }, true],
  ['X-018 the standard texts', { kind: 'settings', before: texts('x'), after: texts('y') }, true],
  ['X-018 standard texts where there were none', { kind: 'settings', before: null, after: texts('y') }, true],
  ['X-109 no readings', { kind: 'reading' }, false],
  ['no name of a person', { kind: 'user', before: { name: 'x' }, after: { name: 'y' } }, false],
  ['nobody who goes, with their words', { kind: 'user', action: 'deleted', before: { opening: 'x' } }, false],
  ['no other setting', { kind: 'settings', before: texts('x'), after: texts('x') }, false],
  ['no settings made without texts', { kind: 'settings', after: { body: {} } }, false],
  ['no override: it is the work of a night', { kind: 'override' }, false],
])('%s', (_, change, needs) => {
  expect(needsApproval({ kind: '', action: 'updated', before: null, after: null, ...change })).toBe(needs)
})
