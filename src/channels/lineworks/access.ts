// Access to LINE WORKS' API: a service account signs who it is (JWT) and is given a token for a day, which is kept.

import { createPrivateKey, createSign, type KeyObject } from 'node:crypto'
import { z } from 'zod'
import { NotTaken, taken } from '../webhook/placement.ts'
import type { OutgoingOptions } from '../webhook/webhook.ts'
import type { LineWorksConnection } from './connection.ts'

export const KIND = 'lineworks'
export const ANSWER_MS = 10_000
const AUTH_URL = 'https://auth.worksmobile.com'
const ASSERTION_SECONDS = 1_800
/** A token is not used in the last minutes it is good for. */
const SPARE_MS = 5 * 60_000
const TOKENS_MAX = 1_000
const TOKEN_ANSWER_MAX = 16_384

const tokenAnswer = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number() })

const keyOf = (pem: string): KeyObject => {
  try {
    return createPrivateKey(pem)
  } catch {
    throw new NotTaken({ kind: 'refused', refusal: 'configuration', code: `${KIND}.private_key` })
  }
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** @source LINE WORKS, "Authentication with a Service Account (JWT)"; RFC 7523 */
export const assertionFor = ({ clientId, serviceAccount, privateKey }: LineWorksConnection, nowMs: number): string => {
  const iat = Math.floor(nowMs / 1_000)
  const claims = { iss: clientId, sub: serviceAccount, iat, exp: iat + ASSERTION_SECONDS }
  const signed = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(keyOf(privateKey)).toString('base64url')}`
}

/** Whatever is wrong with who we say we are, only an operator can put right. */
const refusedAccess = (status: number) =>
  new NotTaken({ kind: 'refused', refusal: 'configuration', code: `${KIND}.access_${status}` })

export const createAccess = ({ sender, nowMs }: OutgoingOptions) => {
  const known = new Map<string, { readonly version: string; readonly token: string; readonly untilMs: number }>()

  const ask = async (connection: LineWorksConnection) => {
    const body = new URLSearchParams({
      assertion: assertionFor(connection, nowMs()),
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      client_id: connection.clientId,
      client_secret: connection.clientSecret,
      scope: 'bot',
    }).toString()
    const answer = await sender.send({
      url: `${connection.baseUrl ?? AUTH_URL}/oauth2/v2.0/token`,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body,
      timeoutMs: ANSWER_MS,
      answerMax: TOKEN_ANSWER_MAX,
    })
    if (answer.kind === 'answered' && [400, 401, 403].includes(answer.status)) throw refusedAccess(answer.status)
    return tokenAnswer.parse(JSON.parse(taken(answer, { nowMs: nowMs(), kind: KIND }).answer))
  }

  return {
    /** @errors NotTaken: nothing was sent yet, whatever went wrong */
    tokenFor: async (connection: LineWorksConnection): Promise<string> => {
      const { clientId, serviceAccount, clientSecret, privateKey, baseUrl } = connection
      const version = JSON.stringify([clientId, serviceAccount, clientSecret, privateKey, baseUrl])
      const found = known.get(connection.id)
      if (found?.version === version && found.untilMs > nowMs()) return found.token
      try {
        const { access_token: token, expires_in: seconds } = await ask(connection)
        if (known.size >= TOKENS_MAX) known.clear()
        known.set(connection.id, { version, token, untilMs: nowMs() + seconds * 1_000 - SPARE_MS })
        return token
      } catch (error) {
        if (error instanceof NotTaken && error.failure.kind === 'refused') throw error
        // Without a token no message was sent: it can be tried again.
        throw new NotTaken({ kind: 'refused', refusal: 'temporary', code: `${KIND}.no_token` })
      }
    },
    forget: ({ id }: LineWorksConnection): void => void known.delete(id),
  }
}
