// The way out by mail: a server takes it, and that is all that can be known. Connections to servers are kept and shared; a
// changed setting or password makes new ones.

import { createHash } from 'node:crypto'
import { createTransport } from 'nodemailer'
import type { MessageKind } from '../message/way.ts'
import { isMailAddress } from './address.ts'
import { composeMail } from './compose.ts'
import { type MailConnection, mailConnection } from './connection.ts'
import { mailFailure } from './failure.ts'

const CONNECT_MS = 10_000
const ANSWER_MS = 30_000
const MESSAGES_PER_CONNECTION = 100
const TRANSPORTS_MAX = 200

/** Signing needs the name and the key; with one of them alone mails go out as they are. */
const signing = ({ dkim, dkimPrivateKey: privateKey }: MailConnection) =>
  dkim === undefined || privateKey === undefined
    ? {}
    : { dkim: { domainName: dkim.domain, keySelector: dkim.selector, privateKey } }

const createMailTransport = (connection: MailConnection) => {
  const { host, security, user, password, trustAnyCertificate, connectionsMax } = connection
  const secure = security === 'tls'
  return createTransport({
    pool: true,
    host,
    port: connection.port ?? (secure ? 465 : 587),
    secure,
    ignoreTLS: security === 'none',
    requireTLS: security === 'starttls',
    ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
    ...signing(connection),
    tls: { rejectUnauthorized: !trustAnyCertificate },
    maxConnections: connectionsMax,
    maxMessages: MESSAGES_PER_CONNECTION,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: ANSWER_MS,
    // A mail is made of what we give it: nothing in it may name a file or an address to be fetched.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}

type MailTransport = ReturnType<typeof createMailTransport>

export type Transports = {
  readonly of: (connection: MailConnection) => MailTransport
  readonly close: () => void
}

export const createTransports = (): Transports => {
  const known = new Map<string, { readonly version: string; readonly transport: MailTransport }>()
  return {
    of: (connection) => {
      const version = createHash('sha256').update(JSON.stringify(connection)).digest('base64')
      const cached = known.get(connection.id)
      if (cached?.version === version) return cached.transport
      cached?.transport.close()
      const transport = createMailTransport(connection)
      known.delete(connection.id)
      known.set(connection.id, { version, transport })
      const [oldest] = known
      if (known.size > TRANSPORTS_MAX && oldest !== undefined) {
        oldest[1].transport.close()
        known.delete(oldest[0])
      }
      return transport
    },
    close: () => {
      for (const { transport } of known.values()) transport.close()
      known.clear()
    },
  }
}

export const mailKind = (transports: Transports): MessageKind<MailConnection> => ({
  kind: 'smtp',
  read: mailConnection,
  pace: ({ messagesPerSecond }) => ({ callsPerSecond: messagesPerSecond, callsAtOnce: null }),
  isAddress: isMailAddress,
  send: async ({ order, said, answering }, connection) => {
    const mail = composeMail(order, said, { connection, answering })
    const sent = await transports.of(connection).sendMail(mail)
    return { kind: 'delivered', providerId: sent.messageId, detail: null }
  },
  failure: mailFailure,
})
