// Turns an order into the provider's create parameters: with webhooks (keys work, the provider reports every state), or
// without any inbound HTTP, where the words travel with the request and the results are fetched.

import { limits } from '#core/limits'
import { callerId } from '#core/plan/way'
import { lines, type Speech, type Utterance } from '#core/speech/speech'
import type { CallOrder } from '#engine/ports'
import type { Client } from './client.ts'
import type { TwilioConnection } from './connection.ts'
import { sayPieces, shorten } from './say.ts'
import { spoken } from './spoken.ts'
import { messageDocument, type Voice } from './twiml.ts'
import { type CallAddress, fallbackUrl, statusUrl, voiceUrl } from './urls.ts'

export type CreateParameters = Parameters<Client['calls']['create']>[0]

/** An address this long is refused; Japanese takes nine characters a letter. */
const binUrlCharactersMax = 4_000

export const addressOf = (order: CallOrder, publicUrl: string): CallAddress => ({
  publicUrl,
  callout: order.callout.id,
  ordinal: order.attempt.ordinal,
  nonce: order.attempt.nonce,
})

/** What an order is made with. */
export type Means = {
  readonly connection: TwilioConnection
  readonly publicUrl: string
  /** What {{text}} says; read only where the words travel with the request. */
  readonly text: string
  /** How a line is spoken; as it is written when absent. */
  readonly read?: (line: string) => string
}

/** Returns the create parameters, or the code of the setting that is missing. */
export const createParameters = (
  order: CallOrder,
  means: Means,
): { ok: true; parameters: CreateParameters } | { ok: false; code: string } => {
  const from = callerId(order.plan, order.attempt)
  if (from === null) return { ok: false, code: 'from.missing' }
  const words = wordsFor(order, means)
  if (words === null) return { ok: false, code: 'twiml_bin.missing' }
  const parameters = {
    to: order.attempt.address,
    from,
    timeout: Math.round(order.plan.ringMs / 1_000),
    timeLimit: Math.round((order.plan.callMaxMs ?? limits.callMs.default) / 1_000),
    ...words,
  }
  return { ok: true, parameters }
}

/** Where the words of the call come from, and who is told how it goes; null: from a TwiML Bin, and none is set up. */
const wordsFor = (order: CallOrder, means: Means): Partial<CreateParameters> | null => {
  const { inbound, twimlBinUrl } = means.connection
  if (isAsked(order, means.connection)) return callbacks(order, means)
  if (inbound === 'twiml_bin') return twimlBinUrl === undefined ? null : { url: binUrl(order, means, twimlBinUrl) }
  return { twiml: inlineDocument(order, means), ...(inbound === 'webhook' ? reports(order, means) : {}) }
}

/** Whether the provider asks us what to say; if not, the words travel with the request. */
export const isAsked = ({ plan }: CallOrder, { inbound }: TwilioConnection): boolean =>
  inbound === 'webhook' && plan.simple === undefined

/**
 * How the call goes is reported where it can be; a simple call needs nothing of it. Nobody is asked to report what is known
 * already: the answer to the order says that the call was initiated, and whoever is asked what to say learns that it was answered.
 */
const reports = (order: CallOrder, means: Pick<Means, 'connection' | 'publicUrl'>): Partial<CreateParameters> => ({
  statusCallback: statusUrl(addressOf(order, means.publicUrl)),
  statusCallbackMethod: 'POST',
  statusCallbackEvent: isAsked(order, means.connection)
    ? ['ringing', 'completed']
    : ['ringing', 'answered', 'completed'],
})

const callbacks = (order: CallOrder, means: Means): Partial<CreateParameters> => {
  const { connection, publicUrl } = means
  const address = addressOf(order, publicUrl)
  const lang = order.destination.language
  const detection = {
    machineDetection: 'Enable',
    // Detection beside the call: nobody waits in silence for it, and nothing depends on it.
    asyncAmd: 'true',
    asyncAmdStatusCallback: statusUrl(address),
    asyncAmdStatusCallbackMethod: 'POST',
  }
  return {
    url: voiceUrl(address, { turn: 0, lang }),
    method: 'POST',
    fallbackUrl: fallbackUrl(address, lang),
    fallbackMethod: 'POST',
    ...reports(order, means),
    ...(connection.machineDetection === true ? detection : {}),
  }
}

/** What a call that cannot ask us says: no menu, for there are no keys. */
const saidLines = (
  order: CallOrder,
  { text, read = (line) => line }: Pick<Means, 'text' | 'read'>,
  phrases: readonly Utterance['phrase'][],
): readonly string[] => {
  const speech: Speech = { turn: 0, utterances: phrases.map((phrase) => ({ phrase })), listens: false }
  const { plan, destination, callout } = order
  return lines({ speech, plan, destination, values: { text, ...callout.parameters } }).map(read)
}

/** About alerts, people hear their own words before and after. */
const wordsAround = ({ callout }: CallOrder) =>
  callout.cause.kind === 'live'
    ? ({ first: 'userOpening', last: ['userClosing'] } as const)
    : ({ first: 'opening', last: [] } as const)

const inlineDocument = (order: CallOrder, means: Means): string => {
  const lang = order.destination.language
  const voice: Voice = { lang, voice: means.connection.voice[lang] }
  const said = (...phrases: Utterance['phrase'][]) => saidLines(order, means, phrases)
  const readings = order.plan.template.readingsMax
  const { first, last } = wordsAround(order)
  return messageDocument({ voice, lines: said(first, 'message'), readings, after: said(...last, 'goodbye') })
}

const binUrl = (order: CallOrder, means: Means, twimlBinUrl: string): string => {
  const address = (text: string): string => {
    const url = new URL(twimlBinUrl)
    url.searchParams.set('message', text)
    return url.toString()
  }
  const said = (...phrases: Utterance['phrase'][]) => saidLines(order, means, phrases).flatMap(sayPieces).join(' ')
  const { first, last } = wordsAround(order)
  const whole = address(said(first, 'message', ...last))
  if (whole.length <= binUrlCharactersMax) return whole
  // What happened comes before anybody's own words.
  const text = said('opening', 'message')
  const tail = ` ${spoken[order.destination.language].omitted}`
  let length = Array.from(text).length
  let url = address(text)
  while (url.length > binUrlCharactersMax && length > 0) {
    length = Math.floor(length * 0.9)
    url = address(shorten(text, length) + tail)
  }
  return url
}
