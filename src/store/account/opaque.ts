// Secrets that open a door: a prefix that tells what for, then the space and 192 random bits in base64url. They carry their space,
// so that each is looked up inside it and nothing ever searches across spaces; a wrong space in one finds no hash. The
// database holds SHA-256 only.

import { hash, randomBytes } from 'node:crypto'

/** API token; of a session the cookie, the id token, the access token and the refresh token; one-time link; calendar feed. */
export type Door = 'nrs' | 'nrc' | 'nri' | 'nra' | 'nrr' | 'nrl' | 'nrf'

const SPACE_BYTES = 16
const SECRET_BYTES = 24
const CHARACTERS = Math.ceil(((SPACE_BYTES + SECRET_BYTES) * 8) / 6)
const FORM = new RegExp(`^([a-z]{3})_([\\w-]{${CHARACTERS}})$`)

export const makeOpaque = (door: Door, spaceId: string): string => {
  const space = Buffer.from(spaceId.replaceAll('-', ''), 'hex')
  return `${door}_${Buffer.concat([space, randomBytes(SECRET_BYTES)]).toString('base64url')}`
}

/** Returns the space it was made in, or null when it is none of ours for this door. */
export const spaceOfOpaque = (door: Door, text: string): string | null => {
  const [, prefix, body = ''] = FORM.exec(text) ?? []
  if (prefix !== door) return null
  const hex = Buffer.from(body, 'base64url').subarray(0, SPACE_BYTES).toString('hex')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

export const hashOpaque = (text: string): string => hash('sha256', text)
