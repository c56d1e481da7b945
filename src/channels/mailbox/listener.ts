// Where mails come in: SMTP on a port of its own, for mail servers of the same house. It relays nothing: whoever we do not know is
// refused before a word is read. A mail is answered with 250 when what it does is on disk, and with 451 when that may work later.

import type { Readable } from 'node:stream'
import { SMTPServer, type SMTPServerAddress, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import type { EngineLog } from '#engine/ports'
import { readIncoming } from './incoming.ts'
import type { Mailbox, Taken } from './mailbox.ts'

export type ListenerOptions = {
  readonly host: string
  readonly port: number
  readonly mailbox: Mailbox
  /** In PEM, read once; without it nothing is encrypted. */
  readonly tls: { readonly cert: Buffer; readonly key: Buffer } | null
  readonly log: EngineLog
}

export type Listener = { readonly port: number; readonly close: () => Promise<void> }

const BYTES_MAX = 1024 * 1024
const CLIENTS_MAX = 100
const RECIPIENTS_MAX = 20
/** A mail that passed so many servers goes in a circle. */
const HOPS_MAX = 30
const SILENCE_MS = 60_000

const refusal = (responseCode: number, text: string): Error => Object.assign(new Error(text), { responseCode })

const unknown = () => refusal(550, '5.1.1 nobody here has this address')
const later = () => refusal(451, '4.3.0 try again later')

const whole = async (stream: Readable): Promise<Buffer> => {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of stream as AsyncIterable<Buffer>) {
    bytes += part.length
    if (bytes <= BYTES_MAX) parts.push(part)
  }
  return Buffer.concat(parts)
}

const takeAll = async (mailbox: Mailbox, stream: SMTPServerDataStream, { envelope }: SMTPServerSession) => {
  const raw = await whole(stream)
  if (stream.sizeExceeded) throw refusal(552, '5.3.4 the mail is too large')
  const { mailFrom, rcptTo } = envelope
  const mail = await readIncoming(raw, mailFrom === false ? '' : mailFrom.address)
  if (mail.hops > HOPS_MAX) throw refusal(554, '5.4.6 the mail goes in a circle')
  const taken: Taken[] = []
  for (const { address } of rcptTo) taken.push(await mailbox.take(address, mail))
  if (taken.includes('not_yet')) throw later()
  if (taken.includes('refused')) throw refusal(554, '5.7.1 the mail is not taken')
  return taken
}

type Done = (error?: Error | null) => void

/** Returns what to answer: our own refusals go out as they are; anything else is a fault of ours, and the mail comes again. */
const outcomeOf = async (work: Promise<unknown>, log: EngineLog): Promise<Error | null> => {
  try {
    await work
    return null
  } catch (error) {
    if (error instanceof Error && 'responseCode' in error) return error
    log.error({ cause: String(error) }, 'a mail could not be counted')
    return later()
  }
}

const answer = async (work: Promise<unknown>, log: EngineLog, done: Done): Promise<void> =>
  done(await outcomeOf(work, log))

const serverOf = ({ mailbox, tls, log }: ListenerOptions): SMTPServer =>
  new SMTPServer({
    name: 'noroshi',
    banner: 'Noroshi',
    disabledCommands: tls === null ? ['AUTH', 'STARTTLS'] : ['AUTH'],
    ...tls,
    authOptional: true,
    disableReverseLookup: true,
    size: BYTES_MAX,
    maxClients: CLIENTS_MAX,
    socketTimeout: SILENCE_MS,
    closeTimeout: 2_000,
    onRcptTo: ({ address }: SMTPServerAddress, { envelope }: SMTPServerSession, done: Done) => {
      const check = async (): Promise<void> => {
        if (envelope.rcptTo.length >= RECIPIENTS_MAX) throw refusal(452, '4.5.3 too many recipients')
        if (!(await mailbox.knows(address))) throw unknown()
      }
      void answer(check(), log, done)
    },
    onData: (stream: SMTPServerDataStream, session: SMTPServerSession, done: Done) => {
      void answer(takeAll(mailbox, stream, session), log, done)
    },
  })

export const listenForMail = async (options: ListenerOptions): Promise<Listener> => {
  const server = serverOf(options)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, () => resolve())
  })
  server.removeAllListeners('error')
  // A peer that breaks off is no event of ours.
  server.on('error', (error: Error) => options.log.warn({ cause: error.message }, 'a connection for mail broke off'))
  const bound = server.server.address()
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : options.port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
