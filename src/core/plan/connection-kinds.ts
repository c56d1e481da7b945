// Kinds of connections, and the channel each carries. A connection is of one kind for good, so that whoever has one knows by
// which channel it goes out.

import type { Channel } from './plan.ts'

export const channelOfKind = {
  twilio: 'phone',
  smtp: 'mail',
  twilio_sms: 'sms',
  slack: 'slack',
  teams: 'teams',
  webhook: 'webhook',
  lineworks: 'lineworks',
  web_push: 'push',
  patlite: 'light',
  command: 'command',
} as const satisfies Readonly<Record<string, Channel>>

/** Kinds whose provider asks money for each message or call. */
const costly: ReadonlySet<string> = new Set(['twilio', 'twilio_sms'])

/** Whether contacting somebody by this connection costs money: a simulated provider takes none. */
export const costs = ({ kind, settings }: { readonly kind: string; readonly settings: object }): boolean =>
  costly.has(kind) && (settings as { readonly simulated?: unknown }).simulated !== true
