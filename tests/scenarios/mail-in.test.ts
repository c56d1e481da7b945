// Mails that come in, through a whole server: a real client replies to what it was sent, a mail server reports what it could not
// deliver, and nobody else gets anything in.
import { connect } from 'node:net'
import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type MailServer, startMailServer } from '../support/mail-server.ts'
import { freePort } from '../support/server-process.ts'
import { createWhole, type Whole } from '../support/whole.ts'

let whole: Whole
let server: MailServer
let port: number

const mailOf = (index: number) => `person-${index}@example.jp`
const policy = (key: string, people: readonly number[], rest: object = {}) =>
  whole.v1('POST', '/v1/policies', {
    key,
    name: key,
    steps: people.map((one) => ({ destinations: [{ user: `person-${one}`, channel: 'mail' }] })),
    ...rest,
  })
const start = async (key: string) =>
  String((await whole.v1('POST', '/v1/callouts', { policy: key, text: 'db01 が停止しました' }))['id'])
const callout = (id: string) => whole.v1('GET', `/v1/callouts/${id}`)
const ended = async (id: string) => {
  await expect.poll(async () => (await callout(id))['outcome'], { timeout: 8_000 }).not.toBeNull()
  return callout(id)
}
const explained = async (id: string) =>
  ((await whole.v1('GET', `/v1/callouts/${id}/explanation?lang=ja`))['items'] as { text: string }[]).map(
    ({ text }) => text,
  )

/** As a mail program, or a mail server (`from` empty), sends it. Answers the code of whoever refused. */
const send = async (to: string, mail: object, from = 'person@example.jp'): Promise<number> => {
  const client = createTransport({ host: '127.0.0.1', port, ignoreTLS: true })
  try {
    await client.sendMail({ from, to, envelope: { from, to: [to] }, ...mail })
    return 250
  } catch (error) {
    return (error as { responseCode: number }).responseCode
  } finally {
    client.close()
  }
}
const replyTo = async (index: number) => (await server.mailTo(mailOf(index))).mail.replyTo?.[0]?.address ?? ''

const report = (status: string) => ({
  raw: [
    'From: MAILER-DAEMON@mx.example.jp',
    'Subject: Undelivered Mail Returned to Sender',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example.jp',
    '',
    'Action: failed',
    `Status: ${status}`,
    '--b--',
  ].join('\r\n'),
})

beforeAll(async () => {
  port = await freePort()
  whole = await createWhole({ NOROSHI_SMTP_PORT: String(port) })
  server = await startMailServer()
  await whole.v1('POST', '/v1/connections', {
    key: 'mail',
    name: 'メール',
    kind: 'smtp',
    settings: {
      host: '127.0.0.1',
      port: server.port,
      security: 'none',
      from: 'noroshi@example.jp',
      answersTo: 'noroshi@in.example.jp',
      bouncesTo: 'noroshi@in.example.jp',
    },
    secrets: {},
  })
})
afterAll(async () => {
  await whole.close()
  await server.close()
})

describe('a reply', () => {
  it('T-008: an empty one takes it (開封確認), by that person', async () => {
    await policy('empty', [1])
    const id = await start('empty')
    const { mail } = await server.mailTo(mailOf(1))
    expect(mail.text).toContain('このメールへの返信でも応答できます: 空のまま')
    expect(mail.replyTo?.[0]?.address).toMatch(/^noroshi\+r[0-9a-z]{39,42}@in\.example\.jp$/)
    expect(await send(await replyTo(1), { subject: 'Re: x', text: '\n> db01 が停止しました' })).toBe(250)
    expect(await ended(id)).toMatchObject({ outcome: 'acknowledged', acknowledgedBy: { name: '担当1', via: 'mail' } })
  })

  it('passes it on; words that are no answer are told and change nothing; neither does a robot', async () => {
    await policy('passed', [2, 3])
    const id = await start('passed')
    const address = await replyTo(2)
    expect(await send(address, { text: '休暇中です', headers: { 'Auto-Submitted': 'auto-replied' } })).toBe(250)
    expect(await send(address, { text: '今週は休暇をいただいております' })).toBe(250)
    expect((await callout(id))['outcome']).toBeNull()
    const unread = '担当2さんから返信がありましたが、応答として読み取れませんでした。通報は続きます。'
    expect((await explained(id)).filter((text) => text.includes('返信'))).toEqual([unread])
    expect(await send(address.toUpperCase(), { text: '次の人へ' })).toBe(250)
    expect(await send(await replyTo(3), { text: '了解です' })).toBe(250)
    expect(await ended(id)).toMatchObject({ acknowledgedBy: { name: '担当3' } })
  })
})

describe('a mail that could not be delivered', () => {
  it('is told by its server: the next person is contacted at once, and the address not again', async () => {
    await policy('bounced', [4, 5])
    const id = await start('bounced')
    const { from } = await server.mailTo(mailOf(4))
    expect(from).toMatch(/^noroshi\+b[0-9a-z]{39,42}@in\.example\.jp$/)
    expect(await send(from, report('5.1.1'), '')).toBe(250)
    expect(await send(from, report('5.1.1'), '')).toBe(250)
    expect(await send(await replyTo(5), { text: '' })).toBe(250)
    expect(await ended(id)).toMatchObject({
      outcome: 'acknowledged',
      attempts: [{ result: 'failed', detail: 'mail.5.1.1' }, { result: 'taken' }],
    })
    expect((await explained(id)).filter((text) => text.includes('戻って'))).toEqual([
      '担当4さんへのメールが、届かずに戻ってきました(コード mail.5.1.1)。',
    ])
  })
})

describe('T-004 a mail of a monitoring system', () => {
  const source = async (key: string, mail: object | null) => {
    const { secret, path } = await whole.v1('POST', '/v1/sources', { key, name: key, kind: 'mail', mail })
    expect(path).toBe('noroshi+{key}@')
    return `noroshi+${String(secret)}@in.example.jp`
  }
  const alerts = async (key: string) =>
    (await whole.v1('GET', `/v1/alerts?source=${key}`))['items'] as Record<string, unknown>[]
  const calloutsOf = async (key: string) =>
    (await whole.v1('GET', `/v1/callouts?policy=${key}`))['items'] as { id: string; text: string }[]

  it('is an alert, with what its words say, in ISO-2022-JP; its recovery is one too', async () => {
    const extract = ['[{severity}] ', 'Host: {host}', 'Service: {service}']
    const rules = [
      { subject: ['*復旧*'], does: 'recovered', extract },
      { does: 'problem', extract },
    ]
    const to = await source('zabbix', { rules })
    const jis = (subject: string) =>
      Buffer.concat([
        Buffer.from(
          `From: zabbix@example.jp\r\nAuto-Submitted: auto-generated\r\nSubject: [High] =?ISO-2022-JP?B?${subject}?=\r\n`,
        ),
        Buffer.from(
          'Content-Type: text/plain; charset=ISO-2022-JP\r\n\r\nHost: web01\r\nService: \u001B$B>c32\u001B(B\r\n',
          'latin1',
        ),
      ])
    expect(await send(to, { raw: jis('GyRCPmMzMhsoQg==') })).toBe(250)
    expect(await alerts('zabbix')).toMatchObject([
      {
        dedupKey: 'web01/障害',
        state: 'problem',
        severity: 'error',
        host: 'web01',
        service: '障害',
        summary: '[High] 障害',
      },
    ])
    expect(await send(to, { raw: jis('GyRCSXw1bBsoQg==') })).toBe(250)
    expect(await alerts('zabbix')).toMatchObject([{ dedupKey: 'web01/障害', state: 'recovered' }])
  })

  it('starts a callout, with parameters out of its words; the same mail twice is one', async () => {
    await policy('by-letter', [7])
    const rules = [{ from: ['ups@*'], does: 'callout', policy: 'by-letter', extract: ['Battery: {battery} %'] }]
    const to = await source('ups', { rules })
    const mail = {
      subject: '停電',
      text: 'UPS 1\nBattery: 40 %',
      messageId: '<once@example.jp>',
      from: 'ups@example.jp',
    }
    expect([await send(to, mail), await send(to, mail)]).toEqual([250, 250])
    const [only, ...others] = await calloutsOf('by-letter')
    expect([only?.text, others]).toEqual(['停電\n\nUPS 1\nBattery: 40 %', []])
    expect(await callout(only?.id ?? '')).toMatchObject({ parameters: { battery: '40' }, createdBy: 'ups' })
    expect((await server.mailTo(mailOf(7))).mail.text).toContain('Battery: 40 %')
  })

  it('is dropped by a rule, refused of strangers, and told of where its policy is gone', async () => {
    const rules = [
      { subject: ['*test*'], does: 'drop' },
      { subject: ['*gone*'], does: 'callout', policy: 'gone' },
    ]
    const to = await source('filtered', { senders: ['*@example.jp'], rules })
    expect(await send(to, { subject: 'A TEST', text: 'x' })).toBe(250)
    expect(await send(to, { subject: 'x', text: 'x' }, 'evil@example.com')).toBe(554)
    expect(await send(to, { subject: 'gone', text: 'x' })).toBe(554)
    expect(await send(to, { subject: 'away', text: 'x', headers: { 'Auto-Submitted': 'auto-replied' } })).toBe(250)
    expect(await send(to, { subject: 'x', text: 'x', headers: { 'X-Noroshi-Callout': 'x' } })).toBe(250)
    expect(await alerts('filtered')).toEqual([])
    expect(await send(to, { subject: 'disk 95 % full', text: 'x' })).toBe(250)
    expect(await send(to, { subject: 'disk 96 % full', text: 'x' })).toBe(250)
    expect(await alerts('filtered')).toMatchObject([{ summary: 'disk 96 % full', severity: 'critical' }])
    await whole.v1('PATCH', '/v1/sources/filtered', { enabled: false })
    expect(await send(to, { text: 'x' })).toBe(550)
  })

  it('is taken of senders only whom the mail server of the house vouches for; each mail is shown with what came of it', async () => {
    const to = await source('vouched', { authServer: 'mx.example.jp', onlyPassing: true })
    const says = (server: string, word: string) => ({
      'Authentication-Results': `${server}; dkim=${word} header.d=example.jp`,
    })
    const tell = (subject: string, headers: object) => send(to, { subject, text: 'x', headers })
    expect(await tell('good', says('mx.example.jp', 'pass'))).toBe(250)
    expect(await tell('bad', says('mx.example.jp', 'fail'))).toBe(554)
    expect(await tell('forged', says('evil.example.com', 'pass'))).toBe(554)
    expect(await tell('silent', {})).toBe(554)
    expect(await alerts('vouched')).toMatchObject([{ summary: 'good' }])
    const { items } = await whole.v1('GET', '/v1/sources/vouched/mails')
    const from = 'person@example.jp'
    expect(items).toEqual([
      {
        at: expect.any(String),
        from,
        subject: 'silent',
        did: 'refused',
        spf: null,
        dkim: null,
        dmarc: null,
        passes: false,
      },
      {
        at: expect.any(String),
        from,
        subject: 'forged',
        did: 'refused',
        spf: null,
        dkim: null,
        dmarc: null,
        passes: false,
      },
      {
        at: expect.any(String),
        from,
        subject: 'bad',
        did: 'refused',
        spf: null,
        dkim: 'fail',
        dmarc: null,
        passes: false,
      },
      {
        at: expect.any(String),
        from,
        subject: 'good',
        did: 'taken',
        spf: null,
        dkim: 'pass',
        dmarc: null,
        passes: true,
      },
    ])
    await expect(whole.v1('PATCH', '/v1/sources/vouched', { mail: { onlyPassing: true } })).rejects.toThrow(
      'onlyPassingを使うときは必須です',
    )
  })

  it('comes to no source of another kind, and its rules are checked when they are set', async () => {
    const { secret } = await whole.v1('POST', '/v1/sources', { key: 'plain', name: 'plain' })
    expect(await send(`noroshi+${String(secret)}@in.example.jp`, { text: 'x' })).toBe(550)
    const wrong = (body: object) =>
      whole.v1('POST', '/v1/sources', { key: 'wrong', name: 'wrong', kind: 'mail', ...body })
    await expect(wrong({ mail: { rules: [{ does: 'callout' }] } })).rejects.toThrow('mail.rules.0.policy')
    await expect(wrong({ mail: { rules: [{ does: 'drop', extract: ['Host'] }] } })).rejects.toThrow(
      'mail.rules.0.extract.0',
    )
    await expect(wrong({ mail: { rules: [{ does: 'drop', extract: ['{a}{b}'] }] } })).rejects.toThrow(
      '二つの名前の間には',
    )
    await expect(wrong({ kind: 'generic', mail: { rules: [] } })).rejects.toThrow('種類が mail の通知元でだけ使えます')
  })
})

describe('nothing else comes in', () => {
  it('nobody else lives here, and nothing is relayed', async () => {
    const real = await replyTo(1)
    const wrong = [mailOf(1), 'noroshi@in.example.jp', real.replace(/.@/, 'zz@'), real.replace('+r', '+b')]
    for (const address of wrong) expect([address, await send(address, { text: '' })]).toEqual([address, 550])
  })

  it('a mail that is too large, or that goes in a circle, is refused', async () => {
    const address = await replyTo(1)
    expect(await send(address, { text: 'x'.repeat(1_200_000) })).toBe(552)
    const received = Array.from({ length: 40 }, () => 'Received: from a by b; Mon, 1 Jan 2026 00:00:00 +0000').join(
      '\r\n',
    )
    expect(await send(address, { raw: `${received}\r\nFrom: a@b.c\r\nSubject: x\r\n\r\nx` })).toBe(554)
  })

  it('one of our own mails that comes back answers nothing', async () => {
    await policy('loop', [6])
    const id = await start('loop')
    expect(await send(await replyTo(6), { text: '', headers: { 'X-Noroshi-Callout': id } })).toBe(250)
    expect((await callout(id))['outcome']).toBeNull()
    await whole.v1('POST', `/v1/callouts/${id}/cancel`)
  })

  it('somebody who speaks no SMTP, or hangs up in the middle, disturbs nobody', async () => {
    const address = await replyTo(1)
    for (const words of [
      'GET / HTTP/1.1\r\n\r\n',
      `EHLO x\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<${address}>\r\nDATA\r\nhalf a ma`,
    ]) {
      await new Promise<void>((resolve) => {
        const socket = connect(port, '127.0.0.1', () => socket.write(words, () => setImmediate(() => socket.destroy())))
        socket.once('close', () => resolve())
      })
    }
    expect(await send(address, { text: '' })).toBe(250)
  })

  it('an address whose local part leaves no room is refused when it is set', async () => {
    const settings = { host: 'x', from: 'a@example.jp', answersTo: 'a-name-that-is-too-long@example.jp' }
    await expect(whole.v1('PATCH', '/v1/connections/mail', { settings })).rejects.toThrow('settings.answersTo')
  })
})
