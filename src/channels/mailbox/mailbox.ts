// What a mail to one of our addresses does: a reply answers its attempt, a report tells that a mail was not delivered. It commits an
// event; nothing is ever written back, so that two robots cannot talk to each other.

import type { ResponseAction } from '#core/callout/event'
import { meaningOf } from '#core/callout/reply'
import type { CalloutId } from '#core/ids'
import type { AttemptRow, CallOrder } from '#engine/ports'
import { bounceOf } from './bounce.ts'
import type { IncomingMail } from './incoming.ts'
import { isTokenOf, type MailToken, readTokenAddress } from './token.ts'

type About = { readonly calloutId: CalloutId; readonly attempt: number }

export type MailboxDeps = {
  readonly attempts: { find(calloutId: CalloutId, ordinal: number): Promise<AttemptRow | null> }
  readonly engine: {
    order(attempt: Pick<AttemptRow, 'calloutId' | 'ordinal'>): Promise<CallOrder | null>
    respond(answer: About & { readonly action: ResponseAction }): Promise<unknown>
    cameBack(bounce: About & { readonly code: string; readonly permanent: boolean }): Promise<unknown>
    replyUnread(reply: About): Promise<unknown>
  }
}

/**
 * What became of a mail. `not_yet`: what it is about is not over; its server comes again. `refused`: it may not come in, or what it
 * asks for cannot be done.
 */
export type Taken = 'answered' | 'bounced' | 'unread' | 'ignored' | 'not_yet' | 'taken' | 'dropped' | 'refused'

export type Mailbox = {
  /** Whether somebody lives there: only whoever was written to knows such an address. */
  readonly knows: (address: string) => Promise<boolean>
  /** Durable when it resolves. */
  readonly take: (address: string, mail: IncomingMail) => Promise<Taken>
}

type Found = { readonly token: MailToken; readonly attempt: AttemptRow }

export const createMailbox = ({ attempts, engine }: MailboxDeps): Mailbox => {
  const find = async (address: string): Promise<Found | null> => {
    const token = readTokenAddress(address)
    if (token === null) return null
    const attempt = await attempts.find(token.calloutId, token.attempt)
    return attempt !== null && isTokenOf(attempt, token) ? { token, attempt } : null
  }

  const reply = async (attempt: AttemptRow, { isAutomatic, isOurs, text }: IncomingMail): Promise<Taken> => {
    const order = isAutomatic || isOurs ? null : await engine.order(attempt)
    if (order === null) return 'ignored'
    const about = { calloutId: attempt.calloutId, attempt: attempt.ordinal }
    const action = meaningOf(text, order.plan)
    if (action === null) await engine.replyUnread(about)
    else await engine.respond({ ...about, action })
    return action === null ? 'unread' : 'answered'
  }

  const bounce = async (attempt: AttemptRow, mail: IncomingMail): Promise<Taken> => {
    const found = bounceOf(mail)
    if (found === null) return 'ignored'
    if (attempt.state !== 'ended') return 'not_yet'
    await engine.cameBack({ calloutId: attempt.calloutId, attempt: attempt.ordinal, ...found })
    return 'bounced'
  }

  return {
    knows: async (address) => (await find(address)) !== null,
    take: async (address, mail) => {
      const found = await find(address)
      if (found === null) return 'ignored'
      return found.token.purpose === 'reply' ? reply(found.attempt, mail) : bounce(found.attempt, mail)
    },
  }
}

/** Several as one: the first that knows an address takes its mails. */
export const together = (mailboxes: readonly Mailbox[]): Mailbox => {
  const find = async (address: string): Promise<Mailbox | null> => {
    for (const mailbox of mailboxes) if (await mailbox.knows(address)) return mailbox
    return null
  }
  return {
    knows: async (address) => (await find(address)) !== null,
    take: async (address, mail) => (await find(address))?.take(address, mail) ?? 'ignored',
  }
}
