// Attachments, in the database, so that one backup holds everything and every process can serve them. A file's path has a part
// that nobody can guess: whoever has the path may read the file, as links in mails must work.

import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import type { UserId } from '#core/ids'
import type { FileRecord, Where } from '#core/incident/records'
import { limits } from '#core/limits'
import { ConfigRefusal, spaceHere } from '../config/context.ts'
import { isUuid } from '../config/objects.ts'
import { type At, findRow, type IncidentDeps, person, tell, work } from './open.ts'
import { markIn, type People, peopleById } from './rows.ts'

export type FileWrite = { readonly name: string; readonly mediaType: string; readonly content: Uint8Array }

export type FileRow = {
  readonly id: string
  readonly name: string
  readonly media_type: string
  readonly bytes: number
  readonly secret: string
  readonly created_at: number
  readonly created_by: UserId | null
}

export type FileContent = {
  readonly name: string
  readonly mediaType: string
  readonly content: Uint8Array<ArrayBuffer>
}

const columns = 'id, name, media_type, bytes, secret, created_at, created_by'
/** 24 bytes: 32 characters of a path. */
const SECRET_BYTES = 24

export const fileRows = async (client: pg.PoolClient, incidentId: string): Promise<readonly FileRow[]> => {
  const { rows } = await client.query<FileRow>(
    `select ${columns} from incident_file where incident_id = $1 order by created_at, id`,
    [incidentId],
  )
  return rows
}

export const fileRecord = (row: FileRow, people: People): FileRecord => ({
  id: row.id,
  name: row.name,
  mediaType: row.media_type,
  bytes: row.bytes,
  secret: row.secret,
  created: markIn(people, row.created_at, row.created_by),
})

export const createFiles = (deps: IncidentDeps) => ({
  /** @errors incident.not_found, incident.too_many_files */
  attach: (at: At, file: FileWrite): Promise<FileRecord> =>
    work(deps, at, async (open) => {
      const { client, row: incident, nowMs, by } = open
      const { rowCount } = await client.query('select from incident_file where incident_id = $1', [incident.id])
      if ((rowCount ?? 0) >= limits.filesPerIncident.max)
        throw new ConfigRefusal('incident.too_many_files', `${limits.filesPerIncident.max}`)
      const id = deps.newId(nowMs)
      const bytes = file.content.byteLength
      const { rows } = await client.query<FileRow>(
        `insert into incident_file (id, space_id, incident_id, name, media_type, bytes, secret, content, created_at, created_by)
         values ($1, ${spaceHere}, $2, $3, $4, $5, $6, $7, $8, $9) returning ${columns}`,
        [
          id,
          incident.id,
          file.name,
          file.mediaType,
          bytes,
          randomBytes(SECRET_BYTES).toString('base64url'),
          file.content,
          new Date(nowMs),
          person(by),
        ],
      )
      tell(open, { kind: 'file', id, name: file.name, bytes, change: 'added' })
      return fileRecord(rows[0] as FileRow, await peopleById(client, [person(by)]))
    }),
  /** @errors incident.not_found, incident.file_not_found */
  detach: (at: At, id: string): Promise<void> =>
    work(deps, at, async (open) => {
      const { rows } = await open.client.query<FileRow>(
        `delete from incident_file where incident_id = $1 and id = $2 returning ${columns}`,
        [open.row.id, id],
      )
      const [row] = rows
      if (row === undefined) throw new ConfigRefusal('incident.file_not_found', id)
      tell(open, { kind: 'file', id, name: row.name, bytes: row.bytes, change: 'removed' })
    }),
  /** For whoever may read the incident. @errors incident.not_found, incident.file_not_found */
  readFile: (where: Where, ref: string, id: string): Promise<FileContent> =>
    deps.inSpace(where.spaceId, async (client) => {
      const { id: incidentId } = await findRow(client, { where, ref })
      const { rows } = await client.query<FileContent>(
        `select name, media_type as "mediaType", content from incident_file where incident_id = $1 and id = $2`,
        [incidentId, isUuid(id) ? id : null],
      )
      if (rows[0] === undefined) throw new ConfigRefusal('incident.file_not_found', id)
      return rows[0]
    }),
  /** For whoever knows the path. */
  fileAt: (spaceId: string, secret: string): Promise<FileContent | null> =>
    deps.inSpace(spaceId, async (client) => {
      const { rows } = await client.query<FileContent>(
        `select name, media_type as "mediaType", content from incident_file where secret = $1`,
        [secret],
      )
      return rows[0] ?? null
    }),
})
