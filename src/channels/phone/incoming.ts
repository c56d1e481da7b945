// Calls that come in: people ring the number back. Whoever has been called about something that still runs hears it, one callout after
// the other, and may take it with the same keys; each becomes a call of its own in its callout, with a nonce of its own, so that the
// voice routes know nothing of it. Who rings is told by the caller id alone: an unknown or hidden one opens nothing, and a forged one
// can do what the phone it belongs to could.

import type { Context } from 'hono'
import type { CalloutId, ConnectionId, SpaceId } from '#core/ids'
import type { Language } from '#core/plan/plan'
import type { IncomingSettings } from '#core/settings'
import type { AttemptRow, EngineLog } from '#engine/ports'
import { parseNumber } from '../numbers.ts'
import { aloudIn, type Readings } from './aloud.ts'
import { defaultVoices, type TwilioConnection } from './connection.ts'
import { type Form, field } from './form.ts'
import { type HookDeps, hookRequest, readSigned } from './hook.ts'
import { spoken } from './spoken.ts'
import { leadOnDocument, notNowDocument, textDocument, xmlType } from './twiml.ts'
import { urlNow, voiceUrl } from './urls.ts'
import { parseVoice } from './webhook.ts'

export interface ReturnedCalls {
  spaceOf(id: ConnectionId): Promise<SpaceId | null>
  concerning(
    spaceId: SpaceId,
    address: string,
  ): Promise<readonly { readonly calloutId: CalloutId; readonly destination: number }[]>
  ownerOf(spaceId: SpaceId, address: string): Promise<{ readonly name: string; readonly language: Language } | null>
  settings(spaceId: SpaceId): Promise<IncomingSettings | null | undefined>
}

/** What a call that comes in needs of the engine. */
export interface IncomingEngine {
  returned(call: {
    readonly calloutId: CalloutId
    readonly destination: number
    readonly providerId: string
  }): Promise<AttemptRow | null>
  callEnded(ended: {
    readonly calloutId: CalloutId
    readonly attempt: number
    readonly providerId: string
    readonly end: 'completed'
    readonly detail: null
    readonly answeredBy: null
  }): Promise<void>
}

export type IncomingDeps = Pick<HookDeps, 'publicUrl' | 'connections'> & {
  readonly engine: IncomingEngine
  readonly returnedCalls: ReturnedCalls
  readonly log: EngineLog
  readonly readings?: Readings | undefined
}

type Ring = {
  readonly spaceId: SpaceId
  readonly connection: TwilioConnection
  readonly form: Form
  readonly providerId: string
  /** The conversation that has just ended on this call. */
  readonly after: { readonly calloutId: CalloutId; readonly attempt: number } | null
}
type Refused = { readonly status: 400 | 403 | 404; readonly code: string }

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

const afterOf = (context: Context): Ring['after'] => {
  const { after = '', of = '' } = context.req.query()
  return UUID.test(after) && /^\d{1,9}$/.test(of) ? { calloutId: after as CalloutId, attempt: Number(of) } : null
}

type Means = { readonly spaceId: SpaceId; readonly connection: TwilioConnection }

/** Null for a connection nobody has. */
const meansOf = async ({ returnedCalls, connections }: IncomingDeps, context: Context): Promise<Means | null> => {
  const id = context.req.param('connection') ?? ''
  const spaceId = UUID.test(id) ? await returnedCalls.spaceOf(id as ConnectionId) : null
  const connection = spaceId === null ? null : await connections.load(spaceId, id as ConnectionId)
  return spaceId === null || connection === null ? null : { spaceId, connection }
}

const readRing = async (deps: IncomingDeps, context: Context): Promise<Ring | Refused> => {
  const means = await meansOf(deps, context)
  if (means === null) return { status: 404, code: 'webhook.unknown_connection' }
  const signed = readSigned({ publicUrl: deps.publicUrl, connection: means.connection }, await hookRequest(context))
  if (!signed.ok) return signed
  const { form } = signed
  const parsed = parseVoice(form)
  if (!parsed.ok) return { status: 400, code: parsed.code }
  return { ...means, form, providerId: parsed.providerId, after: afterOf(context) }
}

/** Null where it is hidden, no number, or known to the provider to be forged. */
const callerOf = ({ form, connection }: Ring): string | null => {
  if ((field(form, 'StirVerstat') ?? '').startsWith('TN-Validation-Failed')) return null
  const number = parseNumber(field(form, 'From') ?? '', { use: 'phone', simulated: connection.simulated })
  return number.ok ? number.e164 : null
}

/** The next callout that has something for whoever rings, as a call of its own. */
const nextCall = async (deps: IncomingDeps, ring: Ring, caller: string): Promise<AttemptRow | null> => {
  const { after, providerId } = ring
  const concerning = await deps.returnedCalls.concerning(ring.spaceId, caller)
  const left = concerning.filter(({ calloutId }) => after === null || calloutId > after.calloutId)
  for (const { calloutId, destination } of left) {
    const attempt = await deps.engine.returned({ calloutId, destination, providerId })
    if (attempt !== null) return attempt
  }
  return null
}

/** What is heard where there is nothing to take, and in which language. */
const wordsFor = async (
  { returnedCalls }: IncomingDeps,
  { spaceId, after }: Ring,
  owner: Language | null,
): Promise<{ readonly lang: Language; readonly text: string }> => {
  const lang = owner ?? 'ja'
  if (after !== null) return { lang, text: spoken[lang].allTold }
  if (owner !== null) return { lang, text: spoken[lang].nothingForYou }
  const { message, language = 'ja' } = (await returnedCalls.settings(spaceId)) ?? {}
  return { lang: language, text: message ?? spoken[language].noReply }
}

const answerRing = async (deps: IncomingDeps, ring: Ring): Promise<string> => {
  const { spaceId, connection, providerId, after } = ring
  if (after !== null) {
    await deps.engine.callEnded({ ...after, providerId, end: 'completed', detail: null, answeredBy: null })
  }
  const caller = callerOf(ring)
  const owner = caller === null ? null : await deps.returnedCalls.ownerOf(spaceId, caller)
  const call = caller === null ? null : await nextCall(deps, ring, caller)
  if (call !== null) {
    const address = {
      publicUrl: urlNow(deps.publicUrl),
      callout: call.calloutId,
      ordinal: call.ordinal,
      nonce: call.nonce,
    }
    return leadOnDocument(voiceUrl(address, { turn: 0, lang: owner?.language ?? 'ja' }))
  }
  const { lang, text } = await wordsFor(deps, ring, owner?.language ?? null)
  const { read } = (await aloudIn(deps, spaceId))[lang]
  return textDocument({ lang, voice: connection.voice[lang] }, read(text))
}

/** Answers a number's voice address. */
export const incoming = async (deps: IncomingDeps, context: Context): Promise<Response> => {
  const xml = (document: string): Response => context.body(document, 200, { 'content-type': xmlType })
  try {
    const ring = await readRing(deps, context)
    if (!('status' in ring)) return xml(await answerRing(deps, ring))
    if (ring.status !== 404) deps.log.warn({ code: ring.code }, 'a call that came in was refused')
    return context.text(ring.code, ring.status)
  } catch (error) {
    deps.log.error({ cause: String(error) }, 'a call that came in could not be answered')
    return xml(notNowDocument({ lang: 'ja', voice: defaultVoices.ja }))
  }
}
