// Where requests of ours to addresses that people enter may go: names are resolved to those of their addresses that may be reached,
// and exactly these are connected to.

import { type LookupAddress, lookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'

/** Something that is not done: `address_forbidden`, `url_invalid`. */
export class Refused extends Error {
  readonly code: string
  constructor(code: string) {
    super(code)
    this.code = code
  }
}

export type AddressRule = (address: string) => boolean

export const guarded =
  (allows: AddressRule): LookupFunction =>
  (hostname, options, done) => {
    lookup(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
      if (error !== null) return done(error, '', 0)
      const open = found.filter(({ address }) => allows(address))
      const [first] = open
      if (first === undefined) return done(new Refused('address_forbidden'), '', 0)
      return options.all === true ? done(null, open) : done(null, first.address, first.family)
    })
  }

/** A host written as an address is never looked up, so it is looked at here. @errors throws Refused */
export const checkedHost = (host: string, allows: AddressRule): void => {
  if (isIP(host) !== 0 && !allows(host)) throw new Refused('address_forbidden')
}

/** @errors throws Refused */
export const checkedUrl = (text: string, allows: AddressRule): URL => {
  if (!URL.canParse(text)) throw new Refused('url_invalid')
  const url = new URL(text)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new Refused('url_invalid')
  checkedHost(url.hostname.replace(/^\[|\]$/g, ''), allows)
  return url
}

/** What the system, or we, call what went wrong. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'failed'
