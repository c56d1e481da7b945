// What is told of a set of alerts, in phrases that show where each part stands.
import { describe, expect, it } from 'vitest'
import { limits } from '../limits.ts'
import { type AlertPhrases, alertLines } from './alerts.ts'

const phrases: AlertPhrases = {
  failed: 'F {{counts}}',
  recovered: 'R {{counts}}',
  hosts: '{{count}} host{{s}}',
  services: '{{count}} service{{s}}',
  and: ' + ',
  hostFailures: 'hosts down:',
  serviceFailures: 'services down:',
  hostRecoveries: 'hosts up:',
  serviceRecoveries: 'services up:',
  item: '<{{object}}|{{host}}|{{service}}|{{condition}}|{{summary}}>',
  more: '{{count}} more',
  nothing: 'nothing',
}
const alert = (host: string | null, service: string | null = null, more: object = {}) => ({
  host,
  service,
  state: 'problem' as const,
  condition: 'BAD',
  summary: 'why',
  ...more,
})
const over = { state: 'recovered' as const }
const told = (alerts: Parameters<typeof alertLines>[0], form: 'names' | 'counts' | 'full') =>
  alertLines(alerts, { form, phrases })

describe('what is told of alerts', () => {
  it.each<[string, Parameters<typeof alertLines>[0], 'names' | 'counts' | 'full', readonly string[]]>([
    ['of none, that there is none', [], 'full', ['nothing']],
    ['how many of each', [alert('a'), alert('b'), alert('c', 'x')], 'counts', ['F 2 hosts + 1 service']],
    ['of one no plural, and of none nothing', [alert('a', 'x', over)], 'counts', ['R 1 service']],
    [
      'X-083: which, hosts before services and failures before recoveries',
      [alert('d', 'y', over), alert('c', null, over), alert('b', 'x'), alert('a')],
      'names',
      [
        'hosts down:',
        '<a + BAD|a||BAD|why>',
        'services down:',
        '<b + x + BAD|b|x|BAD|why>',
        'hosts up:',
        '<c|c|||why>',
        'services up:',
        '<d + y|d|y||why>',
      ],
    ],
    ['counts, then which', [alert('a')], 'full', ['F 1 host', 'hosts down:', '<a + BAD|a||BAD|why>']],
    ['what it is about where neither is known', [alert(null)], 'names', ['services down:', '<why + BAD|||BAD|why>']],
  ])('%s', (...[, alerts, form, expected]) => {
    expect(told(alerts, form)).toEqual(expected)
  })

  it('a few of many, and how many more of each kind', () => {
    const { max } = limits.alerts.named
    const hosts = Array.from({ length: max + 3 }, (_one, index) => alert(`h${index}`))
    const lines = told([...hosts, alert('s', 'x')], 'names')
    expect(lines.filter((line) => line.startsWith('<'))).toHaveLength(max)
    expect(lines.slice(-2)).toEqual(['3 more', '1 more'])
  })

  it('a phrase that says nothing is left out', () => {
    const quiet = { ...phrases, hostFailures: '', failed: ' ' }
    expect(alertLines([alert('a')], { form: 'full', phrases: quiet })).toEqual(['<a + BAD|a||BAD|why>'])
  })
})
