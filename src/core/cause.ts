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
export type LiveCause = { readonly kind: 'live'; readonly source: string; readonly incidentId?: string | undefined }
export type Cause = TextCause | LiveCause

/** Returns what a text says on one channel. */
export const textOn = (cause: TextCause, channel: Channel): string => cause.contents?.[channel]?.body ?? cause.text
