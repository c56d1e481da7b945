// Who is calling us back, and about which attempt: looks the attempt up by the ids in the address, compares its nonce, and
// verifies the signature with the account's token. Everything the routes do begins here; nothing here has an effect.

import { createHash, timingSafeEqual } from 'node:crypto'
import type { Context } from 'hono'
import type { CalloutId } from '#core/ids'
import type { AttemptRow } from '#engine/ports'
import type { Connections, TwilioConnection } from './connection.ts'
import type { Form } from './form.ts'
import { type PublicUrl, urlNow } from './urls.ts'
import { verifySignature, type WebhookRefusal } from './webhook.ts'

/** What never changes of an attempt that was placed, but that it is placed anew. */
export type PlacedAttempt = Pick<
  AttemptRow,
  'calloutId' | 'ordinal' | 'spaceId' | 'connectionId' | 'nonce' | 'address' | 'reason'
>

export type HookDeps = {
  readonly publicUrl: PublicUrl
  readonly connections: Connections
  readonly attempts: {
    find(calloutId: CalloutId, ordinal: number): Promise<AttemptRow | null>
    /** One this process placed a while ago, as it was then; absent: none is remembered. */
    placed?(calloutId: CalloutId, ordinal: number): PlacedAttempt | undefined
  }
}

/** What the address says, before anything is known about it. */
export type HookAddress = { readonly callout: string; readonly ordinal: number; readonly nonce: string }

export type Hook =
  | { readonly ok: true; readonly attempt: PlacedAttempt; readonly connection: TwilioConnection; readonly form: Form }
  | { readonly ok: false; readonly status: 400 | 403 | 404; readonly code: WebhookRefusal | 'webhook.unknown_attempt' }

/** Returns null for an address no attempt can have. */
export const hookAddress = (context: Context): HookAddress | null => {
  const callout = context.req.param('callout') ?? ''
  const ordinal = context.req.param('ordinal') ?? ''
  const nonce = context.req.param('nonce') ?? ''
  const isUuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(callout)
  if (!isUuid || !/^\d{1,9}$/.test(ordinal) || !/^[A-Za-z0-9_-]{8,128}$/.test(nonce)) return null
  return { callout, ordinal: Number(ordinal), nonce }
}

/** Path and query as they stood in the request line: what the provider signed, whatever a framework made of it. */
export const requestTarget = (context: Context): string => {
  const env = context.env as { incoming?: { url?: unknown } } | undefined
  const raw = typeof env?.incoming?.url === 'string' ? env.incoming.url : context.req.url
  return raw.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '')
}

export type Signed =
  | { readonly ok: true; readonly form: Form }
  | { readonly ok: false; readonly status: 400 | 403; readonly code: WebhookRefusal }

type Signer = Pick<HookDeps, 'publicUrl'> & { readonly connection: Parameters<typeof verifySignature>[0]['connection'] }

export type HookRequest = {
  readonly requestTarget: string
  readonly rawBody: string
  readonly contentType: string
  readonly signature: string
}

/** What of a request the provider has signed, and the signature. */
export const hookRequest = async (context: Context): Promise<HookRequest> => ({
  requestTarget: requestTarget(context),
  rawBody: await context.req.text(),
  contentType: context.req.header('Content-Type') ?? '',
  signature: context.req.header('X-Twilio-Signature') ?? '',
})

/** The form of a request, where the account of a connection has signed it. */
export const readSigned = ({ publicUrl, connection }: Signer, request: HookRequest): Signed => {
  const verified = verifySignature({ connection, publicUrl: urlNow(publicUrl), ...request })
  if (verified.ok) return verified
  return { ok: false, status: verified.code === 'webhook.not_a_form' ? 400 : 403, code: verified.code }
}

/** Rejects only when the attempt or the connection cannot be read now. */
export const readHook = async (deps: HookDeps, address: HookAddress, request: HookRequest): Promise<Hook> => {
  const { attempts } = deps
  const [calloutId, ordinal] = [address.callout as CalloutId, address.ordinal]
  const said = { address, request }
  const placed = attempts.placed?.(calloutId, ordinal)
  const hook = placed === undefined ? null : await checked(deps, placed, said)
  // Another process may have placed it anew: what does not fit what is remembered may fit what is stored.
  return hook?.ok === true ? hook : checked(deps, await attempts.find(calloutId, ordinal), said)
}

type Said = { readonly address: HookAddress; readonly request: HookRequest }

const checked = async (deps: HookDeps, attempt: PlacedAttempt | null, { address, request }: Said): Promise<Hook> => {
  const unknown: Hook = { ok: false, status: 404, code: 'webhook.unknown_attempt' }
  if (attempt === null || attempt.connectionId === null || !sameSecret(attempt.nonce, address.nonce)) return unknown
  const connection = await deps.connections.load(attempt.spaceId, attempt.connectionId)
  if (connection === null) return unknown
  const signed = readSigned({ publicUrl: deps.publicUrl, connection }, request)
  return signed.ok ? { ...signed, attempt, connection } : signed
}

/** Takes as long for a near miss as for a far one. */
const sameSecret = (left: string, right: string): boolean => timingSafeEqual(digest(left), digest(right))

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
