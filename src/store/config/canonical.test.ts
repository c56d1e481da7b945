// The same content gives the same text, in whatever order it was written down.

import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import type { Plan } from '#core/plan/plan'
import { defaultTemplate } from '#words/speech'
import { canonicalJson, planHash } from './canonical.ts'

it.each([
  [
    'keys in any order',
    { b: 1, a: { d: [{ f: null, e: 'x' }], c: true } },
    '{"a":{"c":true,"d":[{"e":"x","f":null}]},"b":1}',
  ],
  ['lists keep theirs', { a: [3, 1, 2] }, '{"a":[3,1,2]}'],
  ['what is undefined is not there', { b: undefined, a: 1 }, '{"a":1}'],
  [
    'a name that objects have already',
    JSON.parse('{"b":1,"__proto__":{"d":1,"c":2}}'),
    '{"__proto__":{"c":2,"d":1},"b":1}',
  ],
  ['no object', 'text', '"text"'],
])('%s', (_name, value, text) => {
  expect(canonicalJson(value)).toBe(text)
})

it('names a plan by all of it, whether its template was seen before or not', () => {
  const named = (name: string) => ({ policyName: name, template: defaultTemplate, ringMs: 1 }) as unknown as Plan
  const whole = (plan: Plan) => createHash('sha256').update(canonicalJson(plan)).digest('hex')
  const plans = ['one', 'other'].map(named)
  expect(plans.map(planHash)).toEqual(plans.map(whole))
})
