// {{}} in templates.

import { describe, expect, it } from 'vitest'
import { template } from '../../../tests/support/plans.ts'
import { missingParameters, placeholders, render } from './template.ts'

describe('templates', () => {
  it.each([
    ['{{server}} に {{incident}}', { server: 'A', incident: 'B' }, 'A に B'],
    ['{{ server }}', { server: 'A' }, 'A'],
    ['{{unknown}}!', {}, '!'],
    ['{{toString}}', {}, ''],
    ['no {braces}', {}, 'no {braces}'],
    ['{{a}}', { a: '{{b}}', b: 'never' }, '{{b}}'],
  ])('K-010: %s', (text, values, spoken) => {
    expect(render(text, values as Record<string, string>)).toBe(spoken)
  })

  it('K-026: names what the request did not give, also in the words of a key', () => {
    const own = {
      ...template,
      reactions: { '1': { action: 'take', say: '{{host}}' }, '2': { action: 'next' } } as const,
    }
    expect(missingParameters(own, {})).toEqual(['host'])
    expect(missingParameters(own, { host: 'db01' })).toEqual([])
  })

  it('lists each placeholder once', () => {
    expect(placeholders('{{a}} {{b}} {{a}}')).toEqual(['a', 'b'])
  })
})
