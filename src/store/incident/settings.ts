// What a project says about its incidents, and who its members are: read together, kept as long as the space's configuration
// stands still, because making an incident must not cost these questions each time.

import type pg from 'pg'
import type { UserId } from '#core/ids'
import { type ForgottenRule, forgottenDefault } from '#core/incident/forgotten'
import type { Member } from '#core/incident/notice'
import type { OptionItem } from '#core/incident/options'
import type { IncidentSettings } from '#core/incident/records'
import { DEFAULT_PROJECT, peopleOn, projectTable } from '../account/projects.ts'
import { connectionTable } from '../config/connections.ts'
import { type ConfigDeps, change, spaceHere } from '../config/context.ts'
import type { Seen } from '../config/objects.ts'
import { unchangedSince } from '../config/settings.ts'
import { templateTable } from '../config/templates.ts'
import { peopleOf } from '../config/users.ts'
import { rescheduleAlerts } from './reschedule.ts'

/** As it is stored: what was set, and nothing else. */
export type SettingsWrite = {
  readonly options?: readonly OptionItem[] | undefined
  readonly forgotten?: Partial<ForgottenRule> | undefined
  readonly notice?: Partial<IncidentSettings['notice']> | undefined
  readonly reactio?: Partial<IncidentSettings['reactio']> | undefined
}

const complete = (set: SettingsWrite | undefined): IncidentSettings => ({
  options: set?.options ?? [],
  forgotten: { ...forgottenDefault, ...set?.forgotten },
  notice: { connection: null, from: null, template: null, ...set?.notice },
  reactio: { createWithoutDestination: false, listStatus: 'all', ...set?.reactio },
})

type StoredSettings = { readonly body?: SettingsWrite; readonly updatedAtMs: number | null }

const stored = async (client: pg.PoolClient, projectId: string): Promise<StoredSettings> => {
  const { rows } = await client.query<StoredSettings>(
    'select body, updated_at as "updatedAtMs" from incident_settings where project_id = $1',
    [projectId],
  )
  return rows[0] ?? { updatedAtMs: null }
}

export const settingsOf = async (client: pg.PoolClient, projectId: string): Promise<IncidentSettings> =>
  complete((await stored(client, projectId)).body)

/** Everybody in it. */
const membersOf = async (client: pg.PoolClient, project: { id: string; key: string }): Promise<readonly Member[]> => {
  const ids = await peopleOn(client, project)
  const people = await peopleOf(client, ids)
  return ids.flatMap((id) => {
    const person = people.get(id)
    return person === undefined ? [] : [{ userId: id as UserId, name: person.name, methods: person.methods }]
  })
}

export type ProjectFacts = {
  readonly id: string
  readonly key: string
  readonly settings: IncidentSettings
  /** null: never set. */
  readonly settingsUpdatedAtMs: number | null
  /** False while there is nothing to call phones through, or from. */
  readonly callsPhones: boolean
  readonly caller: Caller | null
}

/** @errors connection.not_found, template.not_found */
const checkNotice = async (client: pg.PoolClient, notice: IncidentSettings['notice']): Promise<void> => {
  if (notice.connection !== null) await connectionTable.get(client, notice.connection)
  if (notice.template !== null) await templateTable.get(client, notice.template)
}

export type Caller = { readonly connection: string; readonly from: string }

/**
 * What phones are called through and from: as the project says; else the only connection there is, and its own caller id or the
 * number that most policies call from over it. Null: no phone can be called, since one of the two is missing.
 */
const callerOf = async (client: pg.PoolClient, notice: IncidentSettings['notice']): Promise<Caller | null> => {
  const connection = await connectionOf(client, notice.connection)
  if (connection === null) return null
  if (notice.from !== null) return { connection, from: notice.from }
  const { rows } = await client.query<{ from: string }>(
    `(select settings->>'from' as from from connection where id = $1::text::uuid and settings->>'from' is not null)
     union all
     (select body->>'from' from policy
      where deleted_at is null and body->>'from' is not null and coalesce(body->>'connection', $1) = $1
      group by 1 order by count(*) desc, 1 limit 1)
     limit 1`,
    [connection],
  )
  return rows[0] === undefined ? null : { connection, from: rows[0].from }
}

const connectionOf = async (client: pg.PoolClient, named: string | null): Promise<string | null> => {
  if (named !== null) return (await connectionTable.find(client, named))?.id ?? null
  const { rows } = await client.query<{ id: string }>(
    `select id from connection where deleted_at is null and kind = 'twilio' limit 2`,
  )
  return rows.length === 1 ? (rows[0]?.id ?? null) : null
}

const KEPT_MAX = 1_000

type Kept<Value> = { readonly version: number; readonly value: Value }

/** Keeps what `read` found in a space under a name until the space's configuration changes. */
const keeping = <Value>(
  deps: Pick<ConfigDeps, 'inSnapshot' | 'versions'>,
  read: (client: pg.PoolClient, name: string) => Promise<Value>,
) => {
  const kept = new Map<string, Kept<Value>>()
  return async (spaceId: string, name: string): Promise<Value> => {
    const place = `${spaceId} ${name}`
    const version = await deps.versions.current(spaceId)
    const known = kept.get(place)
    if (known !== undefined && known.version >= version) return known.value
    const found = await deps.inSnapshot(spaceId, async (client) => ({
      version: await deps.versions.of(client),
      value: await read(client, name),
    }))
    if (kept.size >= KEPT_MAX) kept.delete(kept.keys().next().value ?? '')
    kept.set(place, found)
    return found.value
  }
}

export const createIncidentProjects = (deps: ConfigDeps) => {
  const project = keeping<ProjectFacts>(deps, async (client, ref) => {
    const { id, key } = await projectTable.get(client, ref)
    const { body, updatedAtMs: settingsUpdatedAtMs } = await stored(client, id)
    const settings = complete(body)
    const caller = await callerOf(client, settings.notice)
    return { id, key, settings, settingsUpdatedAtMs, caller, callsPhones: caller !== null }
  })
  return {
    /** @param ref a key or id; nobody's means the default project. @errors project.not_found */
    project: (spaceId: string, ref: string | null): Promise<ProjectFacts> => project(spaceId, ref ?? DEFAULT_PROJECT),
    members: keeping(deps, async (client, projectId) => membersOf(client, await projectTable.get(client, projectId))),
    /** Sets what is given; the rest stays. @errors project.not_found, config.changed_meanwhile */
    set: (
      spaceId: string,
      ref: string,
      { seenAtMs = null, ...write }: SettingsWrite & Seen,
    ): Promise<Pick<ProjectFacts, 'settings' | 'settingsUpdatedAtMs'>> =>
      change(deps, spaceId, async (client) => {
        const { id } = await projectTable.get(client, ref)
        const { body: before, updatedAtMs } = await stored(client, id)
        unchangedSince(updatedAtMs, seenAtMs, ref)
        const settingsUpdatedAtMs = deps.nowMs()
        const body: SettingsWrite = {
          options: write.options ?? before?.options ?? [],
          forgotten: { ...before?.forgotten, ...write.forgotten },
          notice: { ...before?.notice, ...write.notice },
          reactio: { ...before?.reactio, ...write.reactio },
        }
        await client.query(
          `insert into incident_settings (project_id, space_id, body, updated_at) values ($1, ${spaceHere}, $2, $3)
           on conflict (project_id) do update set body = excluded.body, updated_at = excluded.updated_at`,
          [id, JSON.stringify(body), new Date(settingsUpdatedAtMs)],
        )
        const settings = complete(body)
        await checkNotice(client, settings.notice)
        if (write.forgotten !== undefined) await rescheduleAlerts(client, id, settings.forgotten)
        return { settings, settingsUpdatedAtMs }
      }),
  }
}
