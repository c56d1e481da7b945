// A mail server that keeps what it is given: real SMTP over a real socket, on a free port of this machine.

import type { AddressInfo } from 'node:net'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'

export type Received = {
  readonly from: string
  readonly to: readonly string[]
  readonly mail: Email
  readonly raw: string
}

export type MailServer = {
  readonly port: number
  readonly received: readonly Received[]
  /** Resolves with the first mail to this address. */
  readonly mailTo: (address: string) => Promise<Received>
  readonly close: () => Promise<void>
}

export type MailServerOptions = {
  readonly user?: string
  readonly password?: string
  /** What it answers to a recipient; null takes it. */
  readonly refuse?: (address: string) => { readonly code: number; readonly text: string } | null
  /** Hangs up instead of answering a mail that it was given. */
  readonly breaksOff?: boolean
}

const PATIENCE_MS = 8_000

const answerOf = (code: number, text: string): Error => Object.assign(new Error(text), { responseCode: code })

export const startMailServer = async (options: MailServerOptions = {}): Promise<MailServer> => {
  const { user, password, refuse = () => null, breaksOff = false } = options
  const received: Received[] = []
  const waiting = new Set<() => void>()
  const keep = async (raw: Buffer, { mailFrom, rcptTo }: SMTPServerSession['envelope']): Promise<void> => {
    const mail = await PostalMime.parse(raw)
    const from = mailFrom === false ? '' : mailFrom.address
    received.push({ from, to: rcptTo.map(({ address }) => address), mail, raw: raw.toString() })
    for (const look of waiting) look()
  }
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    closeTimeout: 100,
    authOptional: user === undefined,
    onAuth: (auth, _session, done) =>
      auth.username === user && auth.password === password
        ? done(null, { user })
        : done(answerOf(535, 'Authentication failed')),
    onRcptTo: ({ address }, _session, done) => {
      const refusal = refuse(address)
      done(refusal === null ? null : answerOf(refusal.code, refusal.text))
    },
    onData: (stream, { envelope }, done) => {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.once('end', () => {
        if (breaksOff) for (const connection of server.connections) connection.close()
        else void keep(Buffer.concat(parts), envelope).finally(() => done(null, 'taken'))
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const find = (address: string) => received.find(({ to }) => to.includes(address))
  return {
    port: (server.server.address() as AddressInfo).port,
    received,
    mailTo: (address) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`no mail to ${address}`)), PATIENCE_MS)
        const look = (): void => {
          const found = find(address)
          if (found === undefined) return
          clearTimeout(late)
          waiting.delete(look)
          resolve(found)
        }
        waiting.add(look)
        look()
      }),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
