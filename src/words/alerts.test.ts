// What is said of alerts: counts first, hosts before services, failures before recoveries, and never ten thousand names.
import { describe, expect, it } from 'vitest'
import { alertPhrases, alertsText } from './alerts.ts'
import { completeTemplate } from './speech.ts'

const one = (host: string | null, service: string | null = null, state: 'problem' | 'recovered' = 'problem') => ({
  host,
  service,
  state,
  condition: service === null ? 'DOWN' : 'CRITICAL',
  summary: '概要',
})

describe('what is said of alerts', () => {
  it('X-081, X-083, X-087: begins with the counts, and names hosts before services', () => {
    const text = alertsText([one('web01', 'HTTP'), one('db01'), one('db02', null, 'recovered')], 'ja')
    expect(text).toBe(
      '障害は、ホスト1件、サービス1件。復旧は、ホスト1件。'.replaceAll('は、', 'は') +
        '次のホストで障害が発生しています。db01、DOWN。' +
        '次のサービスで障害が発生しています。web01、HTTP、CRITICAL。' +
        '次のホストが復旧しました。db02。',
    )
  })

  it('says so in English', () => {
    expect(alertsText([one('a'), one('b'), one('c', 'disk', 'recovered')], 'en')).toBe(
      'Failed: 2 hosts. Recovered: 1 service. Host failures: a, DOWN. b, DOWN. ' + 'Service recoveries: c, disk.',
    )
  })

  it('X-022, X-031: in a form: which they are, how many, or both', () => {
    const alerts = [one('web01', 'HTTP'), one('db01')]
    expect(alertsText(alerts, 'ja', { form: 'names' })).toBe(
      '次のホストで障害が発生しています。db01、DOWN。次のサービスで障害が発生しています。web01、HTTP、CRITICAL。',
    )
    expect(alertsText(alerts, 'ja', { form: 'counts' })).toBe('障害はホスト1件、サービス1件。')
    expect(alertsText(alerts, 'ja', { form: 'full' })).toBe(alertsText(alerts, 'ja'))
    expect(alertsText([], 'ja', { form: 'counts' })).toBe('現在、障害はありません。')
  })

  it('in the words of a template, where it has some of its own', () => {
    const { alerts } = completeTemplate({
      alerts: { ja: { hostFailures: '', item: '{{host}}が{{condition}}', failed: '全{{counts}}!', more: '' } },
    })
    const told = [one('db01'), one('db02', null, 'recovered')]
    expect(alertsText(told, 'ja', { phrases: alerts?.ja })).toBe(
      '全ホスト1件!復旧はホスト1件。db01がDOWN次のホストが復旧しました。db02が',
    )
    expect(alerts?.en).toEqual(alertPhrases.en)
    expect(completeTemplate({}).alerts).toBeUndefined()
  })

  it('names a few of many, and says how many more there are', () => {
    const many = Array.from({ length: 8_214 }, (_one, index) => one(`host${index}`))
    const text = alertsText([...many, one('x', 'y')], 'ja')
    expect(text).toContain('障害はホスト8214件、サービス1件。')
    expect(text).toContain('host9、DOWN。ほか8204件。ほか1件。')
    expect(text).not.toContain('host10、')
  })

  it('says what it is about where neither host nor service is known, and that nothing is wrong where nothing is', () => {
    expect(alertsText([{ ...one(null), condition: '' }], 'ja')).toContain('次のサービスで障害が発生しています。概要。')
    expect(alertsText([], 'ja')).toBe('現在、障害はありません。')
    expect(alertsText([], 'en')).toBe('There are no failures at present.')
  })
})
