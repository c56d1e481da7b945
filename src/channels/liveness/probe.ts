// Looks at a device once: by ping, by connecting to a port, or by asking a web server. It reaches no private address unless a setting
// names it, ends in time, reads nothing of what is answered, and never throws: whatever goes wrong is a finding.

import { lookup } from 'node:dns/promises'
import http from 'node:http'
import https from 'node:https'
import { connect, isIP } from 'node:net'
import type { DeviceCheck, Seen } from '#core/alert/liveness'
import { createAddressRule } from '../webhook/address.ts'
import { type AddressRule, checkedHost, checkedUrl, codeOf, guarded, Refused } from '../webhook/guard.ts'
import { ping } from './ping.ts'

export type ProbeOptions = {
  /** Private addresses and networks that may be looked at. */
  readonly allowed: readonly string[]
  /** Test: the program that pings. */
  readonly pingProgram?: string
}
export type Probe = (check: DeviceCheck, options: { readonly timeoutMs: number }) => Promise<Seen>

type Limits = { readonly allows: AddressRule; readonly timeoutMs: number }
type TcpCheck = Extract<DeviceCheck, { by: 'tcp' }>
type HttpCheck = Extract<DeviceCheck, { by: 'http' }>

const UP: Seen = { kind: 'up' }

/** Rejects when the time is up. What was begun ends by itself. */
const inTime = <T>(work: Promise<T>, timeoutMs: number): Promise<T> =>
  new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new DOMException('timeout', 'TimeoutError')), timeoutMs)
    work.then(resolve, reject).finally(() => clearTimeout(late))
  })

const resolved = async (host: string, { allows, timeoutMs }: Limits): Promise<string> => {
  checkedHost(host, allows)
  if (isIP(host) !== 0) return host
  const found = await inTime(lookup(host, { all: true }), timeoutMs)
  const open = found.find(({ address }) => allows(address))
  if (open === undefined) throw new Refused('address_forbidden')
  return open.address
}

const tcp = ({ host, address, port }: TcpCheck, { allows, timeoutMs }: Limits): Promise<Seen> => {
  const target = address ?? host
  checkedHost(target, allows)
  return new Promise((resolve, reject) => {
    const socket = connect({ host: target, port, lookup: guarded(allows) })
    const late = setTimeout(() => socket.destroy(new DOMException('timeout', 'TimeoutError')), timeoutMs)
    socket.once('connect', () => {
      resolve(UP)
      socket.destroy()
    })
    socket.once('error', reject)
    socket.once('close', () => clearTimeout(late))
  })
}

const isGood = (status: number, wanted: readonly number[]): boolean =>
  wanted.length === 0 ? status >= 200 && status < 400 : wanted.includes(status)

const web = ({ url, status: wanted, anyCertificate }: HttpCheck, { allows, timeoutMs }: Limits): Promise<Seen> => {
  const target = checkedUrl(url, allows)
  return new Promise((resolve, reject) => {
    const options = {
      agent: false as const,
      lookup: guarded(allows),
      headers: { 'User-Agent': 'Noroshi', Accept: '*/*' },
      rejectUnauthorized: !anyCertificate,
      signal: AbortSignal.timeout(timeoutMs),
    }
    const request = (target.protocol === 'https:' ? https : http).get(target, options)
    request.once('error', reject)
    request.once('response', (response) => {
      const { statusCode: status = 0 } = response
      resolve(isGood(status, wanted) ? UP : { kind: 'down', code: `status_${status}` })
      // The status is what counts; a body may have no end.
      request.destroy()
    })
  })
}

/** What the connection was refused for, of each address it was tried at. */
const failureOf = (error: unknown): string => {
  if (error instanceof AggregateError) return failureOf(error.errors[0])
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'timeout'
  const code = codeOf(error)
  return code === 'ABORT_ERR' ? 'timeout' : code
}

export const createProbe = ({ allowed, pingProgram: program = 'ping' }: ProbeOptions): Probe => {
  const allows = createAddressRule(allowed)
  const look = async (check: DeviceCheck, timeoutMs: number): Promise<Seen> => {
    const limits = { allows, timeoutMs }
    switch (check.by) {
      case 'ping':
        return ping(await resolved(check.address ?? check.host, limits), { program, timeoutMs })
      case 'tcp':
        return tcp(check, limits)
      case 'http':
        return web(check, limits)
    }
  }
  return async (check, { timeoutMs }) => {
    try {
      return await look(check, timeoutMs)
    } catch (error) {
      return { kind: error instanceof Refused ? 'unable' : 'down', code: failureOf(error) }
    }
  }
}
