// Server-sent events for the page: which phones look different now. Changes are gathered for a few milliseconds, and when
// too many phones changed at once the page is only told to fetch the list again.

import type { ServerResponse } from 'node:http'
import { limits } from '../limits.ts'
import type { Phone } from '../phone.ts'
import { networkJson, phoneJson } from './json.ts'
import type { ControlHost } from './request.ts'

export class EventStreams {
  private readonly open = new Set<() => void>()

  /** Streams until the page goes away. */
  start(host: ControlHost, response: ServerResponse): void {
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      connection: 'keep-alive',
    })
    response.write('retry: 1000\nevent: hello\ndata: {}\n\n')
    let changed = new Set<Phone | null>()
    let batch: NodeJS.Timeout | null = null
    const flush = (): void => {
      batch = null
      const changes = changed
      changed = new Set()
      response.write(eventsOf(host, changes))
    }
    const stopListening = host.network.watch.listen((phones) => {
      for (const phone of phones) changed.add(phone)
      batch ??= setTimeout(flush, limits.pageBatchMs)
    })
    const beat = setInterval(() => response.write(': still here\n\n'), 15_000)
    const stop = (): void => {
      stopListening()
      clearInterval(beat)
      if (batch) clearTimeout(batch)
      this.open.delete(stop)
      response.end()
    }
    this.open.add(stop)
    response.on('close', stop)
  }

  close(): void {
    for (const stop of this.open) stop()
  }
}

function eventsOf(host: ControlHost, changes: ReadonlySet<Phone | null>): string {
  const phones = [...changes].filter((phone) => phone !== null)
  const network = changes.has(null) ? event('network', networkJson(host)) : ''
  if (phones.length === 0) return network
  if (phones.length > limits.pagePhones) return `${network}${event('many', { phones: phones.length })}`
  return network + event('phones', { phones: phones.map((phone) => phoneJson(phone, 200)) })
}

function event(name: string, data: object): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`
}
