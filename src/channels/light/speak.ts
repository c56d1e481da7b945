// What is said to a signal light, byte for byte, in the three ways PATLITE's devices listen: HTTP, RSH, and their own socket protocol
// (PNS) for those without HTTP. Each request is a connection of its own, and ends in time.

import http from 'node:http'
import net from 'node:net'
import type { LightConnection } from './connection.ts'

/** What a light is to do: show a pattern of six digits, or go dark. */
export type Show = { readonly pattern: string } | 'clear'

/** It answered, and not with yes. */
export class LightRefused extends Error {
  override readonly name = 'LightRefused'
}

const ANSWER_MS = 5_000
const ANSWER_BYTES_MAX = 4_096
const PORTS = { http: 80, rsh: 514, pns: 10_000 } as const
const ACK = 0x06

const overHttp = ({ host, port }: LightConnection, show: Show): Promise<void> =>
  new Promise((resolve, reject) => {
    const query = show === 'clear' ? 'clear=1' : `alert=${show.pattern}`
    const options = { host, port: port ?? PORTS.http, path: `/api/control?${query}`, agent: false } as const
    const request = http.get({ ...options, signal: AbortSignal.timeout(ANSWER_MS) }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        text += part
        if (text.length > ANSWER_BYTES_MAX) response.destroy()
      })
      response.once('error', reject)
      response.once('close', () => {
        if (response.statusCode === 200 && text.startsWith('Success')) resolve()
        else reject(new LightRefused(`${response.statusCode ?? 0} ${text.slice(0, 100)}`))
      })
    })
    request.once('error', reject)
  })

/** Sends what there is to send, and resolves with the answer as soon as it is enough. */
const exchange = (
  { host, port }: { readonly host: string; readonly port: number },
  sent: Buffer,
  isEnough: (answer: Buffer) => boolean,
): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const socket = net.connect({ host, port, signal: AbortSignal.timeout(ANSWER_MS) })
    let answer = Buffer.alloc(0)
    socket.once('connect', () => socket.write(sent))
    socket.once('error', reject)
    socket.on('data', (part: Buffer) => {
      answer = Buffer.concat([answer, part])
      if (isEnough(answer) || answer.length > ANSWER_BYTES_MAX) socket.destroy()
    })
    socket.once('close', () => resolve(answer))
  })

/** @source RFC 1282 as `rsh` speaks it; PATLITE's commands `alert` and `clear` */
const overRsh = async ({ host, port, user }: LightConnection, show: Show): Promise<void> => {
  const command = show === 'clear' ? 'clear' : `alert ${show.pattern}`
  const request = Buffer.from(`0\0${user}\0${user}\0${command}\0`, 'ascii')
  // A zero byte is yes; anything else begins the reason.
  const answer = await exchange({ host, port: port ?? PORTS.rsh }, request, ([first]) => first === 0)
  if (answer[0] !== 0) throw new LightRefused(answer.toString('latin1').slice(1, 100))
}

/** @source PATLITE, PNS command: product 58 58, `S` runs a pattern of six bytes, `C` clears; 06 is yes, 15 no */
const pnsBytes = (show: Show): Buffer =>
  show === 'clear'
    ? Buffer.from([0x58, 0x58, 0x43, 0x00, 0x00, 0x00])
    : Buffer.from([0x58, 0x58, 0x53, 0x00, 0x00, 0x06, ...Array.from(show.pattern, Number)])

const overPns = async ({ host, port }: LightConnection, show: Show): Promise<void> => {
  const answer = await exchange({ host, port: port ?? PORTS.pns }, pnsBytes(show), ({ length }) => length > 0)
  if (answer[0] !== ACK) throw new LightRefused(answer.toString('hex').slice(0, 20))
}

const protocols = { http: overHttp, rsh: overRsh, pns: overPns } as const

/** @errors LightRefused, or what the system says of a light that is away */
export const tellLight = (connection: LightConnection, show: Show): Promise<void> =>
  protocols[connection.protocol](connection, show)
