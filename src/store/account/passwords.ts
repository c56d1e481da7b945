// Passwords: the rules, and scrypt hashes that carry their parameters. A password is brought into NFKC before anything looks at
// it: full-width letters of a Japanese keyboard and the two ways to write an accent are the same password.

import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { ConfigRefusal } from '../config/context.ts'

/** How much work a guess costs: 2^logN × blockSize × 128 bytes of memory, `parallel` times one after another. */
export type PasswordCost = { readonly logN: number; readonly blockSize: number; readonly parallel: number }

/** 32 MiB, three times: what OWASP's cheat sheet asks of scrypt. */
export const passwordCost: PasswordCost = { logN: 15, blockSize: 8, parallel: 3 }

const CHARACTERS_MIN = 10
const CHARACTERS_MAX = 200
const KEY_BYTES = 32
const SALT_BYTES = 16
/** Longer input is cut off before it is normalised: it cannot be right. */
const INPUT_MAX = 4_096

const normal = (password: string): string => password.slice(0, INPUT_MAX).normalize('NFKC')

/** How names of accounts are compared. No name has a NUL, which the database could not even be asked for. */
export const folded = (name: string): string => name.normalize('NFKC').toLowerCase().trim().replaceAll('\0', '\uFFFD')

/**
 * 10 to 200 characters, counted in NFKC, and none of the names it is used with.
 * @errors account.password_rules
 */
export const checkPassword = (password: string, names: readonly string[]): void => {
  const text = normal(password)
  const length = Array.from(text).length
  const refuse = (detail: string): never => {
    throw new ConfigRefusal('account.password_rules', detail, 'password')
  }
  if (length < CHARACTERS_MIN) refuse(`has fewer than ${CHARACTERS_MIN} characters`)
  if (length > CHARACTERS_MAX) refuse(`has more than ${CHARACTERS_MAX} characters`)
  if (names.some((name) => name !== '' && folded(name) === folded(text))) refuse('is the name of the account')
}

/** True when two texts are one password. */
export const samePassword = (a: string, b: string): boolean => normal(a) === normal(b)

const derive = (password: string, salt: Buffer, { logN, blockSize, parallel }: PasswordCost): Promise<Buffer> => {
  const options = { N: 2 ** logN, r: blockSize, p: parallel, maxmem: 2 ** logN * blockSize * 256 }
  return new Promise((resolve, reject) => {
    scrypt(normal(password), salt, KEY_BYTES, options, (error, key) => (error === null ? resolve(key) : reject(error)))
  })
}

/** Returns `$scrypt$ln=15,r=8,p=3$<salt>$<key>`. */
export const hashPassword = async (password: string, cost: PasswordCost): Promise<string> => {
  const salt = randomBytes(SALT_BYTES)
  const key = await derive(password, salt, cost)
  const { logN, blockSize, parallel } = cost
  return `$scrypt$ln=${logN},r=${blockSize},p=${parallel}$${salt.toString('base64url')}$${key.toString('base64url')}`
}

const FORM = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([\w-]+)\$([\w-]+)$/

const costOf = (stored: string): PasswordCost | null => {
  const [whole, logN, blockSize, parallel] = FORM.exec(stored) ?? []
  return whole === undefined ? null : { logN: Number(logN), blockSize: Number(blockSize), parallel: Number(parallel) }
}

/** True for the password a hash was made from; takes the same time for every other. */
export const matches = async (password: string, stored: string): Promise<boolean> => {
  const cost = costOf(stored)
  const [, , , , salt = '', key = ''] = FORM.exec(stored) ?? []
  if (cost === null) return false
  const wanted = Buffer.from(key, 'base64url')
  const found = await derive(password, Buffer.from(salt, 'base64url'), cost)
  return wanted.length === found.length && timingSafeEqual(wanted, found)
}

/** True for a hash made with other parameters than those in use now. */
export const isOutdated = (stored: string, cost: PasswordCost): boolean => {
  const known = costOf(stored)
  return known === null || (Object.keys(cost) as (keyof PasswordCost)[]).some((name) => known[name] !== cost[name])
}

/** A password for one use, easy to read out and to type: 100 random bits in letters and digits nobody confuses. */
export const oneTimePassword = (): string => {
  const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789'
  const characters = Array.from(randomBytes(40))
    .filter((byte) => byte < alphabet.length * Math.floor(256 / alphabet.length))
    .slice(0, 20)
    .map((byte) => alphabet[byte % alphabet.length])
  return characters.join('').replace(/.{5}(?=.)/g, '$&-')
}
