// The receiving end of Web Push, from its documents and not from the library that sends: a message is decrypted as a browser does it
// (RFC 8188, RFC 8291), and the signature of whoever sent it is checked as a push service does it (RFC 8292).

import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto'

/** The keys of one browser. */
export type Receiver = { readonly privateKey: Buffer; readonly publicKey: Buffer; readonly auth: Buffer }

const CURVE = 'prime256v1'
const POINT_BYTES = 65
const SALT_BYTES = 16
const HEAD_BYTES = SALT_BYTES + 4 + 1
const KEY_BYTES = 16
const NONCE_BYTES = 12
const TAG_BYTES = 16
const LAST_RECORD = 2

export const newReceiver = (): Receiver => {
  const pair = createECDH(CURVE)
  const publicKey = pair.generateKeys()
  return { privateKey: pair.getPrivateKey(), publicKey, auth: randomBytes(16) }
}

type Derived = { readonly salt: Buffer; readonly secret: Buffer; readonly info: Buffer; readonly bytes: number }

const hkdf = ({ salt, secret, info, bytes }: Derived): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, salt, info, bytes))

/** Returns the words of a body in `aes128gcm` with one record; throws where it is none, or for somebody else. */
export const decrypt = (body: Buffer, { privateKey, publicKey, auth }: Receiver): string => {
  const salt = body.subarray(0, SALT_BYTES)
  const recordBytes = body.readUInt32BE(SALT_BYTES)
  const idBytes = body.readUInt8(SALT_BYTES + 4)
  const sender = body.subarray(HEAD_BYTES, HEAD_BYTES + idBytes)
  const record = body.subarray(HEAD_BYTES + idBytes)
  if (idBytes !== POINT_BYTES || record.length > recordBytes) throw new Error('no single record of a push message')
  const pair = createECDH(CURVE)
  pair.setPrivateKey(privateKey)
  const shared = pair.computeSecret(sender)
  const keyInfo = Buffer.concat([Buffer.from('WebPush: info\0'), publicKey, sender])
  const material = hkdf({ salt: auth, secret: shared, info: keyInfo, bytes: 32 })
  const key = hkdf({ salt, secret: material, info: Buffer.from('Content-Encoding: aes128gcm\0'), bytes: KEY_BYTES })
  const nonce = hkdf({ salt, secret: material, info: Buffer.from('Content-Encoding: nonce\0'), bytes: NONCE_BYTES })
  const cipher = createDecipheriv('aes-128-gcm', key, nonce)
  cipher.setAuthTag(record.subarray(-TAG_BYTES))
  const padded = Buffer.concat([cipher.update(record.subarray(0, -TAG_BYTES)), cipher.final()])
  const end = padded.lastIndexOf(LAST_RECORD)
  if (end < 0 || padded.subarray(end + 1).some((byte) => byte !== 0)) throw new Error('padded wrongly')
  return padded.subarray(0, end).toString('utf8')
}

export type Vapid = { readonly aud: string; readonly exp: number; readonly sub: string; readonly publicKey: string }

const DAY_SECONDS = 86_400

const read = (part = ''): unknown => JSON.parse(Buffer.from(part, 'base64url').toString())

const isSigned = (token: string, publicKey: string): boolean => {
  const [head = '', claims = '', signature = ''] = token.split('.')
  const point = Buffer.from(publicKey, 'base64url')
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'))
  const key = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '' }, format: 'jwk' })
  const how = { key, dsaEncoding: 'ieee-p1363' } as const
  const isEs256 = (read(head) as { alg: string }).alg === 'ES256'
  return isEs256 && verify('sha256', Buffer.from(`${head}.${claims}`), how, Buffer.from(signature, 'base64url'))
}

/** Returns what an `Authorization: vapid` header claims; throws where its signature does not hold, or it holds for too long. */
export const readVapid = (header: string, nowMs: number): Vapid => {
  const [, token = '', publicKey = ''] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(header) ?? []
  if (!isSigned(token, publicKey)) throw new Error('not signed by the key it names')
  const { aud, exp, sub } = read(token.split('.')[1]) as Vapid
  const leftMs = exp * 1_000 - nowMs
  if (leftMs <= 0 || leftMs > DAY_SECONDS * 1_000) throw new Error('good for no time, or too long')
  return { aud, exp, sub, publicKey }
}
