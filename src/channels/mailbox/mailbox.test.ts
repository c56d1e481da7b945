// What mails that come in mean: replies in the words and quotings of real programs, reports of mail servers, and addresses that
// nobody can guess.
import { describe, expect, it } from 'vitest'
import { meaningOf } from '#core/callout/reply'
import type { CalloutId } from '#core/ids'
import { planOf } from '../../../tests/support/plans.ts'
import { bounceOf } from './bounce.ts'
import { readIncoming } from './incoming.ts'
import { isTokenOf, readTokenAddress, tokenAddress } from './token.ts'

const read = (lines: readonly string[], returnPath = 'sato@example.jp') =>
  readIncoming(Buffer.from(lines.join('\r\n'), 'latin1'), returnPath)
const mail = (headers: readonly string[], body: string) => read(['From: sato@example.jp', ...headers, '', body])

const plan = planOf(2)
const asks = {
  ...plan,
  template: {
    ...plan.template,
    reactions: { '1': { action: 'take' }, '2': { action: 'next' }, '7': { action: 'repeat' } },
  },
} as typeof plan

describe('T-008 a reply', () => {
  it.each([
    ['ISO-2022-JP', '7bit', '\u001B$BN;2r\u001B(B'],
    ['Shift_JIS', '8bit', '\u0097\u00B9\u0089\u00F0'],
    ['UTF-8', 'base64', '5LqG6Kej'],
    ['UTF-8', 'quoted-printable', '=E4=BA=86=E8=A7=A3'],
    ['EUC-JP', '8bit', '\u00CE\u00BB\u00B2\u00F2'],
  ])('is read in %s, %s', async (charset, encoding, body) => {
    const headers = [`Content-Type: text/plain; charset=${charset}`, `Content-Transfer-Encoding: ${encoding}`]
    expect((await mail(headers, body)).text.trim()).toBe('了解')
  })

  it('in HTML only is read without its tags and what it quotes', async () => {
    const html = '<style>p{}</style><div>&nbsp;OK</div><br><blockquote>対応できません</blockquote>'
    expect(meaningOf((await mail(['Content-Type: text/html'], html)).text, asks)).toBe('take')
  })

  it.each(['Auto-Submitted: auto-replied', 'Precedence: bulk', 'X-Autoreply: yes', 'List-Id: <all.example.jp>'])(
    'by a program is none: %s',
    async (header) => {
      expect((await mail([header], '')).isAutomatic).toBe(true)
      expect((await mail(['Auto-Submitted: no'], '')).isAutomatic).toBe(false)
    },
  )

  it('that is no mail at all is a program’s', async () => {
    const mail = await readIncoming(Buffer.from([0, 255, 13, 10, 0]), '')
    expect(mail.text.length).toBeLessThan(10)
    const nested = Array.from(
      { length: 60 },
      (_, level) => `Content-Type: multipart/mixed; boundary=b${level}\r\n\r\n--b${level}`,
    )
    expect((await readIncoming(Buffer.from(nested.join('\r\n')), '')).isAutomatic).toBe(true)
  })
})

const report = (status: string, action: string) => [
  'From: MAILER-DAEMON@mx.example.jp',
  'Subject: Undelivered Mail Returned to Sender',
  'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
  '',
  '--b',
  'Content-Type: text/plain',
  '',
  'x',
  '--b',
  'Content-Type: message/delivery-status',
  '',
  'Reporting-MTA: dns; mx.example.jp',
  '',
  'Final-Recipient: rfc822; gone@example.jp',
  `Action: ${action}`,
  `Status: ${status}`,
  '--b--',
]
const plain = (subject: string, body: string, from = 'MAILER-DAEMON@mx.example.jp') =>
  read([`From: ${from}`, `Subject: ${subject}`, 'Content-Type: text/plain; charset=utf-8', '', body], '')

describe('a report of a mail server', () => {
  it.each([
    ['5.1.1', 'failed', { code: 'mail.5.1.1', permanent: true }],
    ['4.4.7', 'failed', { code: 'mail.4.4.7', permanent: false }],
    ['nonsense', 'failed', { code: 'mail.bounced', permanent: true }],
    ['4.4.1', 'delayed', null],
    ['2.0.0', 'delivered', null],
  ])('%s %s', async (status, action, expected) => {
    expect(bounceOf(await read(report(status, action), ''))).toEqual(expected)
  })

  it('is understood without the form of RFC 3464 too', async () => {
    expect(bounceOf(await plain('failure notice', 'sorry: 550 5.1.1 no such user'))).toEqual({
      code: 'mail.5.1.1',
      permanent: true,
    })
    expect(bounceOf(await plain('Mail delivery failed', '?'))).toEqual({ code: 'mail.bounced', permanent: true })
    expect(bounceOf(await plain('Out of office', '5.1.1'))).toBeNull()
    expect(
      bounceOf({ ...(await plain('failure notice', '', 'sato@example.jp')), returnPath: 'sato@example.jp' }),
    ).toBeNull()
  })
})

describe('an address for one attempt', () => {
  const attempt = {
    calloutId: '0195f0f0-0000-7000-8000-0000000000aa' as CalloutId,
    ordinal: 200_000,
    nonce: 'n'.repeat(22),
  }
  const other = { ...attempt, nonce: 'm'.repeat(22) }

  it.each(['reply', 'bounce'] as const)('names it, whatever becomes of its letters on the way: %s', (purpose) => {
    const address = tokenAddress('noroshi-answers1@in.example.jp', purpose, attempt)
    expect(address.indexOf('@')).toBeLessThanOrEqual(64)
    for (const one of [address, address.toUpperCase()]) {
      const token = readTokenAddress(one)!
      expect(token).toMatchObject({ purpose, calloutId: attempt.calloutId, attempt: 200_000 })
      expect([isTokenOf(attempt, token), isTokenOf(other, token)]).toEqual([true, false])
      expect(isTokenOf(attempt, { ...token, purpose: purpose === 'reply' ? 'bounce' : 'reply' })).toBe(false)
    }
  })

  it.each([
    '',
    '@',
    'noroshi@example.jp',
    'noroshi+@example.jp',
    `x+r${'z'.repeat(39)}@y`,
    `x+q${'0'.repeat(39)}@y`,
    'r0@y',
  ])('is no other: %j', (address) => {
    expect(readTokenAddress(address)).toBeNull()
  })
})
