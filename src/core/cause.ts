// What a callout is about. A text says it once for every channel, or differently for each; a live cause may grow while the
// callout runs, so its words are read when they are spoken.

import type { Channel } from './plan/plan.ts'

/** What one channel says instead of the text; `subject` is for channels that have one. */
export type Content = { readonly subject?: string | undefined; readonly body: string }
export type Contents = { readonly [channel in Channel]?: Content | undefined }

export type TextCause = {
  readonly kind: 'text'
  /** Said on every channel that `contents` does not name, and shown in lists. */
  readonly text: string
  readonly contents?: Contents | undefined
  /** The incident this callout belongs to. */
  readonly incidentId?: string | undefined
}
/** `source` names what is read; `text` is what it was when the callout began, for lists. */
export type LiveCause = {
  readonly kind: 'live'
  readonly source: string
  readonly text?: string | undefined
  readonly incidentId?: string | undefined
}
export type Cause = TextCause | LiveCause

/** Of a live cause: alerts that never were, to try what is said of alerts. */
export const sampleSource = 'sample'

/**
 * A callout that is no alarm: a test send, one message to one person without a policy, the code that verifies a contact method, or what
 * people are told of their duty.
 */
export const purposes = ['test', 'direct', 'verification', 'duty'] as const
export type Purpose = (typeof purposes)[number]

/** Channels for people's words, in the order in which one may speak for another; what a light or a command gets says nothing. */
const worded = ['phone', 'mail', 'slack', 'teams', 'lineworks', 'sms', 'push'] as const satisfies readonly Channel[]

const isBlank = (text: string | undefined): boolean => text === undefined || text.trim() === ''

/** The first words there are, on whichever channel; a subject alone is better than silence. */
const anyWords = (contents: Contents): string | null =>
  worded.map((channel) => contents[channel]?.body).find((body) => !isBlank(body)) ??
  worded.map((channel) => contents[channel]?.subject).find((subject) => !isBlank(subject)) ??
  null

type Filling = {
  /** The channels that will be used. */
  readonly channels: readonly Channel[]
  /** Looked at in this order where the request says nothing. */
  readonly defaults: readonly Contents[]
}

/**
 * Returns the contents with something for every channel that needs words: what was given, else the first default, else what
 * was given for another channel. null when there is nothing at all to say somewhere.
 */
export const fillContents = (given: Contents, { channels, defaults }: Filling): Contents | null => {
  const filled: { [channel in Channel]?: Content } = {}
  const words = anyWords(given)
  for (const channel of new Set([...worded, ...channels])) {
    const choices = [given[channel], ...(channels.includes(channel) ? defaults.map((one) => one[channel]) : [])]
    const body =
      choices.map((one) => one?.body).find((one) => !isBlank(one)) ??
      (needsWords(channels, channel) ? words : undefined)
    if (body === null) return null
    const subject = choices.map((one) => one?.subject).find((one) => !isBlank(one))
    if (body !== undefined) filled[channel] = subject === undefined ? { body } : { subject, body }
  }
  return filled
}

const needsWords = (channels: readonly Channel[], channel: Channel): boolean =>
  channels.includes(channel) && (worded as readonly Channel[]).includes(channel)

/** Returns a text out of filled contents: the phone's, else the first there is. */
export const asText = (contents: Contents): TextCause => ({ kind: 'text', text: anyWords(contents) ?? '', contents })

/** Returns what a text says on one channel. */
export const textOn = (cause: TextCause, channel: Channel): string => cause.contents?.[channel]?.body ?? cause.text

/** Returns a cause in a line, for lists: a live one as it was when its callout began. */
export const briefly = (cause: Cause): string => cause.text ?? ''
