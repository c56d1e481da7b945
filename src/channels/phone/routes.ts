// The provider's way in: the phone asks what to say (voice), tells how the call is doing (status), or could not reach us a
// moment ago (fallback). Only what carries the attempt's nonce and the account's signature has any effect. The person on the
// phone gets an answer within a second, whatever happens behind it.

import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { CallEnd, DialEnd } from '#core/callout/event'
import type { CalloutId } from '#core/ids'
import { lines, type Spoken } from '#core/speech/speech'
import type { EngineLog } from '#engine/ports'
import { parseNumber } from '../numbers.ts'
import { aloudIn, type Readings } from './aloud.ts'
import { defaultVoices, type TwilioConnection } from './connection.ts'
import { createDetections, type Detections } from './detections.ts'
import { field, parseForm } from './form.ts'
import {
  type Hook,
  type HookAddress,
  type HookDeps,
  type HookRequest,
  hookAddress,
  hookRequest,
  type PlacedAttempt,
  readHook,
  requestTarget,
} from './hook.ts'
import { type IncomingDeps, incoming } from './incoming.ts'
import type { CallProgress } from './status.ts'
import {
  dialDocument,
  leadOnDocument,
  notNowDocument,
  oneMoment,
  overDocument,
  turnDocument,
  type Voice,
  xmlType,
} from './twiml.ts'
import { incomingUrl, readLang, readVoiceTarget, routePatterns, urlNow, type VoicePlace, voiceUrl } from './urls.ts'
import { parseStatus, parseVoice, type StatusEvent } from './webhook.ts'

type CallMessage = { readonly calloutId: CalloutId; readonly attempt: number; readonly providerId: string }

type VoiceTurn = {
  readonly turn: number
  readonly key: string | null
  readonly answeredBy: string | null
  readonly dialed?: DialEnd
}

/** What the routes need of the engine. */
export interface VoiceEngine {
  voiceTurn(turn: CallMessage & VoiceTurn): Promise<Spoken | null>
  callProgressed(progress: CallMessage & { state: CallProgress }): Promise<void>
  callEnded(ended: CallMessage & { end: CallEnd; detail: string | null; answeredBy: string | null }): Promise<void>
}

export type TwilioRoutesDeps = HookDeps & {
  readonly engine: VoiceEngine
  readonly log: EngineLog
  /** How words are spoken; as written where there is none. */
  readonly readings?: Readings | undefined
  /** Calls that come in; absent: none do. */
  readonly incoming?: Pick<IncomingDeps, 'engine' | 'returnedCalls'> | undefined
  /** How long the person waits for our answer before they are asked to wait. */
  readonly answerMs?: number | undefined
  /** How long a status is held while the attempt it is about cannot be read. */
  readonly patienceMs?: number | undefined
}

const bodyBytesMax = 64 * 1024
const answerMsDefault = 900
/** Within the 4.5 s after which the provider asks again (urls.ts). */
const patienceMsDefault = 3_000
const patienceEveryMs = 500
/** About a minute of "one moment please" at one turn; then the call ends and the engine sees it end without a key. */
const waitsMax = 30

/** Returns the routes to mount at `/hooks/twilio`. */
export const twilioRoutes = (deps: TwilioRoutesDeps): Hono => {
  const app = new Hono()
  const detections = createDetections()
  app.use(limitBody())
  app.post(routePatterns.voice, (context) => voice(deps, context))
  app.post(routePatterns.status, (context) => status(deps, detections, context))
  app.post(routePatterns.fallback, (context) => fallback(deps, context))
  const { incoming: rung } = deps
  if (rung !== undefined) app.post(routePatterns.incoming, (context) => incoming({ ...deps, ...rung }, context))
  // Tells nothing but what was asked: see self-check.ts.
  app.post(routePatterns.check, (context) => context.text(requestTarget(context)))
  return app
}

/** An announced length is believed, as the connection's parser holds it to it; only a body without one is counted. */
const limitBody = (): MiddlewareHandler => {
  const tooLarge = (context: Context): Response => context.text('too large', 413)
  const counting = bodyLimit({ maxSize: bodyBytesMax, onError: tooLarge })
  return async (context, next) => {
    const announced = context.req.header('content-length')
    const isCounted = announced !== undefined && context.req.header('transfer-encoding') === undefined
    if (!isCounted) return counting(context, next)
    return Number(announced) > bodyBytesMax ? tooLarge(context) : next()
  }
}

const xml = (context: Context, document: string): Response => context.body(document, 200, { 'content-type': xmlType })

/** For the log: which attempt, without the nonce that stands in the address. */
const about = (context: Context): Record<string, unknown> => ({
  calloutId: context.req.param('callout'),
  attempt: context.req.param('ordinal'),
})

const refuse = (deps: TwilioRoutesDeps, context: Context, hook: Extract<Hook, { ok: false }>): Response => {
  const { status, code } = hook
  if (status !== 404) deps.log.warn({ ...about(context), code }, 'a callback was refused')
  return context.text(code, status)
}

type Turn = { readonly address: HookAddress; readonly place: VoicePlace; readonly voice: Voice }

const voice = async (deps: TwilioRoutesDeps, context: Context): Promise<Response> => {
  const address = hookAddress(context)
  const request = await hookRequest(context)
  const place = readVoiceTarget(request.requestTarget)
  if (address === null || place === null) return context.text('webhook.unknown_attempt', 404)
  const turn = { address, place, voice: { lang: place.lang, voice: defaultVoices[place.lang] } }
  const answer = answerTurn(deps, context, { turn, request })
  const late = wait(deps.answerMs ?? answerMsDefault)
  try {
    const first = await Promise.race([answer, late.promise])
    if (first !== null) return first
    // The work goes on; the same turn asked again gets the answer it stored.
    answer.catch((error: unknown) =>
      deps.log.error({ ...about(context), cause: String(error) }, 'a late voice turn failed'),
    )
  } catch (error) {
    deps.log.error({ ...about(context), cause: String(error) }, 'a voice turn failed')
  } finally {
    late.cancel()
  }
  return xml(context, waitDocument(deps, turn, request.rawBody))
}

const wait = (ms: number): { promise: Promise<null>; cancel: () => void } => {
  let timer: NodeJS.Timeout | undefined
  const promise = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms)
  })
  return { promise, cancel: () => clearTimeout(timer) }
}

const answerTurn = async (
  deps: TwilioRoutesDeps,
  context: Context,
  { turn, request }: { turn: Turn; request: HookRequest },
): Promise<Response> => {
  const { address, place } = turn
  const hook = await readHook(deps, address, request)
  if (!hook.ok) return refuse(deps, context, hook)
  const parsed = parseVoice(hook.form, place)
  if (!parsed.ok) return refuse(deps, context, { ok: false, status: 400, code: parsed.code })
  const { ok: _ok, ...heard } = parsed
  // Beside the turn, so that nobody waits for it.
  const aloud = aloudIn(deps, hook.attempt.spaceId)
  const spoken = await deps.engine.voiceTurn({
    calloutId: hook.attempt.calloutId,
    attempt: hook.attempt.ordinal,
    turn: place.turn,
    ...heard,
  })
  if (spoken === null) return xml(context, overDocument(turn.voice))
  const lang = spoken.destination.language
  const urlOf = (dialed?: string): string =>
    voiceUrl({ publicUrl: urlNow(deps.publicUrl), ...address }, { turn: spoken.speech.turn + 1, lang, dialed })
  const { read } = (await aloud)[lang]
  const { connection } = hook
  return xml(context, documentOf(spoken, { urlOf, read, connection, onward: goesOnAt(deps, hook) }))
}

/** On a call that came in there may be more to hear, when one conversation is over. */
const goesOnAt = ({ publicUrl }: TwilioRoutesDeps, hook: Extract<Hook, { ok: true }>): string | undefined => {
  const { reason, calloutId, ordinal } = hook.attempt
  return reason === 'returned_call'
    ? incomingUrl(urlNow(publicUrl), hook.connection.id, { callout: calloutId, ordinal })
    : undefined
}

type Place = {
  readonly urlOf: (dialed?: string) => string
  readonly read: (line: string) => string
  readonly connection: TwilioConnection
  /** Where the call goes on when this conversation is over; absent: it ends. */
  readonly onward?: string | undefined
}

/** A transfer number is looked at once more here: what must not be dialled is not dialled for anybody. */
const documentOf = (spoken: Spoken, { urlOf, read, connection, onward }: Place): string => {
  const { speech, plan, destination } = spoken
  const voice = { lang: destination.language, voice: connection.voice[destination.language] }
  const said = lines(spoken).map(read)
  if (speech.dials !== true) {
    const { keyWaitMs } = plan.template
    const next = speech.listens ? { url: urlOf(), keyWaitMs, dialled: speech.dialled ?? false } : null
    return turnDocument({ voice, lines: said, next, onward })
  }
  const to = parseNumber(plan.transferTo ?? '', { use: 'phone', simulated: connection.simulated })
  if (!to.ok) return leadOnDocument(urlOf('failed'))
  const dial = { to: to.e164, from: plan.from, ringMs: plan.ringMs, url: urlOf() }
  return dialDocument({ voice, lines: said, dial })
}

/** Needs no authentication: it says nothing but "wait", and leads to where the request came from. */
const waitDocument = (deps: TwilioRoutesDeps, turn: Turn, rawBody: string): string => {
  const { address, place, voice } = turn
  const again = place.again ?? 0
  if (again >= waitsMax) return notNowDocument(voice)
  const digits = place.digits ?? formDigits(rawBody)
  const dialed = place.dialed ?? formDialed(rawBody)
  const next = {
    ...place,
    again: again + 1,
    ...(digits === null ? {} : { digits }),
    ...(dialed === null ? {} : { dialed }),
  }
  return oneMoment(voice, voiceUrl({ publicUrl: urlNow(deps.publicUrl), ...address }, next), again)
}

/** What was dialled, by a form whose signature nobody could check yet; it is checked when it comes back. */
const formDigits = (rawBody: string): string | null => {
  const digits = field(parseForm(rawBody) ?? {}, 'Digits') ?? ''
  return /^[0-9*#]{1,32}$/.test(digits) ? digits : null
}

/** How a call to a transfer number ended, likewise. */
const formDialed = (rawBody: string): string | null => {
  const status = field(parseForm(rawBody) ?? {}, 'DialCallStatus') ?? ''
  return /^[a-z-]{1,20}$/.test(status) ? status : null
}

const status = async (deps: TwilioRoutesDeps, detections: Detections, context: Context): Promise<Response> => {
  const address = hookAddress(context)
  if (address === null) return context.text('webhook.unknown_attempt', 404)
  const request = await hookRequest(context)
  try {
    const hook = await patiently(() => readHook(deps, address, request), deps.patienceMs ?? patienceMsDefault)
    if (!hook.ok) return refuse(deps, context, hook)
    const parsed = parseStatus(hook.form)
    if (!parsed.ok) return refuse(deps, context, { ok: false, status: 400, code: parsed.code })
    const { calloutId, ordinal } = hook.attempt
    const message = { calloutId, attempt: ordinal, providerId: parsed.providerId }
    await report(deps.engine, detections, { message, event: parsed.event })
    // An empty 200 counts as a failure with some providers.
    return context.body(null, 204)
  } catch (error) {
    deps.log.error({ ...about(context), cause: String(error) }, 'a call status could not be counted')
    // Asks the provider to tell us again.
    return context.text('unavailable', 503)
  }
}

/** A database that starts again is back within seconds, and a status that is refused is perhaps never told again. */
const patiently = async <Result>(read: () => Promise<Result>, forMs: number): Promise<Result> => {
  for (let leftMs = forMs; ; leftMs -= patienceEveryMs) {
    try {
      return await read()
    } catch (error) {
      if (leftMs <= 0) throw error
      await wait(Math.min(leftMs, patienceEveryMs)).promise
    }
  }
}

const report = async (
  engine: VoiceEngine,
  detections: Detections,
  { message, event }: { message: CallMessage; event: StatusEvent },
): Promise<void> => {
  if (event.kind === 'progressed') await engine.callProgressed({ ...message, state: event.state })
  else if (event.kind === 'detected') detections.remember(message.providerId, event.answeredBy)
  else {
    const { end, detail } = event
    const answeredBy = event.answeredBy ?? detections.of(message.providerId)
    await engine.callEnded({ ...message, end, detail, answeredBy })
  }
}

/** The provider could not get an answer at a voice address: wait, and lead it back there with the key it had. */
const fallback = async (deps: TwilioRoutesDeps, context: Context): Promise<Response> => {
  const address = hookAddress(context)
  if (address === null) return context.text('webhook.unknown_attempt', 404)
  const request = await hookRequest(context)
  const lang = readLang(request.requestTarget)
  const voice = { lang, voice: defaultVoices[lang] }
  const failed = failedPlace(address, request.rawBody)
  try {
    const hook = await readHook(deps, address, request)
    if (!hook.ok) return refuse(deps, context, hook)
    const place = failed ?? { turn: await turnOf(deps, hook.attempt), lang }
    return xml(context, waitDocument(deps, { address, place, voice }, request.rawBody))
  } catch (error) {
    deps.log.error({ ...about(context), cause: String(error) }, 'a fallback was answered without looking')
    return xml(context, waitDocument(deps, { address, place: failed ?? { turn: 0, lang }, voice }, request.rawBody))
  }
}

const turnOf = async ({ attempts }: TwilioRoutesDeps, { calloutId, ordinal }: PlacedAttempt): Promise<number> =>
  (await attempts.find(calloutId, ordinal))?.turn ?? 0

/** The turn the provider failed at, when it names an address of this very attempt. */
const failedPlace = (address: HookAddress, rawBody: string): VoicePlace | null => {
  const errorUrl = field(parseForm(rawBody) ?? {}, 'ErrorUrl') ?? ''
  const own = `/voice/${address.callout}/${address.ordinal}/${address.nonce}/`
  return errorUrl.includes(own) ? readVoiceTarget(errorUrl) : null
}
