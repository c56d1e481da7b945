// What this dialect needs from the rest of the server: who signs in, whose token it is, and the one way to start.

import type { DialectOptions } from '#dialects/shared/dialect-app'
import type { Starter } from '#dialects/shared/starter'
import type { AppContext } from '#http/port'

export type Tokens = {
  readonly idToken: string
  readonly accessToken: string
  readonly expiresInSeconds: number
}

export type SignIn =
  | ({ readonly ok: true; readonly refreshToken: string } & Tokens)
  | { readonly ok: false; readonly retryAfterSeconds: number | null }

export type IdToken =
  | {
      readonly ok: true
      readonly projectId: string | null
      readonly name: string
      readonly scopes: ReadonlySet<string>
      /** Ids of the policies the account may start; null: all. */
      readonly policies: readonly string[] | null
    }
  | { readonly ok: false; readonly code: 'auth.invalid' | 'auth.expired' }

export interface Jp1Sessions {
  /** Refused, unknown and locked accounts are one answer. `subaccount` is empty for the account itself. */
  signIn(
    spaceId: string,
    from: {
      readonly account: string
      readonly subaccount: string
      readonly password: string
      readonly address: string
      readonly agent: string
    },
  ): Promise<SignIn>
  checkIdToken(token: string, spaceId: string): Promise<IdToken>
  refresh(refreshToken: string, spaceId: string): Promise<({ readonly ok: true } & Tokens) | { readonly ok: false }>
  /** False when there is no such session. */
  signOut(accessToken: string, spaceId: string): Promise<boolean>
}

export type Jp1Deps = {
  readonly sessions: Jp1Sessions
  readonly starter: Starter
  /** Who really asks, behind trusted proxies. */
  readonly addressOf: (context: AppContext) => string
  readonly digest: (text: string) => string
} & Pick<DialectOptions, 'isUnavailable' | 'log'>
