// What the routes about accounts and sessions need from the store, as ports. Refusals are thrown with a code of the contract;
// what signing in answers is a value, since it is no exception.

import type { Page, PageRequest } from './ports.ts'

export type AccountRecord = {
  readonly id: string
  readonly account: string
  readonly subaccount: string
  readonly user: string
  readonly userName: string
  readonly mustChange: boolean
  readonly disabled: boolean
  readonly hasSecondFactor: boolean
  readonly policies: readonly string[] | null
  readonly lockedUntilMs: number | null
  readonly lastSignInAtMs: number | null
  readonly createdAtMs: number
  readonly updatedAtMs: number
}
export type AccountWrite = {
  readonly user: string
  readonly account: string
  readonly subaccount: string
  /** null: one for one use is made. */
  readonly password: string | null
  readonly mustChange: boolean
  readonly policies: readonly string[] | null
}
export type AccountPatch = {
  readonly account?: string
  readonly subaccount?: string
  readonly disabled?: boolean
  readonly policies?: readonly string[] | null
}

/** What whoever asks may do themselves: they cannot give more, nor take over who may more. */
export type Holder = ReadonlySet<string>

export interface AccountsPort {
  /** @param page.user key or id; null: everybody’s */
  list(spaceId: string, page: PageRequest & { readonly user: string | null }): Promise<Page<AccountRecord>>
  get(spaceId: string, id: string): Promise<AccountRecord>
  create(
    spaceId: string,
    write: AccountWrite,
    holder: Holder,
  ): Promise<{ readonly record: AccountRecord; readonly oneTimePassword: string | null }>
  update(
    spaceId: string,
    id: string,
    change: { readonly patch: AccountPatch; readonly holder: Holder },
  ): Promise<AccountRecord>
  remove(spaceId: string, id: string, holder: Holder): Promise<void>
  unlock(spaceId: string, id: string): Promise<AccountRecord>
  resetPassword(spaceId: string, id: string, holder: Holder): Promise<string>
  endSessions(spaceId: string, id: string, holder: Holder): Promise<void>
  endSession(spaceId: string, id: string, one: { readonly sessionId: string; readonly holder: Holder }): Promise<void>
}

export type LinkRecord = {
  readonly id: string
  readonly kind: 'invitation' | 'reset'
  readonly user: string
  readonly userName: string
  readonly account: string | null
  readonly subaccount: string
  readonly createdBy: string
  readonly createdAtMs: number
  readonly expiresAtMs: number
}
export type NewLink = { readonly record: LinkRecord; readonly secret: string }
/** Where letters go: a user's first mail address. */
export type Recipient = { readonly name: string; readonly address: string; readonly language: 'ja' | 'en' }
/** Without a recipient it is handed over by hand. */
export type AddressedLink = NewLink & { readonly recipient: Recipient | null }

export interface LettersPort {
  /** Sends a link, and says what became of it. */
  send(
    spaceId: string,
    link: NewLink & { readonly recipient: Recipient },
  ): Promise<{ readonly kind: 'sent' } | { readonly kind: 'failed'; readonly code: string }>
  /** Returns the seconds to wait; null when it is being worked on. */
  forgotten(
    spaceId: string,
    asked: { readonly account: string; readonly subaccount: string; readonly address: string },
  ): number | null
}

export type InvitationWrite = {
  readonly user: string
  readonly account: string | null
  readonly subaccount: string
  readonly roles: readonly { readonly role: string; readonly project: string | null }[]
  readonly createdBy: string
  readonly mail: boolean
}

export interface LinksPort {
  list(
    spaceId: string,
    page: PageRequest,
    filter: { readonly user: string | null; readonly kind: LinkRecord['kind'] | null },
  ): Promise<Page<LinkRecord>>
  invite(spaceId: string, write: InvitationWrite, holder: Holder): Promise<AddressedLink>
  reset(
    spaceId: string,
    accountId: string,
    by: { readonly createdBy: string; readonly holder: Holder; readonly mail: boolean },
  ): Promise<AddressedLink>
  withdraw(spaceId: string, id: string): Promise<void>
  look(spaceId: string, secret: string): Promise<LinkRecord>
  use(
    spaceId: string,
    use: { readonly secret: string; readonly account: string | null; readonly password: string },
  ): Promise<SignedIn>
}

export type GrantWrite = {
  readonly role: string
  readonly user: string | null
  readonly group: string | null
  readonly project: string | null
}
export type GrantRecord = GrantWrite & {
  readonly id: string
  readonly projectName: string | null
  readonly byProvider: boolean
  readonly createdAtMs: number
}

export interface GrantsPort {
  list(
    spaceId: string,
    page: PageRequest,
    filter: { readonly [One in keyof GrantWrite]: string | null },
  ): Promise<Page<GrantRecord>>
  create(spaceId: string, write: GrantWrite, holder: Holder): Promise<GrantRecord>
  remove(spaceId: string, id: string, holder: Holder): Promise<void>
}

export type SignedIn = {
  readonly id: string
  readonly spaceId: string
  readonly userId: string
  readonly mustChange: boolean
}
export type SignInResult =
  | { readonly ok: true; readonly account: SignedIn }
  | { readonly ok: false; readonly code: 'auth.sign_in_failed' | 'auth.code_needed' | 'auth.code_wrong' }
  | { readonly ok: false; readonly code: 'auth.too_many_sign_ins'; readonly retryAfterSeconds: number }

export type SessionRecord = {
  readonly id: string
  readonly kind: 'browser' | 'api'
  readonly address: string
  readonly agent: string
  readonly createdAtMs: number
  readonly lastUsedAtMs: number
  readonly expiresAtMs: number
}

export type SessionCheck =
  | {
      readonly ok: true
      readonly spaceId: string
      readonly projectId: string | null
      readonly kind: 'session'
      readonly id: string
      readonly userId: string
      readonly name: string
      readonly scopes: ReadonlySet<string>
      readonly policies: readonly string[] | null
      readonly account: { readonly id: string; readonly name: string; readonly subaccount: string }
      readonly mustChange: boolean
      readonly mustAddFactor: boolean
      readonly expiresAtMs: number
    }
  | { readonly ok: false; readonly code: string }

type Named = { readonly id: string; readonly key: string; readonly name: string }
export type Who = {
  readonly space: Named
  readonly user: (Named & { readonly number: number }) | null
  readonly project: Named | null
  readonly projects: readonly Named[]
}

export interface SessionsPort {
  createBrowserSession(
    account: SignedIn,
    from: { readonly address: string; readonly agent: string; readonly project: string | null },
  ): Promise<{ readonly cookie: string; readonly expiresAtMs: number }>
  checkCookie(cookie: string, spaceId: string): Promise<SessionCheck>
  list(spaceId: string, accountId: string): Promise<readonly SessionRecord[]>
  end(spaceId: string, accountId: string, sessionId: string): Promise<void>
  chooseProject(
    spaceId: string,
    choice: { readonly sessionId: string; readonly userId: string; readonly project: string | null },
  ): Promise<void>
}

type Own = { readonly accountId: string; readonly code: string }
export interface SecondFactorPort {
  state(
    spaceId: string,
    accountId: string,
  ): Promise<{
    readonly state: 'none' | 'unconfirmed' | 'on'
    readonly required: boolean
    readonly recoveryCodesLeft: number
  }>
  begin(spaceId: string, accountId: string): Promise<{ readonly secret: string; readonly uri: string }>
  confirm(spaceId: string, own: Own & { readonly sessionId: string }): Promise<readonly string[]>
  renewCodes(spaceId: string, own: Own): Promise<readonly string[]>
  remove(spaceId: string, own: Own): Promise<void>
  reset(spaceId: string, accountId: string, holder: Holder): Promise<void>
}

export type AccountDeps = {
  readonly accounts: AccountsPort
  readonly links: LinksPort
  readonly letters: LettersPort
  readonly grants: GrantsPort
  readonly sessions: SessionsPort
  readonly signIn: (
    spaceId: string,
    credentials: {
      readonly account: string
      readonly subaccount: string
      readonly password: string
      readonly code?: string | null | undefined
      readonly address: string
    },
  ) => Promise<SignInResult>
  readonly secondFactor: SecondFactorPort
  readonly changePassword: (
    spaceId: string,
    change: {
      readonly accountId: string
      readonly sessionId: string
      readonly current: string
      readonly password: string
      readonly address: string
    },
  ) => Promise<SignInResult>
  readonly who: (
    spaceId: string,
    asks: { readonly userId: string | null; readonly projectId: string | null },
  ) => Promise<Who>
  /** The address people open for a one-time secret. */
  readonly linkFor: (spaceId: string, secret: string) => Promise<string>
  /** Whether cookies are bound to HTTPS. */
  readonly secure: boolean
}
