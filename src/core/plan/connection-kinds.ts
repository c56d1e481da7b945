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
} as const satisfies Readonly<Record<string, Channel>>
