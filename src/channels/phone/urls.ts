// The addresses the provider calls back at: the only file that knows their shape, for making them and for reading them.
//
//   {publicUrl}/hooks/twilio/voice/{callout}/{ordinal}/{nonce}/{turn}?lang=ja[&Digits=1][&dialed=busy][&again=2]
//   {publicUrl}/hooks/twilio/status/{callout}/{ordinal}/{nonce}
//   {publicUrl}/hooks/twilio/incoming/{connection}[?after={callout}&of={ordinal}]
//   {publicUrl}/hooks/twilio/fallback/{callout}/{ordinal}/{nonce}?lang=ja

import type { Language } from '#core/plan/plan'

export const hooksPath = '/hooks/twilio'

/** Patterns of the routes, relative to `hooksPath`. */
export const routePatterns = {
  voice: '/voice/:callout/:ordinal/:nonce/:turn',
  status: '/status/:callout/:ordinal/:nonce',
  fallback: '/fallback/:callout/:ordinal/:nonce',
  incoming: '/incoming/:connection',
  check: '/check',
} as const

/**
 * Asks the provider to try again on a failed connection, a slow answer (three tries fit into its fifteen seconds) and a 5xx.
 * A fragment is never sent and never signed.
 */
const overrides = '#rc=2&rp=ct,rt,5xx&rt=4500'

/** Where we are reached: one address for good, or whatever it is now. */
export type PublicUrl = string | (() => string)
export const urlNow = (publicUrl: PublicUrl): string => (typeof publicUrl === 'string' ? publicUrl : publicUrl())

export type CallAddress = {
  readonly publicUrl: string
  readonly callout: string
  readonly ordinal: number
  readonly nonce: string
}

/** What a voice address carries beside the attempt. */
export type VoicePlace = {
  readonly turn: number
  readonly lang: Language
  /** What was dialled but could not be counted yet. */
  readonly digits?: string | undefined
  /** How the call to a transfer number ended, in the provider's word, where that could not be counted yet. */
  readonly dialed?: string | undefined
  /** How often the person was asked to wait at this turn. */
  readonly again?: number | undefined
}

const base = (publicUrl: string): string => publicUrl.replace(/\/+$/, '') + hooksPath

const attemptPath = (address: CallAddress): string =>
  `${encodeURIComponent(address.callout)}/${address.ordinal}/${encodeURIComponent(address.nonce)}`

export const voiceUrl = (address: CallAddress, place: VoicePlace): string => {
  const query = new URLSearchParams({ lang: place.lang })
  if (place.digits !== undefined) query.set('Digits', place.digits)
  if (place.dialed !== undefined) query.set('dialed', place.dialed)
  if (place.again !== undefined) query.set('again', String(place.again))
  return `${base(address.publicUrl)}/voice/${attemptPath(address)}/${place.turn}?${query.toString()}${overrides}`
}

export const statusUrl = (address: CallAddress): string =>
  `${base(address.publicUrl)}/status/${attemptPath(address)}${overrides}`

export const fallbackUrl = (address: CallAddress, lang: Language): string =>
  `${base(address.publicUrl)}/fallback/${attemptPath(address)}?lang=${lang}${overrides}`

/**
 * Where a number of ours leads whoever calls it: what an administrator enters at the provider.
 * @param after the conversation that has just ended on this call
 */
export const incomingUrl = (
  publicUrl: string,
  connectionId: string,
  after?: { readonly callout: string; readonly ordinal: number },
): string => {
  const address = `${base(publicUrl)}/incoming/${encodeURIComponent(connectionId)}`
  return after === undefined ? address : `${address}?after=${after.callout}&of=${after.ordinal}${overrides}`
}

/** Where our own server answers with the request target it saw; the awkward characters are what proxies like to rewrite. */
export const checkUrl = (publicUrl: string): string => `${base(publicUrl)}/check?probe=%E3%81%82&p=a+b%2Bc&empty=`

/** Returns what a request target or address says about the place in the conversation; null when it is no voice address. */
export const readVoiceTarget = (target: string): VoicePlace | null => {
  const [path = '', query = ''] = (target.split('#', 1)[0] ?? '').split(/\?(.*)/s)
  const turn = /\/voice\/[^/]+\/\d+\/[^/]+\/(\d{1,6})$/.exec(path)?.[1]
  if (turn === undefined) return null
  return { turn: Number(turn), lang: readLang(target), ...readCarried(new URLSearchParams(query)) }
}

/** What could not be counted before, and how often that was tried. */
const readCarried = (values: URLSearchParams): Pick<VoicePlace, 'digits' | 'dialed' | 'again'> => {
  const digits = values.get('Digits')
  const dialed = values.get('dialed')
  const again = Number.parseInt(values.get('again') ?? '0', 10)
  return {
    ...(digits === null ? {} : { digits: digits.slice(0, 32) }),
    ...(dialed === null ? {} : { dialed: dialed.slice(0, 20) }),
    again: Number.isNaN(again) || again < 0 ? 0 : again,
  }
}

export const readLang = (target: string): Language => (/[?&]lang=en\b/.test(target) ? 'en' : 'ja')

/**
 * Returns the address the provider was given for this request: the configured public address and the raw request target,
 * never the Host header. A proxy may or may not have taken the public address's path away.
 */
export const signedUrl = (publicUrl: string, requestTarget: string): string => {
  const root = (publicUrl.split('#', 1)[0] ?? '').replace(/\/+$/, '')
  const target = requestTarget.split('#', 1)[0] ?? ''
  const prefix = /^[a-z][a-z0-9+.-]*:\/\/[^/]*(.*)$/i.exec(root)?.[1] ?? ''
  return prefix !== '' && target.startsWith(`${prefix}/`) ? root.slice(0, -prefix.length) + target : root + target
}

/** What a provider would refuse, or could not reach, about a public address; empty when it looks right. */
export const publicUrlProblems = (publicUrl: string): readonly string[] => {
  const url = URL.canParse(publicUrl) ? new URL(publicUrl) : null
  if (url === null || !/^https?:$/.test(url.protocol)) return ['public_url.invalid']
  const closed = /^(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|\[::1\]|0\.0\.0\.0)/.test(url.hostname)
  return [
    ...(url.hostname.includes('_') ? ['public_url.underscore'] : []),
    ...(url.protocol === 'http:' ? ['public_url.not_https'] : []),
    ...(closed ? ['public_url.not_public'] : []),
    ...(url.search !== '' || url.hash !== '' ? ['public_url.has_query'] : []),
  ]
}
