// Addresses by which a mail comes back to its attempt: `noroshi+r…@` for replies, `noroshi+b…@` for what could not be delivered.
// Small letters and digits only, for on the way some programs change the rest; short enough for a local part of 64. Nobody can make
// one without the attempt's nonce.

import { createHash, timingSafeEqual } from 'node:crypto'
import type { CalloutId } from '#core/ids'
import type { AttemptRow } from '#engine/ports'

export type Purpose = 'reply' | 'bounce'
export type MailToken = {
  readonly purpose: Purpose
  readonly calloutId: CalloutId
  readonly attempt: number
  readonly secret: string
}

const letters = { reply: 'r', bounce: 'b' } as const
const ID_LENGTH = 25
const SECRET_LENGTH = 13
const TOKEN = /^([rb])([0-9a-z]{25})([0-9a-z]{13})([0-9a-z]{1,4})$/

const base36 = (hex: string, length: number): string => BigInt(`0x${hex}`).toString(36).padStart(length, '0')

const hexOf = (text: string): string => {
  let value = 0n
  for (const digit of text) value = value * 36n + BigInt(Number.parseInt(digit, 36))
  return value.toString(16).padStart(32, '0')
}

/** 64 bits that only somebody who knows the nonce can name; each purpose has its own. */
const secretOf = ({ nonce }: Pick<AttemptRow, 'nonce'>, purpose: Purpose): string =>
  base36(createHash('sha256').update(`${purpose} ${nonce}`).digest('hex').slice(0, 16), SECRET_LENGTH)

/** Returns the address for one attempt, at the mailbox where mails come back. @param base a mailbox without a plus */
export const tokenAddress = (
  base: string,
  purpose: Purpose,
  attempt: Pick<AttemptRow, 'calloutId' | 'ordinal' | 'nonce'>,
): string => {
  const at = base.lastIndexOf('@')
  const id = base36(attempt.calloutId.replaceAll('-', ''), ID_LENGTH)
  const token = `${letters[purpose]}${id}${secretOf(attempt, purpose)}${attempt.ordinal.toString(36)}`
  return `${base.slice(0, at)}+${token}${base.slice(at)}`
}

/** Returns what an address names, or null when it is none of ours. */
export const readTokenAddress = (address: string): MailToken | null => {
  const local = address.slice(0, Math.max(0, address.lastIndexOf('@'))).toLowerCase()
  const [, mail = '', id = '', secret = '', ordinal = ''] = TOKEN.exec(local.slice(local.lastIndexOf('+') + 1)) ?? []
  if (mail === '') return null
  const hex = hexOf(id)
  if (hex.length > 32) return null
  const calloutId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') as CalloutId
  const purpose = mail === letters.reply ? 'reply' : 'bounce'
  return { purpose, calloutId, attempt: Number.parseInt(ordinal, 36), secret }
}

/** Whether a token was made for this attempt. */
export const isTokenOf = (attempt: Pick<AttemptRow, 'nonce'>, { purpose, secret }: MailToken): boolean =>
  timingSafeEqual(Buffer.from(secretOf(attempt, purpose)), Buffer.from(secret))
