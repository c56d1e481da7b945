// Mails that are signed (DKIM, RFC 6376), checked as a receiving server checks them: relaxed bodies and headers, RSA with SHA-256.

import { createHash, generateKeyPairSync, verify } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ConnectionId } from '#core/ids'
import { type MailServer, startMailServer } from '../../../tests/support/mail-server.ts'
import { createMessageWay } from '../message/way.ts'
import { orderFor } from '../testing/channel.case.ts'
import { createTransports, mailKind } from './mail.ts'

const transports = createTransports()
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
let server: MailServer
beforeAll(async () => {
  server = await startMailServer()
})
afterAll(async () => {
  transports.close()
  await server.close()
})

const sent = async (address: string, secrets: object): Promise<string> => {
  const settings = {
    host: '127.0.0.1',
    port: server.port,
    security: 'none',
    from: 'noroshi@example.jp',
    dkim: { domain: 'example.jp', selector: 'noroshi' },
  }
  const way = createMessageWay(mailKind(transports), {
    connections: { load: () => Promise.resolve({ id: address as ConnectionId, kind: 'smtp', settings, secrets }) },
    causes: { read: () => Promise.resolve('') },
    originOf: () => Promise.resolve('https://noroshi.test'),
    log: { warn: () => undefined, error: () => undefined },
  })
  await way.place(orderFor('mail', { address }))
  return (await server.mailTo(address)).raw
}

const relaxed = (header: string): string => {
  const [name = '', ...rest] = header.split(':')
  return `${name.trim().toLowerCase()}:${rest.join(':').replace(/\s+/g, ' ').trim()}`
}

it('is signed, so that a receiving server can tell that it is ours', async () => {
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const raw = await sent('signed@example.jp', { dkimPrivateKey: pem })
  const end = raw.indexOf('\r\n\r\n')
  const headers = raw
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
  const own = headers.find((one) => /^dkim-signature:/i.test(one)) ?? ''
  const tag = (name: string) => new RegExp(`[;:\\s]${name}=([^;]*)`).exec(own)?.[1]?.replace(/\s/g, '') ?? ''
  expect([tag('d'), tag('s'), tag('a')]).toEqual(['example.jp', 'noroshi', 'rsa-sha256'])

  const body = `${raw
    .slice(end + 4)
    .replace(/[ \t]+/g, ' ')
    .replace(/ (?=\r\n)/g, '')
    .replace(/(\r\n)*$/, '')}\r\n`
  expect(tag('bh')).toBe(createHash('sha256').update(body).digest('base64'))

  const signed = tag('h')
    .split(':')
    .map((name) => headers.find((one) => relaxed(one).startsWith(`${name.toLowerCase()}:`)))
  const words = [...signed.map((one) => relaxed(one ?? '')), relaxed(own.replace(/([;\s]b=)[^;]*/, '$1'))].join('\r\n')
  expect(tag('h').toLowerCase()).toMatch(/^from:subject:.*:to:/)
  expect(verify('sha256', Buffer.from(words), publicKey, Buffer.from(tag('b'), 'base64'))).toBe(true)
})

it('without a key goes out as it is', async () => {
  expect(await sent('unsigned@example.jp', {})).not.toMatch(/^dkim-signature:/im)
})
