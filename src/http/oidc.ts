// Signing in through an OpenID provider: there and back. What must survive the way (state, nonce, the proof key) travels sealed in a cookie
// of this browser and works once. Whoever comes back is somebody the provider vouches for; who that is here, the store says. Signing out
// leads there once more, where the settings say so.

import { Hono } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { act } from './acting.ts'
import { type Person, type Proof, type Provider, ProviderFailure } from './oidc-provider.ts'
import type { AppContext, AppEnv, Dialect } from './port.ts'

export type OidcDeps = {
  readonly provider: Provider
  /** Seals what travels. */
  readonly box: { seal(text: string, context: string): string; open(sealed: string, context: string): string }
  /** The origin people of a space reach us at. */
  readonly originOf: (spaceId: string) => Promise<string>
  /** Begins a session and sets its cookie; a code where nobody is let in. */
  readonly enter: (c: AppContext, person: Person) => Promise<string | null>
  /** Whether signing out ends the session at the provider too. */
  readonly endsThere: boolean
  readonly secure: boolean
  readonly nowMs: () => number
  readonly log: { warn(facts: Record<string, unknown>, message: string): void }
}

const COOKIE = 'noroshi_oidc'
const CONTEXT = 'oidc/way'
/** Kept by the browser until it signs out: which session at the provider is meant. */
const END_COOKIE = 'noroshi_oidc_end'
const END_CONTEXT = 'oidc/end'
const END_S = 7 * 24 * 60 * 60
/** Browsers keep no more than some 4,000 characters in a cookie. */
const HINT_MAX = 3_700
const WAY_MS = 10 * 60_000
const KEPT_MAX = 10_000
const callbackPath = '/oidc/callback'

type Way = Proof & { readonly spaceId: string; readonly untilMs: number; readonly to: string }

/** Only pages of ours: an address from outside leads nowhere else. */
const pageOf = (to: string | undefined): string =>
  to !== undefined && /^\/console(\/[\w\-./%?=&]*)?$/.test(to) && !to.includes('..') ? to : '/console/'

/** Each way is gone once, in this process; at the provider its code works once anywhere. */
const createGone = (nowMs: () => number) => {
  const gone = new Map<string, number>()
  return (state: string, untilMs: number): boolean => {
    for (const [one, until] of gone) {
      if (until > nowMs() && gone.size < KEPT_MAX) break
      gone.delete(one)
    }
    if (gone.has(state)) return false
    gone.set(state, untilMs)
    return true
  }
}

const opened = ({ box, nowMs }: OidcDeps, c: AppContext): Way | null => {
  const sealed = getCookie(c, COOKIE)
  if (sealed === undefined) return null
  try {
    const way = JSON.parse(box.open(sealed, CONTEXT)) as Way
    return way.untilMs > nowMs() && way.spaceId === c.get('spaceId') ? way : null
  } catch {
    // Another key, or nonsense.
    return null
  }
}

/** Null: which session is meant is not known, and the provider will ask. Undefined: nobody signed in through it in this browser. */
const hintIn = ({ box }: OidcDeps, c: AppContext): string | null | undefined => {
  const sealed = getCookie(c, END_COOKIE)
  if (sealed === undefined) return undefined
  try {
    return box.open(sealed, END_CONTEXT) || null
  } catch {
    // Another key, or nonsense.
    return undefined
  }
}

/** A provider with many groups may say more than a cookie holds. */
const sealedHint = ({ box }: OidcDeps, idToken: string): string => {
  const sealed = box.seal(idToken, END_CONTEXT)
  return sealed.length <= HINT_MAX ? sealed : box.seal('', END_CONTEXT)
}

const refusedAt = (to: string, code: string): string => `${to.split('?')[0] ?? '/console/'}?oidc=${code}`

type Attributes = Parameters<typeof deleteCookie>[2]

/** By a page of ours, which has just ended the session here; another site's link leads nowhere. */
const signingOut = (app: Hono<AppEnv>, deps: OidcDeps, attributes: Attributes): void => {
  app.get('/oidc/end', async (c) => {
    const site = c.req.header('Sec-Fetch-Site') ?? 'same-origin'
    const hint = site === 'same-origin' ? hintIn(deps, c) : undefined
    if (hint === undefined) return c.redirect('/console/')
    deleteCookie(c, END_COOKIE, attributes)
    try {
      const there = await deps.provider.end(hint, `${await deps.originOf(c.get('spaceId'))}/console/`)
      return c.redirect(there ?? '/console/')
    } catch (error) {
      deps.log.warn({ cause: String(error) }, 'the OpenID provider cannot be asked to end a session')
      return c.redirect('/console/')
    }
  })
}

export const createOidc = (deps: OidcDeps): Dialect => {
  const app = new Hono<AppEnv>()
  const once = createGone(deps.nowMs)
  const attributes = { path: '/oidc', httpOnly: true, sameSite: 'Lax', secure: deps.secure } as const
  const redirectUri = async (c: AppContext): Promise<string> =>
    `${await deps.originOf(c.get('spaceId'))}${callbackPath}`

  app.use('/oidc/*', (c, next) => {
    c.header('Cache-Control', 'no-store')
    return next()
  })

  app.get('/oidc/start', async (c) => {
    const to = pageOf(c.req.query('to'))
    try {
      const { url, proof } = await deps.provider.begin(await redirectUri(c))
      const untilMs = deps.nowMs() + WAY_MS
      const way: Way = { ...proof, spaceId: c.get('spaceId'), untilMs, to }
      setCookie(c, COOKIE, deps.box.seal(JSON.stringify(way), CONTEXT), { ...attributes, maxAge: WAY_MS / 1_000 })
      return c.redirect(url)
    } catch (error) {
      deps.log.warn({ cause: String(error) }, 'the OpenID provider cannot be asked')
      return c.redirect(refusedAt(to, 'unreachable'))
    }
  })

  app.get(callbackPath, async (c) => {
    const way = opened(deps, c)
    deleteCookie(c, COOKIE, attributes)
    if (way === null || !once(way.state, way.untilMs)) return c.redirect(refusedAt('/console/', 'expired'))
    try {
      const back = new URL(`${await redirectUri(c)}${new URL(c.req.url).search}`)
      const person = await deps.provider.finish(back, way)
      const refused = await act(c, () => deps.enter(c, person))
      if (refused === null && deps.endsThere)
        setCookie(c, END_COOKIE, sealedHint(deps, person.idToken), { ...attributes, maxAge: END_S })
      return c.redirect(refused === null ? way.to : refusedAt(way.to, refused.replace(/^auth\.oidc_/, '')))
    } catch (error) {
      if (!(error instanceof ProviderFailure)) throw error
      deps.log.warn({ cause: error.message }, 'a sign-in through the OpenID provider failed')
      return c.redirect(refusedAt(way.to, 'failed'))
    }
  })

  signingOut(app, deps, attributes)
  return { app }
}
