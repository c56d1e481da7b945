// What an X-MON installation has set up: call settings of its three kinds, an SMS setting, and the rules that lead to them.

import type { WebPeer } from './web-peer.ts'
import type { Whole } from './whole.ts'

/** The mobile phone of the user `mobile`, which also takes SMS. */
export const MOBILE = '+819001250001'

/** Rules go by the first letter of a host: r 輪番, a 一斉, b both. Returns the key of the source. */
export const furnishXmon = async (whole: Whole, back: object): Promise<string> => {
  const from = whole.simulator.numbers[0]
  const people = (...numbers: number[]) => numbers.map((index) => ({ user: `person-${index}` }))
  await whole.v1('POST', '/v1/policies', {
    key: 'rota',
    name: '輪番',
    kind: 'xmon_rotation',
    steps: people(1, 2).map((destination) => ({ destinations: [destination] })),
    redial: { max: 2, intervalSeconds: 0, on: ['no_key', 'busy'] },
    buttonCall: { downtimeMinutes: 30 },
    from,
  })
  await whole.v1('POST', '/v1/policies', {
    key: 'all',
    name: '一斉',
    kind: 'xmon_broadcast',
    steps: [{ destinations: people(3, 4) }],
    from,
  })
  const { accountSid, url: baseUrl, authToken } = whole.simulator
  await whole.v1('POST', '/v1/connections', {
    key: 'sms',
    name: 'sms',
    kind: 'twilio_sms',
    settings: { accountSid, baseUrl, from, simulated: true },
    secrets: { authToken },
  })
  await whole.v1('POST', '/v1/users', {
    key: 'mobile',
    name: '携帯',
    contactMethods: (['phone', 'sms'] as const).map((channel) => ({ channel, address: MOBILE })),
    closing: '以上、○○センターでした。',
  })
  const both = (['phone', 'sms'] as const).map((channel) => ({ user: 'mobile', channel }))
  const steps = [{ destinations: both }, { destinations: people(5) }]
  // Between two readings a second passes, for nothing.
  await whole.v1('POST', '/v1/templates', { key: 'once', name: '一度', readings: 1 })
  const simple = { kind: 'xmon_simple', steps, from, template: 'once' }
  await whole.v1('POST', '/v1/policies', { key: 'simple', name: 'シンプル', ...simple })
  await whole.v1('POST', '/v1/policies', {
    key: 'fixed',
    name: '固定',
    ...simple,
    simpleCall: { text: '障害が発生しました。監視センターにご連絡ください。' },
    smsText: { text: '障害発生。要確認' },
  })
  const source = await whole.v1('POST', '/v1/sources', { key: 'xmon', name: 'xmon', kind: 'generic', back })
  await whole.v1('POST', '/v1/rules', { key: 'rota', name: '輪番', policy: 'rota', match: { hosts: ['r*'] } })
  await whole.v1('POST', '/v1/rules', { key: 'all', name: '一斉', policy: 'all', match: { hosts: ['a*'] } })
  for (const policy of ['simple', 'fixed'])
    await whole.v1('POST', '/v1/rules', { key: policy, name: policy, policy, match: { hosts: [`${policy}*`] } })
  // The same policy by two rules is one call.
  await whole.v1('POST', '/v1/rules', { key: 'rota-2', name: '輪番2', policy: 'rota', match: { hosts: ['r*'] } })
  for (const policy of ['rota', 'all'])
    await whole.v1('POST', '/v1/rules', { key: `${policy}-b`, name: `${policy} b`, policy, match: { hosts: ['b*'] } })
  return String(source['secret'])
}

/** What a monitoring system was told of alerts whose keys end so. */
export const toldTo = (monitor: WebPeer, ending: string): readonly string[] =>
  monitor.taken
    .map(({ body }) => JSON.parse(body) as { event: string; by: string; alert: { dedupKey: string } })
    .filter(({ alert }) => alert.dedupKey.endsWith(ending))
    .map(({ event, by, alert }) => `${event} ${alert.dedupKey} ${by}`)
    .toSorted()
