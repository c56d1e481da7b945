// Which addresses a webhook may reach. Whoever may set one up could otherwise make this server ask its own neighbours: databases,
// cloud metadata, the embedded PostgreSQL. Looked at when the connection is made, at the very address it is made to, so that a
// name that changes its mind in between gains nothing.

import { BlockList, isIP } from 'node:net'

const PRIVATE: readonly (readonly [network: string, prefix: number, family: 'ipv4' | 'ipv6'])[] = [
  ['0.0.0.0', 8, 'ipv4'], // this host
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'], // carrier's NAT
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'], // link-local, cloud metadata
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'], // benchmarks
  ['224.0.0.0', 4, 'ipv4'], // multicast
  ['240.0.0.0', 4, 'ipv4'], // reserved, broadcast
  ['::', 127, 'ipv6'], // unspecified, loopback
  ['fc00::', 7, 'ipv6'], // unique local
  ['fe80::', 10, 'ipv6'], // link-local
  ['fec0::', 10, 'ipv6'], // site-local, of old
  ['ff00::', 8, 'ipv6'], // multicast
]

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4')

const closed = new BlockList()
for (const [network, prefix, family] of PRIVATE) closed.addSubnet(network, prefix, family)

/** IPv4 inside IPv6: mapped (::ffff:a.b.c.d), translated (64:ff9b::/96) and 6to4 (2002::/16) lead to the address they hold. */
const embedded = (address: string): string | null => {
  if (isIP(address) !== 6) return null
  const groups = expand(address)
  const last = ipv4Of(groups[6], groups[7])
  const start = groups.slice(0, 6).join(':')
  if (start === '0:0:0:0:0:ffff' || start === '64:ff9b:0:0:0:0' || start === '0:0:0:0:0:0') return last
  return groups[0] === '2002' ? ipv4Of(groups[1], groups[2]) : null
}

const ipv4Of = (high = '0', low = '0'): string => {
  const bytes = [high, low].flatMap((group) => {
    const value = Number.parseInt(group, 16)
    return [value >> 8, value & 0xff]
  })
  return bytes.join('.')
}

/** Returns the eight groups of an IPv6 address, without leading zeros. */
const expand = (address: string): readonly string[] => {
  const [plain = ''] = address.toLowerCase().split('%')
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(plain)
  const hex = (high: string | undefined, low: string | undefined) => (Number(high) * 256 + Number(low)).toString(16)
  const whole = dotted === null ? plain : `${dotted[1]}${hex(dotted[2], dotted[3])}:${hex(dotted[4], dotted[5])}`
  const [before = '', after] = whole.split('::')
  const left = before === '' ? [] : before.split(':')
  const right = after === undefined || after === '' ? [] : after.split(':')
  const between = after === undefined ? 0 : 8 - left.length - right.length
  return [...left, ...Array.from({ length: between }, () => '0'), ...right].map((group) =>
    Number.parseInt(group, 16).toString(16),
  )
}

/**
 * Returns what says whether an address may be reached.
 * @param allowed addresses and networks that may be, though they are private
 */
export const createAddressRule = (allowed: readonly string[]): ((address: string) => boolean) => {
  const open = new BlockList()
  for (const entry of allowed) {
    const [address = '', prefix] = entry.split('/')
    if (prefix === undefined) open.addAddress(address, familyOf(address))
    else open.addSubnet(address, Number(prefix), familyOf(address))
  }
  const isOpen = (address: string): boolean => open.check(address, familyOf(address))
  const isClosed = (address: string): boolean => closed.check(address, familyOf(address))
  return (address) => {
    if (isIP(address) === 0) return false
    const inner = embedded(address)
    if (isOpen(address) || (inner !== null && isOpen(inner))) return true
    return !isClosed(address) && (inner === null || !isClosed(inner))
  }
}
