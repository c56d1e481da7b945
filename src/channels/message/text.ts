// What a message says: what the request brought for its channel, word for word; else the template's message around the text.
// Used by every channel that sends words.

import { type Content, textOn } from '#core/cause'
import { alertTextOn } from '#core/plan/alert-text'
import { saidAgain } from '#core/plan/reminder'
import { render } from '#core/speech/template'
import type { CallOrder, CauseReader } from '#engine/ports'

/** What there is to say, before a channel gives it its form. */
export type Said = { readonly subject: string | null; readonly body: string }

const contentOf = ({ callout, destination }: CallOrder): Content | undefined =>
  callout.cause.kind === 'text' ? callout.cause.contents?.[destination.channel] : undefined

/** Rejects when a live cause cannot be read now. Nobody is known to read it: programs open mails and their links before people do. */
export const saidIn = async (order: CallOrder, causes: CauseReader): Promise<Said> => {
  const { callout, plan, destination } = order
  const { cause, parameters, spaceId } = callout
  const content = contentOf(order)
  const again = saidAgain(plan, destination.language, { policy: plan.policyName, name: destination.name })
  const before = again === '' ? '' : `${again}\n\n`
  if (content !== undefined) return { subject: lineOf(content.subject ?? ''), body: `${before}${content.body}` }
  const told = cause.kind === 'live' ? alertTextOn(plan, destination.channel) : undefined
  // A fixed text is short, and leaves no room for anything around it.
  if (told !== undefined && 'text' in told) return { subject: null, body: told.text }
  const { language } = destination
  const reading = { language, heard: false, form: told?.form, phrases: plan.template.alerts?.[language] }
  const text =
    cause.kind === 'text' ? textOn(cause, destination.channel) : await causes.read(spaceId, cause.source, reading)
  const values = { policy: plan.policyName, name: destination.name, text, ...parameters }
  return { subject: null, body: `${before}${render(plan.template.phrases[language].message, values)}` }
}

const LINE_MAX = 200

/** One line of printable characters, not too long for a header; null when nothing is left. */
export const lineOf = (text: string): string | null => {
  const line = text.replace(/[\p{Cc}\p{Cs}\u2028\u2029]+/gu, ' ').trim()
  const characters = Array.from(line)
  if (characters.length === 0) return null
  return characters.length <= LINE_MAX ? line : `${characters.slice(0, LINE_MAX - 1).join('')}…`
}
