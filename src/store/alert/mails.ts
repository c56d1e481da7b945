// The last mails of each source that is a mailbox, to see who they were from and what came of them. A few of each source only.

import type { ConfigDeps } from '../config/context.ts'
import { spaceHere } from '../config/context.ts'
import { sourceTable } from './sources.ts'

export type ReceivedMail = {
  readonly sourceId: string
  readonly atMs: number
  readonly from: string
  readonly subject: string
  readonly did: 'taken' | 'dropped' | 'refused' | 'ignored'
  readonly spf: string | null
  readonly dkim: string | null
  readonly dmarc: string | null
  readonly passes: boolean
}

const KEPT = 50
const CHARACTERS_MAX = 300
const WORD_MAX = 20

const cut = (text: string, max: number): string => Array.from(text.replaceAll('\0', '')).slice(0, max).join('')
const word = (text: string | null): string | null => (text === null ? null : cut(text, WORD_MAX))

export const createReceivedMails = ({ inSpace }: Pick<ConfigDeps, 'inSpace'>) => ({
  note: (spaceId: string, mail: ReceivedMail): Promise<void> =>
    inSpace(spaceId, async (client) => {
      const { sourceId, atMs, from, subject, did, spf, dkim, dmarc, passes } = mail
      await client.query(
        `insert into received_mail (space_id, source_id, received_at, sender, subject, did, spf, dkim, dmarc, passes)
         values (${spaceHere}, $1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [
          sourceId,
          new Date(atMs),
          cut(from, CHARACTERS_MAX),
          cut(subject, CHARACTERS_MAX),
          did,
          word(spf),
          word(dkim),
          word(dmarc),
          passes,
        ],
      )
      await client.query(
        `delete from received_mail where source_id = $1 and seq <= (
           select seq from received_mail where source_id = $1 order by seq desc offset $2 limit 1)`,
        [sourceId, KEPT],
      )
    }),
  /** The newest first. @errors source.not_found */
  list: (spaceId: string, ref: string): Promise<readonly ReceivedMail[]> =>
    inSpace(spaceId, async (client) => {
      const { id } = await sourceTable.get(client, ref)
      const { rows } = await client.query<ReceivedMail>(
        `select source_id as "sourceId", received_at as "atMs", sender as "from", subject, did, spf, dkim, dmarc, passes
         from received_mail where source_id = $1 order by seq desc limit $2`,
        [id, KEPT],
      )
      return rows
    }),
})
