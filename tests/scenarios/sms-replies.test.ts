// SMS that are answered by SMS, through a whole server and the phone simulator: by the code that stands in them, from a phone that can,
// and by nobody else. STOP and START are heeded.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signature } from '../../simulator/signature.ts'
import { createWhole, type Whole } from '../support/whole.ts'

let whole: Whole
/** Where the simulator leads what comes in. */
let hook: string
const ABROAD = '+14155552671'
const ANOTHER = '+14155552672'
const THIRD = '+14155552673'
const JAPANESE = '+819001290001'

const phone = (number = ABROAD) => whole.simulator.network.phone(number)
const start = async (key = 'by-sms') =>
  String((await whole.v1('POST', '/v1/callouts', { policy: key, text: 'disk full' }))['id'])
const callout = (id: string) => whole.v1('GET', `/v1/callouts/${id}`)
const ended = async (id: string) => {
  await expect.poll(async () => (await callout(id))['outcome'], { timeout: 8_000 }).not.toBeNull()
  return callout(id)
}
const explained = async (id: string) =>
  ((await whole.v1('GET', `/v1/callouts/${id}/explanation?lang=ja`))['items'] as { text: string }[]).map(
    ({ text }) => text,
  )
const texts = (number = ABROAD) =>
  phone(number)
    .inbox()
    .map(({ body }) => body)
/** What arrives on a phone after what is there already. */
const arrives = async (from: number, number = ABROAD): Promise<string> => {
  await whole.until(() => texts(number).length > from)
  return texts(number)[from] ?? ''
}
/** Starts a callout, and waits for its SMS. */
const asked = async (key = 'by-sms') => {
  const before = texts().length
  const id = await start(key)
  const text = await arrives(before)
  return { id, text, code: /返信: (\d+)a/.exec(text)?.[1] ?? '' }
}
const answer = async (body: string, number = ABROAD): Promise<string> => {
  const before = texts(number).length
  phone(number).text(body, whole.simulator.numbers[1])
  return arrives(before, number)
}
const optedOut = async (user = 'abroad') =>
  ((await whole.v1('GET', `/v1/users/${user}`))['contactMethods'] as { optedOutAt?: string }[])[0]?.optedOutAt

const sent = (fields: Record<string, string>, token = whole.simulator.authToken) => {
  const form = { AccountSid: whole.simulator.accountSid, To: whole.simulator.numbers[1] ?? '', ...fields }
  return fetch(hook, {
    method: 'POST',
    headers: { 'X-Twilio-Signature': signature(token, hook, form) },
    body: new URLSearchParams(form),
  })
}

beforeAll(async () => {
  whole = await createWhole()
  const { accountSid, authToken, url, numbers, network } = whole.simulator
  network.behave({ sms: { sentAfterMs: 0, deliveredAfterMs: 0 } })
  const { incomingUrl } = await whole.v1('POST', '/v1/connections', {
    key: 'sms',
    name: 'SMS',
    kind: 'twilio_sms',
    settings: { accountSid, baseUrl: url, from: numbers[1], simulated: true, messagesPerSecond: null, replies: true },
    secrets: { authToken },
  })
  hook = String(incomingUrl)
  const owned = network.defaultAccount.numbers.get(numbers[1] ?? '')
  if (owned) owned.settings['sms_url'] = hook
  for (const [key, address] of [
    ['abroad', ABROAD],
    ['japanese', JAPANESE],
  ]) {
    const contactMethods = [{ channel: 'sms', address, default: true }]
    await whole.v1('POST', '/v1/users', { key, name: key, contactMethods })
  }
  const destinations = (user: string) => [{ destinations: [{ user, channel: 'sms' }], waitSeconds: 600 }]
  await whole.v1('POST', '/v1/policies', { key: 'by-sms', name: '国外', steps: destinations('abroad') })
  await whole.v1('POST', '/v1/policies', { key: 'japanese', name: '国内', steps: destinations('japanese') })
})
afterAll(() => whole.close())

describe('an SMS is answered by its code', () => {
  it('however people write it; whoever did is told', async () => {
    const { id, code } = await asked()
    expect(await answer(`“ ${code.normalize('NFKC')}　Ａ ”`)).toBe('ありがとうございます。対応として記録しました。')
    expect(await ended(id)).toMatchObject({
      outcome: 'acknowledged',
      acknowledgedBy: { name: 'abroad', via: 'sms' },
    })
    expect(await answer(`${code}a`)).toBe('ありがとうございます。対応として記録しました。')
  })

  it('each about its own callout, and by words alone where there is one only', async () => {
    const [first, second] = [await asked(), await asked()]
    expect(first.code).not.toBe(second.code)
    expect(await answer('ok')).toContain('通報が複数あります')
    await answer(`ack ${second.code}`)
    expect(await ended(second.id)).toMatchObject({ outcome: 'acknowledged' })
    expect((await callout(first.id))['outcome']).toBeNull()
    expect(await answer('please call me')).toContain('読み取れませんでした')
    expect(await explained(first.id)).toContain(
      'abroadさんから返信がありましたが、応答として読み取れませんでした。通報は続きます。',
    )
    await answer('OK!')
    expect(await ended(first.id)).toMatchObject({ outcome: 'acknowledged' })
  })

  it('not from Japanese phones, which can answer none: they are given none', async () => {
    const id = await start('japanese')
    const text = await arrives(0, JAPANESE)
    expect([text.includes('応答:http'), text.includes('返信')]).toEqual([true, false])
    await whole.v1('POST', `/v1/callouts/${id}/cancel`)
  })
})

describe('an SMS that comes in', () => {
  it.each([
    ['from a number nobody has', { From: ANOTHER, Body: '1a', MessageSid: 'SM00000001' }, 200, '<Response/>'],
    ['without a sender', { Body: '1a', MessageSid: 'SM00000001' }, 400, 'webhook.no_sender'],
    ['without an id', { From: ABROAD, Body: '1a' }, 400, 'webhook.no_message'],
  ] as const)('%s is told nothing', async (...[, fields, status, body]) => {
    const response = await sent(fields)
    expect([response.status, await response.text()]).toEqual([status, expect.stringContaining(body)])
  })

  it('that is forged, or for nobody, does nothing', async () => {
    const { id, code } = await asked()
    const fields = { From: ABROAD, Body: `${code}a`, MessageSid: 'SM00000002' }
    expect((await sent(fields, 'another token')).status).toBe(403)
    const elsewhere = hook.replace(/[^/]+$/, '019ab2f0-0000-7000-8000-000000000001')
    expect((await fetch(elsewhere, { method: 'POST', body: new URLSearchParams(fields) })).status).toBe(404)
    expect((await callout(id))['outcome']).toBeNull()
    await whole.v1('POST', `/v1/callouts/${id}/cancel`)
  })

  it('that comes twice does and tells nothing the second time', async () => {
    const fields = { From: ABROAD, MessageSid: 'SM00000003', Body: 'STOP' }
    expect(await (await sent(fields)).text()).toContain('止めました')
    expect(await answer('start')).toBe('この番号にふたたびSMSを送ります。')
    expect(await (await sent(fields)).text()).not.toContain('Message>')
    expect(await optedOut()).toBeUndefined()
  })
})

it('STOP is heeded until START, shown, and told in the explanation', async () => {
  expect(await answer('Stop')).toContain('止めました')
  expect(await optedOut()).toMatch(/^\d{4}-/)
  const [before, id] = [texts().length, await start()]
  await expect.poll(async () => (await explained(id)).join(), { timeout: 8_000 }).toContain('受け取らないとの返信')
  expect(texts()).toHaveLength(before)
  await whole.v1('POST', `/v1/callouts/${id}/cancel`).catch(() => undefined)
  expect(await answer('START')).toBe('この番号にふたたびSMSを送ります。')
  expect(await optedOut()).toBeUndefined()
  expect((await asked()).text).toContain('disk full')
})

describe('a STOP that went to the provider', () => {
  const cancel = (id: string) => whole.v1('POST', `/v1/callouts/${id}/cancel`).catch(() => undefined)
  const told = async (id: string) =>
    expect.poll(async () => (await explained(id)).join(), { timeout: 8_000 }).toContain('受け取らないとの返信')

  it('21610: marks the number as our own STOP does, and is taken back when the provider takes an SMS again', async () => {
    const { network } = whole.simulator
    network.faults.add({ kind: 'error', next: 1, resource: 'messages', action: 'create', status: 400, code: 21_610 })
    const id = await start()
    await told(id)
    await cancel(id)
    expect(await optedOut()).toMatch(/^\d{4}-/)
    const readiness = JSON.stringify(await whole.v1('GET', '/v1/readiness?problem=opted_out'))
    expect(readiness).toContain('abroad')
    // Where START went nobody tells us: the next one is tried.
    expect((await asked()).text).toContain('disk full')
    await expect.poll(optedOut, { timeout: 8_000 }).toBeUndefined()
  })

  it('is heard of too where it is reported later; what was written to us holds beside it', async () => {
    const contactMethods = [{ channel: 'sms', address: THIRD, default: true }]
    await whole.v1('POST', '/v1/users', { key: 'third', name: 'third', contactMethods })
    const steps = [{ destinations: [{ user: 'third', channel: 'sms' }], waitSeconds: 600 }]
    await whole.v1('POST', '/v1/policies', { key: 'third', name: 'third', steps })
    phone(THIRD).behave({ sms: { sentAfterMs: 0, deliveredAfterMs: 0, result: 'failed', errorCode: 21_610 } })
    const id = await start('third')
    await expect.poll(() => optedOut('third'), { timeout: 8_000 }).toMatch(/^\d{4}-/)
    await cancel(id)
    phone(THIRD).behave({ sms: { sentAfterMs: 0, deliveredAfterMs: 0, result: 'delivered' } })
    expect(await answer('STOP', THIRD)).toContain('止めました')
    const [before, second] = [texts(THIRD).length, await start('third')]
    await told(second)
    expect(texts(THIRD)).toHaveLength(before)
    await cancel(second)
    expect(await answer('START', THIRD)).toBe('この番号にふたたびSMSを送ります。')
    expect(await optedOut('third')).toBeUndefined()
  })
})

it('nobody is told something without end', async () => {
  const told = async (count: number) => {
    const bodies: string[] = []
    for (let index = 0; index < count; index += 1) {
      const fields = { From: ABROAD, Body: '???', MessageSid: `SM9000000${index}` }
      bodies.push(await (await sent(fields)).text())
    }
    return bodies.filter((body) => body.includes('<Message>')).length
  }
  expect(await told(9)).toBeLessThan(9)
})
