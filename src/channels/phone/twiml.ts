// Renders what core decided to say into the provider's documents, with the official builder, which does all escaping. Speech
// stands inside Gather, so that a key pressed while it speaks counts; silence asks for the next turn like a key does.

import twilio from 'twilio'
import type { Language } from '#core/plan/plan'
import { sayPieces, shorten } from './say.ts'
import { speechLanguage, spoken } from './spoken.ts'

/** The provider refuses more than 64 kB (11750), and 4,000 characters in a request (32018). */
export const documentLimits = { bytes: 60_000, inlineCharacters: 4_000 } as const

/** No longer line of Japanese could fit a document. */
const lineCharactersMax = documentLimits.bytes / 3

export type Voice = { readonly lang: Language; readonly voice: string }

type Speaker = Pick<InstanceType<typeof twilio.twiml.VoiceResponse>, 'say'>
/** The builder knows its voices by name; connections may name newer ones. */
type SayAttributes = Exclude<Parameters<Speaker['say']>[0], string>

export const xmlType = 'text/xml; charset=utf-8'

const document = (build: (response: InstanceType<typeof twilio.twiml.VoiceResponse>) => void): string => {
  const response = new twilio.twiml.VoiceResponse()
  build(response)
  return response.toString()
}

/** Language and voice always go along: the default is an English one. */
const sayInto = (speaker: Speaker, voice: Voice, text: string): void => {
  const attributes = { language: speechLanguage[voice.lang], voice: voice.voice } as SayAttributes
  for (const piece of sayPieces(text)) speaker.say(attributes, piece)
}

/** Builds with the lines as they are; as long as the result is too large, the longest line is cut and says so. */
const fitted = (
  lines: readonly string[],
  voice: Voice,
  build: (lines: readonly string[]) => { document: string; fits: boolean },
): string => {
  let length = Math.min(longest(lines), lineCharactersMax)
  let built = build(lines.map((line) => cut(line, length, voice.lang)))
  while (!built.fits && length > 10) {
    length = Math.floor(length * 0.8)
    built = build(lines.map((line) => cut(line, length, voice.lang)))
  }
  return built.document
}

const cut = (line: string, charactersMax: number, lang: Language): string => {
  const kept = shorten(line, charactersMax)
  return kept === line ? line : `${kept}\n${spoken[lang].omitted}`
}

const longest = (lines: readonly string[]): number => Math.max(0, ...lines.map((line) => Array.from(line).length))

export type TurnDocument = {
  readonly voice: Voice
  readonly lines: readonly string[]
  /**
   * Where a key, or nothing after `keyWaitMs`, is reported; null hangs up after speaking. `dialled`: several keys, ended with #; what
   * was dialled without it is reported when the wait is over.
   */
  readonly next: { readonly url: string; readonly keyWaitMs: number; readonly dialled: boolean } | null
  /** Where the call goes on after speaking, instead of being hung up. */
  readonly onward?: string | undefined
}

/** The answer to one turn of a conversation. */
export const turnDocument = (turn: TurnDocument): string =>
  fitted(turn.lines, turn.voice, (lines) => {
    const text = document((response) => {
      if (turn.next === null) {
        for (const line of lines) sayInto(response, turn.voice, line)
        if (turn.onward === undefined) response.hangup()
        else response.redirect({ method: 'POST' }, turn.onward)
        return
      }
      const gather = response.gather({
        input: ['dtmf'],
        // One key counts as soon as it is pressed, # like any other.
        ...(turn.next.dialled ? { finishOnKey: '#' } : { numDigits: 1, finishOnKey: '' }),
        timeout: Math.max(1, Math.ceil(turn.next.keyWaitMs / 1_000)),
        action: turn.next.url,
        method: 'POST',
        actionOnEmptyResult: true,
      })
      if (lines.length === 0) gather.pause({ length: 1 })
      for (const line of lines) sayInto(gather, turn.voice, line)
      // Only for a provider that ignores actionOnEmptyResult: the line must not die in silence.
      response.redirect({ method: 'POST' }, turn.next.url)
    })
    return { document: text, fits: Buffer.byteLength(text) <= documentLimits.bytes }
  })

export type DialDocument = {
  readonly voice: Voice
  readonly lines: readonly string[]
  readonly dial: {
    /** E.164. */
    readonly to: string
    readonly from: string | null
    readonly ringMs: number
    /** Where it is reported how the call went; what is said next comes from there. */
    readonly url: string
  }
}

/** Speaks, then calls another number and joins the two. */
export const dialDocument = ({ voice, lines, dial }: DialDocument): string =>
  fitted(lines, voice, (fitting) => {
    const text = document((response) => {
      for (const line of fitting) sayInto(response, voice, line)
      const joined = response.dial({
        timeout: Math.round(dial.ringMs / 1_000),
        ...(dial.from === null ? {} : { callerId: dial.from }),
        action: dial.url,
        method: 'POST',
      })
      joined.number(dial.to)
    })
    return { document: text, fits: Buffer.byteLength(text) <= documentLimits.bytes }
  })

/** A whole call in one document, for calls that ask nothing: `lines` are read `readings` times, then `after`. No keys. */
export const messageDocument = (message: {
  readonly voice: Voice
  readonly lines: readonly string[]
  readonly readings: number
  readonly after: readonly string[]
}): string => {
  const { voice } = message
  const all = [...message.lines, ...message.after]
  const written = (said: readonly string[], readings: number): string =>
    document((response) => {
      for (let reading = 0; reading < readings; reading += 1) {
        if (reading > 0) response.pause({ length: 1 })
        for (const line of said.slice(0, message.lines.length)) sayInto(response, voice, line)
      }
      for (const line of said.slice(message.lines.length)) sayInto(response, voice, line)
      response.hangup()
    })
  const fits = (text: string): boolean => text.length <= documentLimits.inlineCharacters
  for (let readings = message.readings; readings > 1; readings -= 1) {
    const text = written(all, readings)
    if (fits(text)) return text
  }
  return fitted(all, voice, (lines) => {
    const text = written(lines, 1)
    return { document: text, fits: fits(text) }
  })
}

/** The answer is not ready: wait a second and ask again at an address that carries the key. The first time it says so. */
export const oneMoment = (voice: Voice, redirectUrl: string, again = 0): string =>
  document((response) => {
    if (again === 0) sayInto(response, voice, spoken[voice.lang].oneMoment)
    response.pause({ length: 1 })
    response.redirect({ method: 'POST' }, redirectUrl)
  })

/** There is nothing to say at this turn; what is said comes from the next. */
export const leadOnDocument = (url: string): string =>
  document((response) => {
    response.redirect({ method: 'POST' }, url)
  })

/** The answer did not become ready. */
export const notNowDocument = (voice: Voice): string => farewell(voice, spoken[voice.lang].notNow)

/** There is nothing left to say on this call. */
export const overDocument = (voice: Voice): string => farewell(voice, spoken[voice.lang].over)

/** Says one text, and hangs up. */
export const textDocument = (voice: Voice, text: string): string => turnDocument({ voice, lines: [text], next: null })

const farewell = (voice: Voice, text: string): string =>
  document((response) => {
    sayInto(response, voice, text)
    response.hangup()
  })
