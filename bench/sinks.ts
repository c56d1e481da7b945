// What takes messages in the bench, a process of its own: a mail server, and a web address that is webhook and push service at once. It
// keeps nothing but how many came, and when the last one did.

import { createServer } from 'node:http'
import type { AddressInfo, Server } from 'node:net'
import { SMTPServer } from 'smtp-server'

export type Sinks = { readonly mailPort: number; readonly webUrl: string }
type Came = { readonly count: number; readonly lastAtMs: number }
export type Taken = { readonly mails: Came; readonly requests: Came }

const taken = { mails: { count: 0, lastAtMs: 0 }, requests: { count: 0, lastAtMs: 0 } }
const wallMs = (): number => performance.timeOrigin + performance.now()
const note = (what: 'mails' | 'requests'): void => {
  taken[what].count += 1
  taken[what].lastAtMs = wallMs()
}

const mail = new SMTPServer({
  disabledCommands: ['STARTTLS', 'AUTH'],
  onData: (stream, _session, done) => {
    stream.resume().once('end', () => {
      note('mails')
      done()
    })
  },
})
const web = createServer((request, response) => {
  request.resume().once('end', () => {
    note('requests')
    response.writeHead(201).end()
  })
})

const listen = (server: Server): Promise<number> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)))

/** Says what has come so far. */
process.on('message', () => {
  process.send?.(taken satisfies Taken)
})
process.on('disconnect', () => process.exit(0))
const sinks: Sinks = { mailPort: await listen(mail.server), webUrl: `http://127.0.0.1:${await listen(web)}` }
process.send?.(sinks)
