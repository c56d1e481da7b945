// Signing in and out: account, optional subaccount and password for three tokens. `POST /api/v1/signin` is documented; refresh
// and sign-out are implied by what their tokens are said to be for, and their names are ours.

import { answerJson } from '#dialects/shared/dialect-app'
import type { AppContext } from '#http/port'
import { bearerOf, type Fields, Refusal, readFields, refuse, unauthorized } from './answers.ts'
import { messages } from './choices.ts'
import type { Jp1Deps } from './ports.ts'

type Handler = (context: AppContext) => Promise<Response>

type Credentials = { readonly account: string; readonly subaccount: string; readonly password: string }

const credentialsOf = ({ account, subaccount, password }: Fields): Credentials | null => {
  if (typeof account !== 'string' || account === '' || typeof password !== 'string' || password === '') return null
  const sub = subaccount ?? ''
  return typeof sub === 'string' ? { account, subaccount: sub, password } : null
}

const tooMany = (seconds: number): Refusal => new Refusal(429, messages.tooMany, { 'Retry-After': String(seconds) })

export const signIn =
  ({ sessions, addressOf }: Jp1Deps): Handler =>
  async (context) => {
    const fields = await readFields(context)
    if (fields instanceof Refusal) return refuse(context, fields)
    const credentials = credentialsOf(fields)
    if (credentials === null) return refuse(context, new Refusal(400, messages.credentialsMissing))
    const from = { address: addressOf(context), agent: context.req.header('User-Agent') ?? '' }
    const signed = await sessions.signIn(context.get('spaceId'), { ...credentials, ...from })
    if (!signed.ok) {
      const { retryAfterSeconds } = signed
      return refuse(context, retryAfterSeconds === null ? unauthorized() : tooMany(retryAfterSeconds))
    }
    const { idToken, expiresInSeconds, refreshToken, accessToken } = signed
    return answerJson(context, {
      id_token: idToken,
      expires: expiresInSeconds,
      refresh_token: refreshToken,
      access_token: accessToken,
    })
  }

export const refresh =
  ({ sessions }: Jp1Deps): Handler =>
  async (context) => {
    const fields = await readFields(context)
    if (fields instanceof Refusal) return refuse(context, fields)
    const { refresh_token: token } = fields
    if (typeof token !== 'string' || token === '') return refuse(context, new Refusal(400, messages.malformed))
    const renewed = await sessions.refresh(token, context.get('spaceId'))
    if (!renewed.ok) return refuse(context, unauthorized())
    const { idToken, expiresInSeconds, accessToken } = renewed
    return answerJson(context, { id_token: idToken, expires: expiresInSeconds, access_token: accessToken })
  }

/** The access token comes as a bearer or in the body; one in the header wins. */
export const signOut =
  ({ sessions }: Jp1Deps): Handler =>
  async (context) => {
    const fields = await readFields(context)
    if (fields instanceof Refusal) return refuse(context, fields)
    const token = bearerOf(context) ?? fields['access_token']
    if (typeof token !== 'string' || !(await sessions.signOut(token, context.get('spaceId'))))
      return refuse(context, unauthorized())
    return answerJson(context, {})
  }
