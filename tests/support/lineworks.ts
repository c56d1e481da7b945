// A LINE WORKS that checks who asks and keeps what a bot says. Follows its documents "Authentication with a Service Account (JWT)", Bot
// API 2.0 ("Text", "Button Template", "Action Objects") and "Receive Messages (Callback)". Not proven live: which of its errors mean the
// recipient and which the bot, its limits of pace, and in which of the two forms a press is told.

import { createHmac, createVerify, generateKeyPairSync } from 'node:crypto'
import { startWebPeer, type Taken, type WebPeer } from './web-peer.ts'

type Content = {
  readonly type: string
  readonly text?: string
  readonly contentText?: string
  readonly actions?: readonly { readonly type: string; readonly uri?: string; readonly postback?: string }[]
}

export type LineWorks = {
  readonly settings: object
  readonly secrets: { readonly clientSecret: string; readonly privateKey: string; readonly botSecret: string }
  /** Resolves with the first message to this address. */
  readonly messageTo: (address: string) => Promise<Content>
  /** Takes all tokens back. */
  readonly revoke: () => void
  /** Tokens that were asked for. */
  readonly tokens: () => number
  readonly next: WebPeer['next']
  /** What the bot is told of a pressed button, and its signature. */
  readonly press: (postback: string, atMs: number) => { readonly body: string; readonly signature: string }
  readonly close: () => Promise<void>
}

const keys = generateKeyPairSync('rsa', {
  modulusLength: 2_048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})
const clientId = 'client-1'
const serviceAccount = 'abc12.serviceaccount@example'

const isOurs = (form: URLSearchParams): boolean => {
  const [head = '', claims = '', signature = ''] = (form.get('assertion') ?? '').split('.')
  const verified = createVerify('RSA-SHA256')
    .update(`${head}.${claims}`)
    .verify(keys.publicKey, Buffer.from(signature, 'base64url'))
  const { iss, sub, exp, iat } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>
  return verified && iss === clientId && sub === serviceAccount && Number(exp) - Number(iat) <= 3_600
}

export const startLineWorks = async (): Promise<LineWorks> => {
  const secrets = { clientSecret: 'client secret', privateKey: keys.privateKey, botSecret: 'bot secret' }
  let [given, valid] = [0, '']
  const answer = ({ path, headers, body }: Taken) => {
    if (path === '/oauth2/v2.0/token') {
      const form = new URLSearchParams(body)
      const known = form.get('client_secret') === secrets.clientSecret && form.get('scope') === 'bot' && isOurs(form)
      if (!known) return { status: 401, body: '{"error":"invalid_client"}' }
      given += 1
      valid = `token-${given}-${'x'.repeat(2_000)}`
      return { status: 200, body: JSON.stringify({ access_token: valid, expires_in: '86400', token_type: 'Bearer' }) }
    }
    if (headers.authorization !== `Bearer ${valid}`) return { status: 401 }
    return { status: path.includes('/gone/') ? 404 : 201 }
  }
  const peer = await startWebPeer(answer)
  return {
    settings: { botId: '2000001', clientId, serviceAccount, baseUrl: peer.url },
    secrets,
    messageTo: async (address) => {
      const place = address.startsWith('#') ? `channels/${address.slice(1)}` : `users/${encodeURIComponent(address)}`
      const { body } = await peer.find(({ path }) => path === `/v1.0/bots/2000001/${place}/messages`)
      return (JSON.parse(body) as { content: Content }).content
    },
    revoke: () => {
      valid = 'none'
    },
    tokens: () => given,
    next: peer.next,
    press: (postback, atMs) => {
      const body = JSON.stringify({
        type: 'message',
        source: { userId: 'c72af563-0f21-4736-11e4-045237113344', domainId: 40_029_600 },
        issuedTime: new Date(atMs).toISOString(),
        content: { type: 'text', text: '対応する', postback },
      })
      return { body, signature: createHmac('sha256', secrets.botSecret).update(body).digest('base64') }
    },
    close: peer.close,
  }
}
