// What mails do: the first rule that fits decides, and what it reads out of their words.

import { describe, expect, it } from 'vitest'
import { judgeMail, type MailRule, type MailSettings, type MailText } from './mail-rules.ts'

const rule = (change: Partial<MailRule>): MailRule => ({
  from: [],
  subject: [],
  body: [],
  does: 'problem',
  extract: [],
  ...change,
})
const mail = {
  from: 'zabbix@example.jp',
  subject: '[CRITICAL] web01/HTTP',
  body: 'Host: web01\r\nService:  HTTP \nValue: 5 ms',
}
const judged = (settings: Partial<MailSettings>, change: Partial<MailText> = {}) =>
  judgeMail({ senders: [], rules: [], ...settings }, { ...mail, ...change })

describe('T-004 a mail', () => {
  it.each([
    [[], 'problem'],
    [['*@example.jp'], 'problem'],
    [['ZABBIX@*'], 'problem'],
    [['nagios@example.jp'], 'refuse'],
  ])('is taken from %j: %s', (senders, does) => {
    expect(judged({ senders }).does).toBe(does)
  })

  it('does what the first rule says that fits in sender, subject and a line of its text', () => {
    const rules = [
      rule({ from: ['nagios@*'], does: 'drop' }),
      rule({ subject: ['*OK*'], does: 'recovered' }),
      rule({ body: ['Value: 9*'], does: 'drop' }),
      rule({ subject: ['[CRITICAL]*'], body: ['host: web*'], does: 'callout', policy: 'night' }),
      rule({ does: 'drop' }),
    ]
    expect(judged({ rules })).toEqual({ does: 'callout', policy: 'night', values: {} })
    expect(judged({ rules }, { subject: 'OK' }).does).toBe('recovered')
    expect(judged({ rules }, { body: 'Value: 99' }).does).toBe('drop')
    expect(judged({ rules: rules.slice(0, 2) })).toEqual({ does: 'problem', policy: null, values: {} })
  })

  it.each([
    [['Host: {host}'], { host: 'web01' }],
    [['[{severity}] {host}/{service}'], { severity: 'CRITICAL', host: 'web01', service: 'HTTP' }],
    [['Value: {value} ms', 'Service: {service}'], { value: '5', service: 'HTTP' }],
    [['{all}'], { all: '[CRITICAL] web01/HTTP' }],
    [['Host: {host}', '{host}'], { host: 'web01' }],
    [['Nothing: {x}'], {}],
    [['Host: {x}, and {y}'], {}],
    [['no name'], {}],
  ])('is read by %j', (extract, values) => {
    expect(judged({ rules: [rule({ extract })] })).toMatchObject({ values })
  })

  it('of any size is read, whatever it and the patterns hold', () => {
    const body = `${'{'.repeat(100_000)}\n`.repeat(20)
    const extract = ['{a}{{b}{{c}{{d}x']
    expect(judged({ rules: [rule({ body: ['*a*a*a*a*b'], extract, does: 'drop' })] }, { body })).toMatchObject({
      does: 'problem',
    })
  })
})

it.each([
  [true, true, 'problem'],
  [true, false, 'refuse'],
  [true, undefined, 'refuse'],
  [false, false, 'problem'],
  [undefined, false, 'problem'],
] as const)('only passing mails are taken (%s), and it passes (%s): %s', (onlyPassing, passes, does) => {
  expect(judged({ onlyPassing }, { passes }).does).toBe(does)
})
