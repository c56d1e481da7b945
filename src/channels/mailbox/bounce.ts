// Whether a mail server reports that one of our mails could not be delivered, and whether that is for good. Pure.

import type { IncomingMail } from './incoming.ts'

export type Bounce = { readonly code: string; readonly permanent: boolean }

const field = (report: string, name: string): string =>
  new RegExp(`^${name}:[ \\t]*([^\\r\\n]*)`, 'im').exec(report)?.[1]?.trim() ?? ''

const STATUS = /\b([45])\.(\d{1,3})\.(\d{1,3})\b/

const fromStatus = (text: string): Bounce | null => {
  const [status, kind] = STATUS.exec(text) ?? []
  return status === undefined ? null : { code: `mail.${status}`, permanent: kind === '5' }
}

/** RFC 3464; a delay is no failure, and neither is a success. */
const fromReport = (report: string): Bounce | null => {
  if (field(report, 'Action').toLowerCase() !== 'failed') return null
  return fromStatus(field(report, 'Status')) ?? { code: 'mail.bounced', permanent: true }
}

const isServer = ({ returnPath, from }: IncomingMail): boolean =>
  returnPath === '' || /^(mailer-daemon|postmaster|mail-daemon)@/i.test(from)

const FAILURE =
  /(undeliver|delivery (status|failure|has failed)|failure notice|returned mail|mail delivery failed|配信不能|配信できません|送信できません)/i

/** Returns what came back, or null where it says no such thing. */
export const bounceOf = (mail: IncomingMail): Bounce | null => {
  if (mail.report !== null) return fromReport(mail.report)
  if (!isServer(mail) || !FAILURE.test(mail.subject)) return null
  return fromStatus(mail.text) ?? { code: 'mail.bounced', permanent: true }
}
