// The OpenID provider as one client of it: discovery, the address people are sent to, and what is made of what they come back with. All
// of the protocol (issuer, signature, audience, nonce, state, proof key) is openid-client's to check.

import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  type Configuration,
  type CustomFetch,
  calculatePKCECodeChallenge,
  customFetch,
  discovery,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client'
import { ProxyAgent, fetch as proxiedFetch } from 'undici'

export type ProviderSettings = {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string | null
  readonly proxy: string | null
  /** What is asked for. */
  readonly scope: string
  /** Where groups stand among what the provider says of somebody; null: they are of no interest. */
  readonly groupsClaim: string | null
}

export type Proof = { readonly state: string; readonly nonce: string; readonly verifier: string }
export type Person = {
  readonly issuer: string
  readonly subject: string
  /** Null where the provider has not verified it. */
  readonly mail: string | null
  /** By the provider's names for them. */
  readonly groups: readonly string[]
  /** Says to the provider whose session is to end. */
  readonly idToken: string
}

export type Provider = {
  begin(redirectUri: string): Promise<{ readonly url: string; readonly proof: Proof }>
  /** @param back the address they came back to, whole @throws ProviderFailure */
  finish(back: URL, proof: Proof): Promise<Person>
  /** Where their session there is ended; null where the provider has no such place. @param hint the id token, where it is known */
  end(hint: string | null, redirectUri: string): Promise<string | null>
}

export class ProviderFailure extends Error {
  override readonly name = 'ProviderFailure'
}

const ANSWER_WITHIN_S = 10
const KNOWN_FOR_MS = 10 * 60_000
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(\/|$)/

const through = (proxy: string): CustomFetch => {
  const dispatcher = new ProxyAgent(proxy)
  return (url, options) =>
    proxiedFetch(url, { ...options, dispatcher } as Parameters<typeof proxiedFetch>[1]) as unknown as Promise<Response>
}

const wordsOf = (error: unknown): string => {
  const { message, code } = error as { readonly message?: string; readonly code?: string }
  return [code, message].filter((one) => one !== undefined).join(': ')
}

type Told = { readonly sub: string; readonly email?: unknown; readonly email_verified?: unknown }

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** By its whole name, which may hold dots, else from one to the next within. */
const claimAt = (claims: Readonly<Record<string, unknown>>, path: string): unknown =>
  Object.hasOwn(claims, path)
    ? claims[path]
    : path
        .split('.')
        .reduce<unknown>((at, name) => (isRecord(at) && Object.hasOwn(at, name) ? at[name] : undefined), claims)

const GROUPS_MAX = 10_000
const textsIn = (claim: unknown): readonly string[] =>
  (Array.isArray(claim) ? claim : [claim])
    .slice(0, GROUPS_MAX)
    .filter((one): one is string => typeof one === 'string' && one !== '')

type Asked = Told & { readonly token: string; readonly groupsClaim: string | null }

/** What the id token leaves out, the provider's user information may say. */
const toldOf = async (found: Configuration, { token, groupsClaim, ...claims }: Asked): Promise<Told> => {
  const all = claims.email !== undefined && (groupsClaim === null || claimAt(claims, groupsClaim) !== undefined)
  if (all || found.serverMetadata().userinfo_endpoint === undefined) return claims
  return { ...claims, ...(await fetchUserInfo(found, token, claims.sub)) }
}

/** What the provider says of itself, asked again once it is old. */
const discoverer = (
  { issuer, clientId, clientSecret, proxy }: ProviderSettings,
  nowMs: () => number,
): (() => Promise<Configuration>) => {
  let known: { readonly found: Promise<Configuration>; readonly untilMs: number } | null = null
  return () => {
    if (known !== null && known.untilMs > nowMs()) return known.found
    const found = discovery(new URL(issuer), clientId, clientSecret ?? undefined, undefined, {
      timeout: ANSWER_WITHIN_S,
      // Anywhere else the provider's word could be anybody's.
      ...(LOOPBACK.test(issuer) ? { execute: [allowInsecureRequests] } : {}),
      ...(proxy === null ? {} : { [customFetch]: through(proxy) }),
    })
    known = { found, untilMs: nowMs() + KNOWN_FOR_MS }
    // What failed is asked anew.
    found.catch(() => {
      known = null
    })
    return found
  }
}

export const createProvider = (settings: ProviderSettings, nowMs: () => number): Provider => {
  const { scope, groupsClaim } = settings
  const discovered = discoverer(settings, nowMs)
  return {
    begin: async (redirectUri) => {
      const proof = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() }
      const url = buildAuthorizationUrl(await discovered(), {
        redirect_uri: redirectUri,
        scope,
        state: proof.state,
        nonce: proof.nonce,
        code_challenge: await calculatePKCECodeChallenge(proof.verifier),
        code_challenge_method: 'S256',
      })
      return { url: url.href, proof }
    },
    finish: async (back, { state, nonce, verifier }) => {
      try {
        const found = await discovered()
        const tokens = await authorizationCodeGrant(found, back, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        })
        const claims = tokens.claims()
        if (claims === undefined) throw new ProviderFailure('no id token')
        const { iss, sub } = claims
        const told = await toldOf(found, { ...claims, token: tokens.access_token, groupsClaim })
        const mail = typeof told.email === 'string' && told.email_verified === true ? told.email : null
        const groups = groupsClaim === null ? [] : textsIn(claimAt(told, groupsClaim))
        return { issuer: iss, subject: sub, mail, groups, idToken: tokens.id_token ?? '' }
      } catch (error) {
        if (error instanceof ProviderFailure) throw error
        throw new ProviderFailure(wordsOf(error), { cause: error })
      }
    },
    end: async (hint, redirectUri) => {
      const found = await discovered()
      if (found.serverMetadata().end_session_endpoint === undefined) return null
      const named = hint === null ? {} : { id_token_hint: hint }
      return buildEndSessionUrl(found, { ...named, post_logout_redirect_uri: redirectUri }).href
    },
  }
}
