// What takes the messages of the bench: a mail server, and one web server that answers as Slack does and takes webhooks; a process of its
// own, which keeps nothing but how many came and when the last did.

import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

export const sinkNames = ['mail', 'slack', 'webhook'] as const
export type SinkName = (typeof sinkNames)[number]
export type Sunk = Readonly<Record<SinkName, { readonly count: number; readonly lastAtMs: number }>>
export type Sinks = { readonly smtpPort: number; readonly webUrl: string }

const wallMs = (): number => performance.timeOrigin + performance.now()

const sunk: Record<SinkName, { count: number; lastAtMs: number }> = {
  mail: { count: 0, lastAtMs: 0 },
  slack: { count: 0, lastAtMs: 0 },
  webhook: { count: 0, lastAtMs: 0 },
}
const took = (name: SinkName): void => {
  sunk[name] = { count: sunk[name].count + 1, lastAtMs: wallMs() }
}

const smtp = new SMTPServer({
  disabledCommands: ['STARTTLS', 'AUTH'],
  authOptional: true,
  disableReverseLookup: true,
  onData: (stream, _session, done) => {
    stream.resume()
    stream.once('end', () => {
      took('mail')
      done()
    })
  },
})

const web = http.createServer((request, response) => {
  request.resume()
  request.once('end', () => {
    const isSlack = (request.url ?? '').startsWith('/api/')
    took(isSlack ? 'slack' : 'webhook')
    response.setHeader('Content-Type', 'application/json')
    response.end(JSON.stringify({ ok: true, channel: 'C0BENCH', ts: `1700000000.${sunk.slack.count}` }))
  })
})

const listening = (start: (ready: () => void) => unknown): Promise<void> =>
  new Promise((resolve) => {
    start(() => resolve())
  })
await listening((ready) => smtp.listen(0, '127.0.0.1', ready))
await listening((ready) => web.listen(0, '127.0.0.1', ready))

process.on('message', () => process.send?.(sunk))
process.on('disconnect', () => process.exit(0))
process.send?.({
  smtpPort: (smtp.server.address() as AddressInfo).port,
  webUrl: `http://127.0.0.1:${(web.address() as AddressInfo).port}`,
} satisfies Sinks)
