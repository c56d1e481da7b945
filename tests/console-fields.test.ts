// What is wrong with fields is shown from the top, each with what was said of it first.
import { expect, it } from 'vitest'
import { firstOfEach } from '../console/data/fields.ts'

it('keeps the order of the lines of a table, and of several complaints about one the first', () => {
  const told = firstOfEach([
    { field: 'line 2, “Phone”', message: 'not a number' },
    { field: 'line 3, “Name”', message: 'missing' },
    { field: 'line 3, “Name”', message: 'too short' },
    { field: 'line 10, “Key”', message: 'taken' },
  ])
  expect(Object.entries(told)).toEqual([
    ['line 2, “Phone”', 'not a number'],
    ['line 3, “Name”', 'missing'],
    ['line 10, “Key”', 'taken'],
  ])
})
