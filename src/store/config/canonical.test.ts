// The same content gives the same text, in whatever order it was written down.

import { expect, it } from 'vitest'
import { canonicalJson } from './canonical.ts'

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
