// The codes of a second factor: those an authenticator shows (RFC 6238, thirty seconds, six digits, SHA-1, which every one of them
// knows), and recovery codes. Pure but for chance; what was taken already is the store's to know.

import { createHash, randomBytes } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'

const STEP_MS = 30_000
/** An authenticator's clock may be a step off, and a code typed slowly. */
const STEPS_OFF = 1
const SECRET_BYTES = 20
const RECOVERY_CODES = 10

export const newSecret = (): string => new Secret({ size: SECRET_BYTES }).base32

const totp = (secret: string, names: { issuer: string; label: string }): TOTP =>
  new TOTP({ ...names, secret: Secret.fromBase32(secret) })

/** What an authenticator reads as a picture. */
export const uriOf = (secret: string, label: string): string => totp(secret, { issuer: 'Noroshi', label }).toString()

/** Returns the step whose code this is, or null. */
export const stepOf = (secret: string, code: string, nowMs: number): number | null => {
  const delta = totp(secret, { issuer: '', label: '' }).validate({ token: code, timestamp: nowMs, window: STEPS_OFF })
  return delta === null ? null : Math.floor(nowMs / STEP_MS) + delta
}

/** As people type them: full-width, with spaces or hyphens, in capitals. */
export const plainCode = (text: string): string => text.normalize('NFKC').replace(/[\s-]/g, '').toLowerCase()

export const isTotp = (code: string): boolean => /^\d{6}$/.test(code)

// Without what is mistaken for something else: 0 and o, 1 and l.
const LETTERS = '23456789abcdefghjkmnpqrstuvwxyz'
const LENGTH = 16
const GROUPS = /.{4}(?=.)/g

/** 79 bits each: nobody guesses one, so a plain hash keeps them. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: RECOVERY_CODES }, () => {
    let code = ''
    while (code.length < LENGTH) {
      // The few bytes that would favour some letters are thrown away.
      const [byte = 0] = randomBytes(1)
      if (byte < 256 - (256 % LETTERS.length)) code += LETTERS[byte % LETTERS.length]
    }
    return code.replace(GROUPS, '$&-')
  })

export const hashRecovery = (code: string): string => createHash('sha256').update(plainCode(code)).digest('hex')
