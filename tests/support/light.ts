// Signal lights on loopback that keep what was asked of them. Follow PATLITE's manuals of LA6-POE (HTTP) and NHL (RSH, and PNS
// 58 58 53, 58 58 43), byte for byte. Not proven on a device: whether its RSH insists on a privileged port of the sender, and what
// older firmware answers over HTTP.

import { createServer as createHttp } from 'node:http'
import { type AddressInfo, createServer, type Server } from 'node:net'

export type Light = {
  readonly port: number
  /** What was asked, in order: `/api/control?alert=…`, `alert …`, or bytes in hexadecimal. */
  readonly asked: readonly string[]
  /** What it shows now: six digits. */
  readonly shows: () => string
  readonly close: () => Promise<void>
}
type Protocol = 'http' | 'rsh' | 'pns'

const DARK = '000000'
/** A pattern this light refuses. */
export const refusedPattern = '333330'

const shownBy = (asked: string): string | null => {
  if (/clear/.test(asked)) return DARK
  return /alert[= ]([0-9]{6})$/.exec(asked)?.[1] ?? null
}

const pnsShown = (bytes: Buffer): string | null => {
  const [head, data] = [bytes.subarray(0, 6).toString('hex'), bytes.subarray(6)]
  if (head === '585843000000' && data.length === 0) return DARK
  return head === '585853000006' && data.length === 6 ? Array.from(data).join('') : null
}

type Heard = (asked: string, shown: string | null) => boolean

const overHttp = (heard: Heard): Server =>
  createHttp((request, response) => {
    const asked = request.url ?? ''
    response.end(request.method === 'GET' && heard(asked, shownBy(asked)) ? 'Success.' : 'Error.')
  })

const overRsh = (heard: Heard): Server =>
  createServer((socket) => {
    let text = ''
    socket.on('error', () => undefined)
    socket.on('data', (part) => {
      text += part.toString('latin1')
      const fields = text.split('\0')
      if (fields.length < 5) return
      const asked = fields[3] ?? ''
      socket.end(heard(asked, shownBy(asked)) ? '\0' : '\u0001invalid command\n')
    })
  })

const overPns = (heard: Heard): Server =>
  createServer((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (bytes: Buffer) => {
      socket.end(Buffer.from([heard(bytes.toString('hex'), pnsShown(bytes)) ? 0x06 : 0x15]))
    })
  })

export const startLight = async (protocol: Protocol): Promise<Light> => {
  const asked: string[] = []
  let shows = DARK
  const heard: Heard = (what, shown) => {
    asked.push(what)
    if (shown === null || shown === refusedPattern) return false
    shows = shown
    return true
  }
  const server = { http: overHttp, rsh: overRsh, pns: overPns }[protocol](heard)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    shows: () => shows,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
