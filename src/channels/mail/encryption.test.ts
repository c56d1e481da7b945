// Mail servers that speak no encryption we would trust: what is told of that, and that neither a mail nor a password goes there.

import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, describe, expect, it } from 'vitest'
import type { ConnectionId } from '#core/ids'
import { certificates } from '../../http/testing/certificates.ts'
import { createMessageWay } from '../message/way.ts'
import { orderFor } from '../testing/channel.case.ts'
import { createTransports, mailKind } from './mail.ts'

const { crt: cert, key } = certificates.first
const heard: string[] = []
const open: (() => void)[] = []
afterEach(() => {
  heard.length = 0
  for (const close of open.splice(0)) close()
})

const listen = async (options: SMTPServerOptions): Promise<number> => {
  const server = new SMTPServer({
    closeTimeout: 100,
    onAuth: ({ password }, _session, done) => {
      heard.push(String(password))
      done(null, { user: 'noroshi' })
    },
    onData: (stream, _session, done) => {
      heard.push('a mail')
      stream.resume().once('end', () => done())
    },
    ...options,
  })
  server.on('error', () => undefined)
  open.push(() => server.close())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  return (server.server.address() as AddressInfo).port
}

const place = (port: number, settings: object) => {
  const transports = createTransports()
  open.push(() => transports.close())
  const all = { host: '127.0.0.1', port, user: 'noroshi', from: 'noroshi@example.jp', ...settings }
  return createMessageWay(mailKind(transports), {
    connections: {
      load: () =>
        Promise.resolve({ id: 'mail' as ConnectionId, kind: 'smtp', settings: all, secrets: { password: 'secret' } }),
    },
    causes: { read: () => Promise.resolve('') },
    originOf: () => Promise.resolve('https://noroshi.test'),
    log: { warn: () => undefined, error: () => undefined },
  }).place(orderFor('mail', { address: 'person@example.jp' }))
}

const plain: SMTPServerOptions = { disabledCommands: ['STARTTLS'], allowInsecureAuth: true }

describe('a mail server', () => {
  it.each([
    ['that cannot encrypt', 'starttls', plain],
    ['that cannot encrypt', 'tls', plain],
    ['whose certificate nobody vouches for', 'starttls', { cert, key }],
    ['whose certificate nobody vouches for', 'tls', { cert, key, secure: true }],
  ])('%s is not set up rightly, and is told nothing: %s', async (...[, security, options]) => {
    const placement = await place(await listen(options), { security })
    expect(placement).toMatchObject({
      kind: 'refused',
      refusal: 'configuration',
      code: expect.stringMatching(/^smtp\./),
    })
    expect(heard).toEqual([])
  })

  it('that speaks only what was given up long ago is neither, though its certificate does not matter', async () => {
    const old = { cert, key, minVersion: 'TLSv1', maxVersion: 'TLSv1.1' } as SMTPServerOptions
    const placement = await place(await listen(old), { security: 'starttls', trustAnyCertificate: true })
    expect(placement).toMatchObject({ kind: 'refused', refusal: 'configuration' })
    expect(heard).toEqual([])
  })

  it('is believed where its connection says so', async () => {
    const port = await listen({ cert, key })
    const settings = { security: 'starttls', trustAnyCertificate: true }
    expect(await place(port, settings)).toMatchObject({ kind: 'delivered' })
    expect(heard).toEqual(['secret', 'a mail'])
  })
})
