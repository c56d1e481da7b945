// What of all that a callout needs a space already has: counted, so that a console can say what to do next.

import { type InSpace, spaceHere } from './context.ts'

type Counts = { readonly connections: number; readonly people: number; readonly policies: number }

const here = `space_id = ${spaceHere} and deleted_at is null`

const counted = `select
  (select count(*) from connection where ${here})::integer as connections,
  (select count(*) from app_user where ${here} and exists
     (select 1 from contact_method where contact_method.space_id = app_user.space_id and user_id = app_user.id))::integer as people,
  (select count(*) from policy where ${here} and body->'steps' @> '[{"destinations": [{}]}]')::integer as policies`

export const createPreparation = ({ inSpace }: { readonly inSpace: InSpace }) => ({
  read: (spaceId: string): Promise<Counts> =>
    inSpace(spaceId, async (client) => {
      const { rows } = await client.query<Counts>(counted)
      return rows[0] as Counts
    }),
})
