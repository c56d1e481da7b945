// Asks our own public address for what it sees, before a provider does: a proxy that redirects loses the keys people press,
// one that rewrites an address breaks every signature, and one that leads elsewhere leaves a phone without words.

import { checkUrl, publicUrlProblems, signedUrl } from './urls.ts'

export type PublicUrlCheck =
  /** `warnings`: what a provider outside may still mind. */
  | { readonly ok: true; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly code: PublicUrlFailure; readonly detail: string }

export type PublicUrlFailure =
  | 'public_url.invalid'
  | 'public_url.unreachable'
  /** Redirected POST requests arrive without their form. */
  | 'public_url.redirects'
  | 'public_url.other_server'
  /** The address that arrives is not the one that was asked for; signatures would fail. */
  | 'public_url.rewritten'

const checkMs = 10_000
const answerCharactersMax = 200

/** Never throws. From inside a network its own public address may be unreachable although it works from outside. */
export const checkPublicUrl = async (publicUrl: string): Promise<PublicUrlCheck> => {
  const warnings = publicUrlProblems(publicUrl)
  if (warnings.includes('public_url.invalid')) return { ok: false, code: 'public_url.invalid', detail: publicUrl }
  const asked = checkUrl(publicUrl)
  try {
    const answer = await fetch(withoutCredentials(asked), {
      method: 'POST',
      body: 'probe=1',
      redirect: 'manual',
      signal: AbortSignal.timeout(checkMs),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    const text = (await answer.text()).slice(0, answerCharactersMax)
    if (answer.status >= 300 && answer.status < 400) {
      return { ok: false, code: 'public_url.redirects', detail: answer.headers.get('location') ?? '' }
    }
    if (answer.status !== 200 || !text.startsWith('/')) {
      return { ok: false, code: 'public_url.other_server', detail: `HTTP ${answer.status}` }
    }
    const isSame = signedUrl(publicUrl, text) === asked
    return isSame ? { ok: true, warnings } : { ok: false, code: 'public_url.rewritten', detail: text }
  } catch (error) {
    return { ok: false, code: 'public_url.unreachable', detail: reason(error) }
  }
}

/** `fetch` refuses addresses with a user and password in them. */
const withoutCredentials = (url: string): string => url.replace(/^(https?:\/\/)[^/@]*@/, '$1')

const reason = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? cause.message : String(cause)
}
