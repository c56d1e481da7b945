// Who really asks, and by which host name, behind reverse proxies. Forwarded headers count only where every proxy on the way
// is trusted: anybody can write them.

import { BlockList, isIP } from 'node:net'
import type { AppContext } from './port.ts'

type Incoming = { readonly incoming?: { readonly socket?: { readonly remoteAddress?: string | undefined } } }

const family = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4')

/** `::ffff:10.0.0.1` is 10.0.0.1. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/^\[|\](:\d+)?$/g, '')

const directOf = (context: AppContext): string =>
  plain((context.env as Incoming | undefined)?.incoming?.socket?.remoteAddress ?? '')

type Trusts = (address: string) => boolean

/** @param trusted addresses and networks (`10.0.0.0/8`); others are ignored here, settings name them at start */
const createTrusts = (trusted: readonly string[]): Trusts => {
  const list = new BlockList()
  for (const entry of trusted) {
    const [address = '', prefix] = entry.split('/')
    if (isIP(address) === 0) continue
    if (prefix === undefined) list.addAddress(address, family(address))
    else list.addSubnet(address, Number(prefix), family(address))
  }
  return (address) => trusted.length > 0 && isIP(address) !== 0 && list.check(address, family(address))
}

export const createAddressOf = (trusted: readonly string[]): ((context: AppContext) => string) => {
  const trusts = createTrusts(trusted)
  return (context) => {
    const direct = directOf(context)
    if (!trusts(direct)) return direct
    const hops = forwardedFor(context).map(plain)
    // From the nearest proxy outwards: the first address we do not trust is the one that asks.
    return hops.reverse().find((hop) => !trusts(hop)) ?? direct
  }
}

/**
 * The host name that was asked. Of several forwarded ones the first counts, which the outermost proxy saw: a client could
 * have written it, but it can as well write any Host, and neither opens a space without a token of that space.
 */
export const createHostOf = (trusted: readonly string[]): ((context: AppContext) => string) => {
  const trusts = createTrusts(trusted)
  return (context) => {
    const asked = context.req.header('Host') ?? ''
    return trusts(directOf(context)) ? (forwardedHost(context) ?? asked) : asked
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

const forwardedHost = (context: AppContext): string | null => {
  const standard = /(?:^|[;,\s])host="?([^";,\s]+)"?/i.exec(context.req.header('Forwarded') ?? '')?.[1]
  const usual = context.req.header('X-Forwarded-Host')?.split(',')[0]?.trim()
  return standard ?? (usual === undefined || usual === '' ? null : usual)
}
