// Where a user's letters go: to their first mail address.

import type pg from 'pg'

export type Recipient = { readonly name: string; readonly address: string; readonly language: 'ja' | 'en' }

/** Null for somebody without a mail address. */
export const recipientOf = async (client: pg.PoolClient, userId: string): Promise<Recipient | null> => {
  const { rows } = await client.query<Recipient>(
    `select u.name, u.language, m.address from app_user u join contact_method m on m.user_id = u.id
     where u.id = $1 and u.deleted_at is null and m.channel = 'mail' order by m.position limit 1`,
    [userId],
  )
  return rows[0] ?? null
}
