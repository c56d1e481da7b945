// Questions about the account itself, for the console and the self-check: which numbers it owns, and whether the credentials
// and the token that signs webhooks are right.

import type { Client, Clients } from './client.ts'
import type { TwilioConnection } from './connection.ts'
import { askFailure } from './errors.ts'

export type OwnedNumber = {
  /** E.164. */
  readonly number: string
  readonly name: string
  readonly voice: boolean
  readonly sms: boolean
}

export type NumberList =
  | { readonly ok: true; readonly numbers: readonly OwnedNumber[] }
  | { readonly ok: false; readonly code: string }

export type CredentialsCheck =
  | {
      readonly ok: true
      /** null when the credentials may not read the account itself. */
      readonly account: { readonly name: string; readonly status: string; readonly trial: boolean } | null
      readonly warnings: readonly CredentialsWarning[]
    }
  | { readonly ok: false; readonly code: string; readonly part: 'requests' | 'auth_token' }

export type CredentialsWarning = 'account.trial' | 'account.not_active' | 'account.no_voice_number'

const numbersMax = 2_000
const pageSize = 100

/** Returns the numbers the account owns, page by page; never throws. */
export const listNumbers = async (clients: Clients, connection: TwilioConnection): Promise<NumberList> => {
  try {
    return { ok: true, numbers: await ownedNumbers(clients(connection)) }
  } catch (error) {
    return { ok: false, code: askFailure(error) }
  }
}

const ownedNumbers = async (client: Client): Promise<readonly OwnedNumber[]> => {
  const owned = await client.incomingPhoneNumbers.list({ pageSize, limit: numbersMax })
  return owned.map((each) => ({
    number: each.phoneNumber,
    name: each.friendlyName,
    // Typed as always there; providers that only resemble Twilio leave it out.
    voice: (each.capabilities as Partial<typeof each.capabilities> | null)?.voice ?? false,
    sms: (each.capabilities as Partial<typeof each.capabilities> | null)?.sms ?? false,
  }))
}

/**
 * Checks what requests are made with, and separately the account's token: webhooks are signed with it even where an API key
 * makes the requests, and a wrong one would refuse every callback. Never throws.
 */
export const checkCredentials = async (clients: Clients, connection: TwilioConnection): Promise<CredentialsCheck> => {
  const numbers = await listNumbers(clients, connection)
  if (!numbers.ok) return { ok: false, code: numbers.code, part: 'requests' }
  const { apiKeySid: _sid, apiKeySecret: _secret, ...withToken } = connection
  try {
    const account = await clients(withToken).api.v2010.accounts(connection.accountSid).fetch()
    const trial = String(account.type).toLowerCase() === 'trial'
    const warnings: CredentialsWarning[] = []
    if (trial) warnings.push('account.trial')
    if (account.status !== 'active') warnings.push('account.not_active')
    if (!numbers.numbers.some((number) => number.voice)) warnings.push('account.no_voice_number')
    return { ok: true, account: { name: account.friendlyName, status: account.status, trial }, warnings }
  } catch (error) {
    const code = askFailure(error)
    // A provider that only resembles Twilio may have no such resource; that says nothing about the token.
    return code === '20404' || code === 'http.404'
      ? { ok: true, account: null, warnings: [] }
      : { ok: false, code, part: 'auth_token' }
  }
}
