// The mail channel against a real mail server on this machine.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConnectionId } from '#core/ids'
import { type MailServer, startMailServer } from '../../../tests/support/mail-server.ts'
import { freePort } from '../../../tests/support/server-process.ts'
import { createMessageWay } from '../message/way.ts'
import { channelCase, orderFor } from '../testing/channel.case.ts'
import { isMailAddress } from './address.ts'
import { mailFailure } from './failure.ts'
import { createTransports, mailKind } from './mail.ts'

const login = { user: 'noroshi', password: 'mail password' }
const refuse = (address: string) => {
  if (address.startsWith('gone')) return { code: 550, text: 'no such user' }
  return address.startsWith('grey') ? { code: 451, text: 'come back later' } : null
}
const transports = createTransports()
afterAll(() => transports.close())

const settingsOf = (port: number) => ({
  host: '127.0.0.1',
  port,
  security: 'none',
  user: login.user,
  from: 'noroshi@example.jp',
  fromName: '通報',
})

let count = 0
channelCase({
  channel: 'mail',
  kind: () => mailKind(transports),
  peer: async () => {
    const server = await startMailServer({ ...login, refuse })
    const settings = settingsOf(server.port)
    const secrets = { password: login.password }
    return {
      settings,
      secrets,
      away: settingsOf(await freePort()),
      wrongSecrets: { settings, secrets: { password: 'wrong' } },
      arrived: async (address) => {
        const { mail } = await server.mailTo(address)
        return { subject: mail.subject ?? null, text: mail.text ?? '' }
      },
      close: server.close,
    }
  },
  address: () => `person-${++count}@example.jp`,
  refused: 'gone@example.jp',
  badAddresses: [
    '',
    'nobody',
    'a@b@c d',
    'a@example.jp\r\nBcc: b@example.jp',
    'a@example.jp,b@example.jp',
    '<a@example.jp>',
  ],
})

describe('a mail', () => {
  let server: MailServer
  beforeAll(async () => {
    server = await startMailServer({ refuse })
  })
  afterAll(() => server.close())

  const wayTo = (port: number) =>
    createMessageWay(mailKind(transports), {
      connections: {
        load: () =>
          Promise.resolve({
            id: `connection-${port}` as ConnectionId,
            kind: 'smtp',
            settings: {
              host: '127.0.0.1',
              port,
              security: 'none',
              from: 'noroshi@example.jp',
              replyTo: 'desk@example.jp',
            },
            secrets: {},
          }),
      },
      causes: { read: () => Promise.reject(new Error('gone')) },
      originOf: () => Promise.resolve('https://noroshi.test'),
      log: { warn: () => undefined, error: () => undefined },
    })

  it('J-053 is one that machines leave alone, in one thread with the others of its callout', async () => {
    const address = 'thread@example.jp'
    await wayTo(server.port).place(orderFor('mail', { address }))
    const { mail, from, raw } = await server.mailTo(address)
    const header = (name: string) => mail.headers.find(({ key }) => key === name)?.value
    expect(from).toBe('noroshi@example.jp')
    expect(header('auto-submitted')).toBe('auto-generated')
    expect(header('references')).toBe('<0195f0f0-0000-7000-8000-0000000000aa@example.jp>')
    expect(mail.messageId).toMatch(/^<0195f0f0-0000-7000-8000-0000000000aa\.1\.[0-9a-f]{12}@example\.jp>$/)
    expect(mail.replyTo?.[0]?.address).toBe('desk@example.jp')
    expect(mail.subject).toBe('【通報】Night')
    expect(mail.html).toContain('対応する / 次の人に回す / この通報から抜ける')
    expect(raw).not.toContain('nnnnnnnnnnnnnnnnnnnnnn.')
  })

  it('is tried later where the server says so', async () => {
    expect(await wayTo(server.port).place(orderFor('mail', { address: 'grey@example.jp' }))).toEqual({
      kind: 'refused',
      refusal: 'temporary',
      code: 'smtp.451',
      ofConnection: false,
    })
  })

  it('may or may not have been taken by a server that hangs up on it', async () => {
    const rude = await startMailServer({ breaksOff: true })
    expect(await wayTo(rude.port).place(orderFor('mail', { address: 'a@example.jp' }))).toMatchObject({
      kind: 'unknown',
    })
    await rude.close()
  })

  it('says it later when what it is about cannot be read', async () => {
    const order = orderFor('mail', { address: 'a@example.jp', cause: { kind: 'live', source: 'alerts' } })
    const refusal = { kind: 'refused', refusal: 'temporary', code: 'text.unreadable', ofConnection: false }
    expect(await wayTo(server.port).place(order)).toEqual(refusal)
  })

  it.each([
    ['a@example.jp', true],
    ['first..last.@docomo.ne.jp', true],
    ['a@localhost', true],
    [`${'x'.repeat(65)}@example.jp`, false],
    ['a@-example.jp', false],
    ['a@exa_mple.jp', false],
    ['日本@example.jp', false],
    ['@example.jp', false],
  ])('goes to %s: %s', (address, may) => expect(isMailAddress(address)).toBe(may))
})

describe('what a failure means', () => {
  it.each<[string, object, readonly [string, string]]>([
    ['a password that is wrong', { code: 'EAUTH', responseCode: 535, command: 'AUTH' }, ['configuration', 'smtp.535']],
    [
      'a sender nobody allows',
      { code: 'EENVELOPE', responseCode: 553, command: 'MAIL FROM' },
      ['configuration', 'smtp.553'],
    ],
    ['a mailbox that is full', { code: 'EENVELOPE', responseCode: 452, command: 'RCPT TO' }, ['temporary', 'smtp.452']],
    ['a mail that is refused', { code: 'EMESSAGE', responseCode: 554, command: 'DATA' }, ['permanent', 'smtp.554']],
    ['no encryption', { code: 'ETLS' }, ['configuration', 'smtp.ETLS']],
    [
      'a certificate nobody knows',
      { code: 'ESOCKET', message: 'self-signed certificate' },
      ['configuration', 'smtp.ESOCKET'],
    ],
    [
      'a server that never greets',
      { code: 'ETIMEDOUT', message: 'Greeting never received' },
      ['temporary', 'smtp.ETIMEDOUT'],
    ],
    ['silence in the middle', { code: 'ETIMEDOUT', message: 'Timeout' }, ['unknown', 'smtp.ETIMEDOUT']],
    ['anything else', {}, ['unknown', 'smtp.error']],
  ])('%s', (_what, error, [meaning, code]) => {
    // Another server would be told the same of a mailbox.
    const ofMailbox = code === 'smtp.452' ? { ofConnection: false } : {}
    const refused = { kind: 'refused', refusal: meaning, code, ...ofMailbox }
    expect(mailFailure(error)).toEqual(meaning === 'unknown' ? { kind: 'unknown', code } : refused)
  })
})
