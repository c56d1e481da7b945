// Mails of the server's own, beside callouts: a link for a new password, what a webhook would be told. They go through the space's
// first mail connection, and say what became of them.

import type { ConnectionId, SpaceId } from '#core/ids'
import type { ConnectionRows } from '../message/way.ts'
import { isMailAddress } from './address.ts'
import { mailConnection } from './connection.ts'
import { mailFailure } from './failure.ts'
import type { Transports } from './mail.ts'

export type Letter = {
  readonly to: { readonly name: string; readonly address: string }
  readonly subject: string
  readonly text: string
}

export type Posted =
  | { readonly kind: 'sent'; readonly answer: string }
  /** `final`: sending it again would not help. */
  | { readonly kind: 'failed'; readonly code: string; readonly final: boolean }

export type PostOptions = {
  readonly transports: Pick<Transports, 'of'>
  readonly connections: ConnectionRows
  /** The id of the space's connection of a kind that is used where nothing names one; null where there is none. */
  readonly usualOf: (spaceId: string, kind: string) => Promise<string | null>
}

export type Post = (spaceId: string, letter: Letter) => Promise<Posted>

const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Cs}]+/gu, ' ').trim()

/** Never rejects because of the mail; it does when the database is away. */
export const createPost =
  ({ transports, connections, usualOf }: PostOptions): Post =>
  async (spaceId, { to, subject, text }) => {
    const id = await usualOf(spaceId, 'smtp')
    const row = id === null ? null : await connections.load(spaceId as SpaceId, id as ConnectionId)
    if (row === null) return { kind: 'failed', code: 'mail.not_configured', final: false }
    if (!isMailAddress(to.address)) return { kind: 'failed', code: 'address.malformed', final: true }
    const connection = mailConnection(row)
    try {
      const sent = await transports.of(connection).sendMail({
        from: { name: connection.fromName ?? 'Noroshi', address: connection.from },
        to: { name: oneLine(to.name), address: to.address },
        ...(connection.replyTo === undefined ? {} : { replyTo: connection.replyTo }),
        subject: oneLine(subject),
        text,
        // The last one tells us, and other installations, that it is no news: what it tells of would begin anew.
        headers: {
          'Auto-Submitted': 'auto-generated',
          'X-Auto-Response-Suppress': 'All',
          'X-Noroshi-Letter': 'yes',
        },
      })
      return { kind: 'sent', answer: sent.response }
    } catch (error) {
      const failure = mailFailure(error)
      const final = failure.kind === 'refused' && failure.refusal === 'permanent'
      return { kind: 'failed', code: failure.code, final }
    }
  }
