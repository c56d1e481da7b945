// The secret part of an answer's link: which attempt it answers, and the attempt's nonce, which nobody can guess. Short, for it
// travels in SMS too.

import { timingSafeEqual } from 'node:crypto'
import type { CalloutId } from '#core/ids'
import type { AttemptRow } from '#engine/ports'

export type AnswerToken = { readonly calloutId: CalloutId; readonly attempt: number; readonly nonce: string }

const TOKEN = /^([A-Za-z0-9_-]{22})([A-Za-z0-9_-]{22})([0-9a-z]{1,6})$/

export const answerToken = ({
  calloutId,
  ordinal,
  nonce,
}: Pick<AttemptRow, 'calloutId' | 'ordinal' | 'nonce'>): string =>
  `${Buffer.from(calloutId.replaceAll('-', ''), 'hex').toString('base64url')}${nonce}${ordinal.toString(36)}`

/** Returns what a token names, or null when it is none. */
export const readToken = (token: string): AnswerToken | null => {
  const [, callout = '', nonce = '', ordinal = ''] = TOKEN.exec(token) ?? []
  if (callout === '') return null
  const hex = Buffer.from(callout, 'base64url').toString('hex')
  const id = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  return { calloutId: id as CalloutId, attempt: Number.parseInt(ordinal, 36), nonce }
}

export const isNonceOf = (attempt: Pick<AttemptRow, 'nonce'>, nonce: string): boolean => {
  const [known, given] = [Buffer.from(attempt.nonce), Buffer.from(nonce)]
  return known.length === given.length && timingSafeEqual(known, given)
}
