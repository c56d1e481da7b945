// What a policy says of alerts where it does not converse: one of the built-in forms, or a fixed text that names neither host nor
// service. A simple call (シンプル通話) plays it; an SMS carries it.

import { kindDefaults } from './defaults.ts'
import type { AlertText, Channel, Plan } from './plan.ts'
import type { AlertWording, PolicyBody } from './policy.ts'

const textOf = (wording: AlertWording | null | undefined, isOn: boolean): AlertText | null => {
  if (wording === null || (wording === undefined && !isOn)) return null
  const { text, form = 'names' } = wording ?? {}
  return text === undefined ? { form } : { text }
}

/** Returns what a policy's simple calls say; null where its calls listen. */
export const simpleCallOf = ({ kind = 'noroshi', simpleCall }: PolicyBody): AlertText | null =>
  textOf(simpleCall, kindDefaults[kind].isSimple)

/** Returns what its SMS say of alerts; null where they say the same as any message. */
export const smsTextOf = ({ kind = 'noroshi', smsText }: PolicyBody): AlertText | null =>
  textOf(smsText, kindDefaults[kind].isSimple)

/** What a plan says of alerts on a channel; undefined: whatever a message about them says. */
export const alertTextOn = ({ simple, smsText }: Plan, channel: Channel): AlertText | undefined => {
  if (channel === 'phone') return simple
  return channel === 'sms' ? smsText : undefined
}
