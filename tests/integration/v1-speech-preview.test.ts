// What a call would say, over /v1: words, settings and own words that are saved nowhere; nothing is kept, nobody is called.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createV1World, furnish, type V1World } from '../support/v1.ts'

let world: V1World
beforeAll(async () => {
  world = await createV1World()
  await furnish(world)
})
afterAll(() => world.close())

type Heard = {
  readonly call: string
  readonly language: string
  readonly sms: string
  readonly scenes: readonly { key: string | null; lines: string[]; spoken: string[]; listens: boolean }[]
}
const hear = async (body: object, options: object = {}) => {
  const answer = await world.ask('POST', '/v1/templates/preview', { body, ...options })
  return { ...answer, heard: answer.body as unknown as Heard }
}
const said = ({ scenes }: Heard) => scenes.map(({ key, lines }) => [key, lines.join('')])

describe('a button call is heard before it is made', () => {
  it('X-035, X-083: with sample alerts and settings that are not saved, as it is read aloud', async () => {
    const { status, heard } = await hear({ settings: { kind: 'xmon_rotation' }, keys: ['1#', '3#'] })
    expect([status, heard.call, heard.language]).toEqual([200, 'button', 'ja'])
    expect(said(heard)).toEqual([
      [
        null,
        expect.stringMatching(/障害、ホスト1件。障害、サービス1件。復旧、ホスト1件。.*9、シャープを押してください。$/),
      ],
      ['1#', expect.stringMatching(/^次のホストで障害が発生しています。db01、DOWN。次のサービスで/)],
      ['3#', '2件を認知済みにしました。失礼します。'],
    ])
    expect(heard.scenes[1]?.spoken.join('')).toContain('web01、エイチティーティーピー、クリティカル。')
    expect(world.started).toEqual([])
  })

  it('X-051, X-054, X-055: with own words of a user, saved or tried', async () => {
    const opening = 'いつもお世話になっております。○○センターです。'
    await world.ask('PATCH', '/v1/users/sato', { body: { opening } })
    const tried = { user: 'sato', settings: { kind: 'xmon_broadcast' }, keys: ['9#'] }
    const saved = said((await hear(tried)).heard)
    expect(saved[0]?.[1]).toMatch(/^いつもお世話になっております。○○センターです。障害、/)
    const other = said((await hear({ ...tried, opening: null, closing: '30分以内に障害復旧を行います。' })).heard)
    expect(other[0]?.[1]).toMatch(/^satoさんさん、連絡網からのご連絡です。/)
    expect(other[1]).toEqual(['9#', 'satoさんさんの対応として記録しました。30分以内に障害復旧を行います。失礼します。'])
    await world.ask('PATCH', '/v1/users/sato', { body: { opening: null } })
  })

  it('with a template that is not saved, in another language', async () => {
    const templateBody = { buttons: { en: { failedHosts: 'Hosts down: {{count}}!', guide: 'Choose.' } } }
    const { heard } = await hear({ settings: { buttonCall: {} }, templateBody, language: 'en', name: 'Anna' })
    expect(heard.scenes.map(({ key }) => key)).toEqual([null, '1#', '7#', '9#'])
    expect(heard.scenes[0]?.lines).toEqual([
      'Hello Anna, this is a call from the policy.',
      'Hosts down: 1!',
      'Failed services: 1.',
      'Recovered hosts: 1.',
      'Choose.',
    ])
  })

  it('about the alerts there are now, for whoever may read them', async () => {
    const current = { settings: { kind: 'xmon_rotation' }, alerts: 'current', keys: ['1#'] }
    expect(said((await hear(current)).heard)[0]?.[1]).toContain('現在、お伝えする障害と復旧はありません。')
    const source = await world.ask('POST', '/v1/sources', { body: { key: 'own', name: 'own', kind: 'generic' } })
    const alerts = [{ kind: 'problem', dedupKey: 'a', host: 'router7', condition: 'DOWN' }]
    await world.ask('POST', '/v1/alerts', { body: { source: source.body['source'] ?? 'own', events: alerts } })
    expect(said((await hear(current)).heard)[1]?.[1]).toContain('router7、DOWN。')
    const token = await world.tokenFor(world.spaceId, ['templates:read'])
    expect((await hear(current, { token })).body.code).toBe('auth.scope_missing')
    expect((await hear({}, { token })).status).toBe(200)
  })
})

describe('other calls', () => {
  it('X-023, X-031, X-058: a simple call and its SMS, in a form or as fixed texts', async () => {
    const { heard } = await hear({ settings: { kind: 'xmon_simple', simpleCall: { form: 'counts' } } })
    expect([heard.call, heard.scenes.length, heard.scenes[0]?.listens]).toEqual(['simple', 1, false])
    expect(heard.scenes[0]?.lines).toContain('障害はホスト1件、サービス1件。復旧はホスト1件。')
    const fixed = { simpleCall: { text: '障害です。' }, smsText: { text: '障害発生' } }
    const other = (await hear({ settings: { kind: 'xmon_simple', ...fixed } })).heard
    expect([other.scenes[0]?.lines.includes('障害です。'), other.sms]).toEqual([true, '障害発生'])
  })

  it('in words of a template about alerts, kept as they were written, on the phone and in an SMS', async () => {
    const alerts = { ja: { hostFailures: 'ホスト障害。', item: '{{host}}!' } }
    await world.ask('POST', '/v1/templates', { body: { key: 'short', name: '短文', alerts } })
    expect((await world.ask('GET', '/v1/templates/short')).body['alerts']).toEqual(alerts)
    const { heard } = await hear({ settings: { kind: 'xmon_simple' }, template: 'short' })
    const words = 'ホスト障害。db01!次のサービスで障害が発生しています。web01!次のホストが復旧しました。mail01!'
    expect([heard.scenes[0]?.lines.includes(words), heard.sms]).toEqual([true, words])
    const wrong = await hear({ templateBody: { alerts: { ja: { shouted: 'x' } } } })
    expect([wrong.status, wrong.body.code]).toEqual([422, 'request.invalid'])
  })

  it('a text by a stored policy, with its parameters', async () => {
    const templateBody = { message: '{{place}}で、{{text}}' }
    const { heard } = await hear({ policy: 'night', text: '停電です', parameters: { place: '東京' }, templateBody })
    expect(heard.call).toBe('message')
    expect(heard.scenes[0]?.lines).toContain('東京で、停電です')
    expect(heard.scenes.at(-1)).toMatchObject({ key: '1', listens: false })
    expect(heard.sms).toBe('東京で、停電です')
  })

  it.each([
    ['a policy nobody knows', { policy: 'none' }, 404, 'policy.not_found'],
    ['a user nobody knows', { user: 'none' }, 404, 'user.not_found'],
    ['a template nobody knows', { template: 'none' }, 404, 'template.not_found'],
    ['two templates', { template: 'x', templateBody: {} }, 422, 'request.invalid'],
    ['keys no phone has', { keys: ['a'] }, 422, 'request.invalid'],
    ['own words that are too long', { opening: '火'.repeat(4_097) }, 422, 'request.invalid'],
    ['a fixed text with a name', { settings: { smsText: { text: '{{host}}' } } }, 422, 'request.invalid'],
  ])('refuses %s', async (...[, body, status, code]) => {
    const refused = await hear(body)
    expect([refused.status, refused.body.code]).toEqual([status, code])
  })

  it('shows another space’s words to nobody', async () => {
    const token = await world.tokenFor(await world.newSpace('other-space'))
    expect((await hear({ policy: 'night' }, { token })).status).toBe(404)
    expect((await hear({ user: 'sato' }, { token })).status).toBe(404)
  })
})

describe('X-057 the size of an SMS is told before it is sent', () => {
  type Size = { readonly encoding: string; readonly segments: number; readonly cut: boolean }
  const sizes = async (body: object) => {
    const { heard } = await hear(body)
    const { smsSize, smsSizeWithLink } = heard as unknown as Record<'smsSize' | 'smsSizeWithLink', Size>
    return [smsSize, smsSizeWithLink].map(({ encoding, segments, cut }) => [encoding, segments, cut])
  }
  const bare = { message: '{{text}}' }

  it.each([
    [
      'a fixed text, which with its link takes three',
      { settings: { smsText: { text: '障'.repeat(64) } } },
      1,
      3,
      false,
    ],
    ['a text that is cut', { templateBody: bare, text: '障'.repeat(5_000) }, 10, 10, true],
    ['a text that is cut for its link only', { templateBody: bare, text: '障'.repeat(650) }, 10, 10, [false, true]],
  ] as const)('%s', async (...[, body, alone, withLink, cut]) => {
    const [cutAlone, cutWithLink] = typeof cut === 'boolean' ? [cut, cut] : cut
    expect(await sizes(body)).toEqual([
      ['ucs2', alone, cutAlone],
      ['ucs2', withLink, cutWithLink],
    ])
  })

  it('in the GSM alphabet, as long as no character is outside of it', async () => {
    const english = { templateBody: bare, language: 'en' }
    expect(await sizes({ ...english, text: 'disk full' })).toEqual([
      ['gsm7', 1, false],
      ['gsm7', 1, false],
    ])
    expect((await sizes({ ...english, text: 'disk full – now' }))[0]).toEqual(['ucs2', 1, false])
  })

  it.each([
    ['PATCH', '/v1/settings', { texts: { sms: { body: '障'.repeat(5_000) } } }, 'texts.sms.body'],
    ['PATCH', '/v1/policies/night', { texts: { sms: { body: '障'.repeat(5_000) } } }, 'texts.sms.body'],
    ['POST', '/v1/test-sends', { to: { channel: 'sms', address: '+819001230001' }, text: '障'.repeat(5_000) }, 'text'],
    ['POST', '/v1/direct-sends', { to: { user: 'sato', channel: 'sms' }, text: '障'.repeat(5_000) }, 'text'],
  ] as const)('%s %s refuses what no SMS carries, with what to do', async (...[method, path, body, field]) => {
    const inJapanese = { 'accept-language': 'ja' }
    const { status, body: answer } = await world.ask(method, path, { body, headers: inJapanese })
    expect([status, answer]).toMatchObject([
      422,
      { errors: [{ field, message: 'SMSは660文字までです。いま5000文字あるため、4340文字減らしてください' }] },
    ])
  })
})
