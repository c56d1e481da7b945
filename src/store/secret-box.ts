// Seals what must be stored but never shown: provider credentials, signing keys. AES-256-GCM with a key that is not in
// the database. The context ("connection/<id>/token") is authenticated with it, so a sealed value copied to another row
// does not open there. The key itself comes from the settings, or is made in the data directory.
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { existsSync, linkSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { syncFolder } from './disk.ts'
import { hasCode, StoreError } from './store-error.ts'

export type SecretBox = {
  /** @param context where the value belongs; the same is needed to open it */
  seal(plaintext: string, context: string): string
  /** @errors secret.sealed another key, another context, or a changed value */
  open(sealed: string, context: string): string
  /** tells keys apart without telling them: kept in the database, compared at start */
  fingerprint: string
}

/** The settings that say where the key comes from. */
export type SecretKeySettings = {
  databaseUrl?: string | null | undefined
  secretKey?: string | null | undefined
  secretKeyFile?: string | null | undefined
}

const keyBytes = 32
const nonceBytes = 12
const tagBytes = 16
const version = 'v1'
const howToMake = 'Make one with: openssl rand -base64 32'

/** @param key 32 bytes, as loadSecretKey returns them */
export function openSecretBox(key: Uint8Array): SecretBox {
  if (key.length !== keyBytes)
    throw new StoreError('secret.malformed', `A secret key has ${keyBytes} bytes. ${howToMake}`)
  return {
    seal: (plaintext, context) => seal(key, plaintext, context),
    open: (sealed, context) => open(key, sealed, context),
    fingerprint: createHash('sha256').update('noroshi key fingerprint\n').update(key).digest('hex').slice(0, 16),
  }
}

function seal(key: Uint8Array, plaintext: string, context: string): string {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(associated(context))
  const body = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()])
  return `${version}.${Buffer.concat([nonce, body, cipher.getAuthTag()]).toString('base64url')}`
}

function open(key: Uint8Array, sealed: string, context: string): string {
  const [label, text, ...rest] = sealed.split('.')
  const bytes = Buffer.from(text ?? '', 'base64url')
  if (label !== version || rest.length > 0 || bytes.length < nonceBytes + tagBytes) throw notOpened()
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
  decipher.setAAD(associated(context)).setAuthTag(bytes.subarray(-tagBytes))
  try {
    const body = decipher.update(bytes.subarray(nonceBytes, -tagBytes))
    return Buffer.concat([body, decipher.final()]).toString('utf8')
  } catch (cause) {
    throw notOpened(cause)
  }
}

// The version is bound too: a later format cannot be passed off as this one.
function associated(context: string): Buffer {
  return Buffer.from(`${version}\n${context}`, 'utf8')
}

function notOpened(cause?: unknown): StoreError {
  const message = 'A stored secret cannot be opened: it was sealed with another key, for another place, or was changed.'
  return new StoreError('secret.sealed', message, { cause })
}

/**
 * Returns the 32 bytes of the secret key: as given; else, with the embedded database only, from the data directory,
 * where the first start makes it.
 * @errors secret.missing, secret.malformed, secret.unreadable
 */
export function loadSecretKey({ settings, dataDir }: { settings: SecretKeySettings; dataDir: string }): Uint8Array {
  if (settings.secretKey) return parseKey(settings.secretKey, 'NOROSHI_SECRET_KEY')
  if (settings.secretKeyFile) {
    return parseKey(readKeyFile(settings.secretKeyFile), `the file ${settings.secretKeyFile} (NOROSHI_SECRET_KEY_FILE)`)
  }
  if (settings.databaseUrl) {
    throw new StoreError(
      'secret.missing',
      'With DATABASE_URL the secret key must be given, the same for every process on that database: set ' +
        `NOROSHI_SECRET_KEY or NOROSHI_SECRET_KEY_FILE. ${howToMake}`,
    )
  }
  const file = join(dataDir, 'secret.key')
  if (!existsSync(file)) makeKeyFile(file)
  return parseKey(readKeyFile(file), `the file ${file}`)
}

/** Accepts 32 bytes as base64 (either alphabet) or hexadecimal. The value never enters a message. */
function parseKey(text: string, where: string): Uint8Array {
  const trimmed = text.trim()
  if (/^[0-9a-f]{64}$/i.test(trimmed)) return Buffer.from(trimmed, 'hex')
  if (/^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed)) return Buffer.from(trimmed, 'base64')
  const message = `The secret key in ${where} is not 32 bytes in base64 or hexadecimal (${trimmed.length} characters).`
  throw new StoreError('secret.malformed', `${message} ${howToMake}`)
}

function readKeyFile(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new StoreError('secret.unreadable', `The secret key file cannot be read: ${why}`, { cause })
  }
}

// Written aside and linked: never half there, and of two first starts one key wins for both.
function makeKeyFile(file: string): void {
  const half = `${file}.${randomBytes(6).toString('hex')}`
  writeFileSync(half, `${randomBytes(keyBytes).toString('base64')}\n`, { mode: 0o600, flag: 'wx', flush: true })
  try {
    linkSync(half, file)
    syncFolder(dirname(file))
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error
  } finally {
    rmSync(half, { force: true })
  }
}

/** True when others than its owner could read the key file; for a warning at start. */
export function isKeyFileOpen(file: string): boolean {
  return existsSync(file) && (statSync(file).mode & 0o077) !== 0
}
