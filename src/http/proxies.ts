// Who really asks, behind reverse proxies. Forwarded headers count only where every proxy on the way is trusted: anybody
// can write them.

import { BlockList, isIP } from 'node:net'
import type { AppContext } from './port.ts'

type Incoming = { readonly incoming?: { readonly socket?: { readonly remoteAddress?: string | undefined } } }

const family = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4')

/** `::ffff:10.0.0.1` is 10.0.0.1. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/^\[|\](:\d+)?$/g, '')

/** @param trusted addresses and networks (`10.0.0.0/8`); others are ignored here, settings name them at start */
export const createAddressOf = (trusted: readonly string[]): ((context: AppContext) => string) => {
  const list = new BlockList()
  for (const entry of trusted) {
    const [address = '', prefix] = entry.split('/')
    if (isIP(address) === 0) continue
    if (prefix === undefined) list.addAddress(address, family(address))
    else list.addSubnet(address, Number(prefix), family(address))
  }
  const trusts = (address: string): boolean => isIP(address) !== 0 && list.check(address, family(address))
  return (context) => {
    const env = context.env as Incoming | undefined
    const direct = plain(env?.incoming?.socket?.remoteAddress ?? '')
    if (trusted.length === 0 || !trusts(direct)) return direct
    const hops = forwardedFor(context).map(plain)
    // From the nearest proxy outwards: the first address we do not trust is the one that asks.
    return hops.reverse().find((hop) => !trusts(hop)) ?? direct
  }
}

const forwardedFor = (context: AppContext): string[] => {
  const standard = context.req.header('Forwarded')
  if (standard !== undefined) {
    return [...standard.matchAll(/for="?([^";,\s]+)"?/gi)].map((match) => match[1] ?? '')
  }
  return (context.req.header('X-Forwarded-For') ?? '')
    .split(',')
    .flatMap((hop) => (hop.trim() === '' ? [] : [hop.trim()]))
}
