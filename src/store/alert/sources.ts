// Sources: the ways alerts come in by, each with a key of its own. The database holds its SHA-256 only; the key itself is in the
// answer to its making and nowhere else.

import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import type { BackSettings } from '#core/alert/back'
import {
  type Awaited,
  type Heartbeat,
  type HeartbeatSettings,
  isAwaitedAlike,
  neverPinged,
} from '#core/alert/heartbeat'
import type { LivenessSettings } from '#core/alert/liveness'
import type { MailSettings } from '#core/alert/mail-rules'
import type { SourceMapping } from '#core/alert/source-mapping'
import { hashOpaque } from '../account/opaque.ts'
import type { SecretSealer } from '../config/connections.ts'
import { type ConfigDeps, ConfigRefusal, change } from '../config/context.ts'
import { objectTable, type Page, type PageRequest, type Seen, type Stamp, type Stored } from '../config/objects.ts'
import { followChecks } from './checks.ts'
import { followHeartbeat, heartbeatColumns } from './heartbeats.ts'
import { type BackWrite, noBack, type OwnBack, ownBack } from './source-back.ts'

export type SourceWrite = {
  readonly key: string
  readonly name: string
  readonly kind: string
  readonly enabled: boolean
  readonly mapping: SourceMapping | null
  readonly mail: MailSettings | null
  readonly heartbeat: HeartbeatSettings | null
  readonly liveness: LivenessSettings | null
  /** How it is told what was taken; null: it is not. */
  readonly back: BackWrite | null
}
type Does = Omit<SourceWrite, 'key' | 'name' | 'back'>
export type SourceRecord = Stored<
  Does & {
    readonly back: BackSettings | null
    readonly backHasSecret: boolean
    readonly heardAtMs: number | null
    /** How its heartbeat is now; null where it has none. */
    readonly beat: Heartbeat | null
  }
>

type Own = Does & OwnBack & { readonly hash: string }

export const sourceTable = objectTable<Own>({
  table: 'alert_source',
  kind: 'source',
  own: ['kind', 'enabled', 'mapping', 'mail', 'heartbeat', 'liveness', 'hash', 'back', 'back_secret'],
})

const KEPT_MAX = 10_000
const HEARD_EVERY_MS = 60_000

type Row = Omit<SourceRecord, 'beat'> & (Heartbeat | { readonly state: null })

const records = async (client: pg.PoolClient, ids: readonly string[]): Promise<readonly SourceRecord[]> => {
  const { rows } = await client.query<Row>(
    `select s.id, s.key, s.name, s.kind, s.enabled, s.mapping, s.mail, s.heartbeat, s.liveness, s.back,
       s.back_secret is not null as "backHasSecret", s.heard_at as "heardAtMs", s.managed_by as "managedBy",
       s.created_at as "createdAtMs", s.updated_at as "updatedAtMs", ${heartbeatColumns}
     from alert_source s left join alert_heartbeat h on h.source_id = s.id where s.id = any($1::uuid[]) order by s.key`,
    [ids],
  )
  return rows.map((row) => ({ ...row, beat: row.heartbeat === null ? null : row.state === null ? neverPinged : row }))
}

const shown = async (client: pg.PoolClient, ref: string): Promise<SourceRecord> => {
  const { id } = await sourceTable.get(client, ref)
  const [record] = await records(client, [id])
  return record as SourceRecord
}

/** What a source of a kind does by itself; it is worth nothing to any other. @errors source.heartbeat_missing, source.liveness_missing */
const ownOf = ({ kind, heartbeat, liveness }: Does): Pick<Does, 'heartbeat' | 'liveness'> => {
  if (kind === 'heartbeat' && heartbeat === null) throw new ConfigRefusal('source.heartbeat_missing', kind, 'heartbeat')
  if (kind === 'liveness' && liveness === null) throw new ConfigRefusal('source.liveness_missing', kind, 'liveness')
  return { heartbeat: kind === 'heartbeat' ? heartbeat : null, liveness: kind === 'liveness' ? liveness : null }
}

const awaitedOf = ({ heartbeat: settings, enabled }: Does): Awaited | null => settings && { settings, enabled }

const followLiveness = (
  client: pg.PoolClient,
  id: string,
  { own, nowMs }: { own: Own; nowMs: number },
): Promise<void> => followChecks(client, { id, settings: own.enabled ? own.liveness : null, nowMs })

/** Writes a new source; what it looks at is looked at from now on. */
export const insertSource = async (
  client: pg.PoolClient,
  id: string,
  write: { readonly key: string; readonly name: string; readonly own: Own } & Stamp,
): Promise<void> => {
  await sourceTable.insert(client, id, write)
  await followLiveness(client, id, write)
}

/** Writes what a source is to be, and how it is awaited and what it looks at from now on. */
export const changeSource = async (
  client: pg.PoolClient,
  old: Stored<Own>,
  write: { readonly key: string; readonly name: string; readonly own: Own } & Stamp,
): Promise<void> => {
  await sourceTable.update(client, old, write)
  await followLiveness(client, old.id, write)
  const awaited = awaitedOf(write.own)
  if (isAwaitedAlike(awaitedOf(old), awaited)) return
  await followHeartbeat(client, { id: old.id, awaited, nowMs: write.nowMs })
}

/** 32 hexadecimal digits: what clients of the Events API expect of a routing key, and 128 bits. */
export const makeKey = (): string => randomBytes(16).toString('hex')

/** A key says nothing of its space: its hash does. */
export const hashed = (spaceId: string, key: string): string => hashOpaque(`${spaceId} source ${key}`)

/** What is gone keeps no key, which another source may be given, is awaited no more and looks at nothing. */
export const forgetSource = async (
  client: pg.PoolClient,
  { id, nowMs }: { id: string; nowMs: number },
): Promise<void> => {
  await client.query('update alert_source set hash = id::text where id = $1', [id])
  await followHeartbeat(client, { id, awaited: null, nowMs })
  await followChecks(client, { id, settings: null, nowMs })
}

/** A source as whoever sends by it is let in. */
export type KnownSource = {
  readonly id: string
  readonly key: string
  readonly kind: string
  readonly enabled: boolean
  readonly mapping: SourceMapping | null
  readonly mail: MailSettings | null
}

/** Looks keys up; the wrong ones are remembered too, as long as the space's configuration stands still. */
const createLookUp = (deps: Pick<ConfigDeps, 'inSnapshot' | 'versions'>) => {
  const kept = new Map<string, { readonly version: number; readonly source: KnownSource | null }>()
  return async (spaceId: string, hash: string): Promise<KnownSource | null> => {
    const version = await deps.versions.current(spaceId)
    const known = kept.get(hash)
    if (known !== undefined && known.version >= version) return known.source
    const found = await deps.inSnapshot(spaceId, async (client) => {
      const held = await deps.versions.of(client)
      const { rows } = await client.query<KnownSource>(
        'select id, key, kind, enabled, mapping, mail from alert_source where hash = $1 and deleted_at is null',
        [hash],
      )
      return { version: held, source: rows[0] ?? null }
    })
    if (kept.size >= KEPT_MAX) kept.delete(kept.keys().next().value ?? '')
    kept.set(hash, found)
    return found.source
  }
}

/** For people who wonder whether anything comes by it: a minute's precision, and never in an event's way. */
const createHeardRecorder = (deps: Pick<ConfigDeps, 'inSpace'>) => {
  const recordedAtMs = new Map<string, number>()
  return (spaceId: string, id: string, nowMs: number): void => {
    if (nowMs - (recordedAtMs.get(id) ?? Number.NEGATIVE_INFINITY) < HEARD_EVERY_MS) return
    if (recordedAtMs.size >= KEPT_MAX) recordedAtMs.clear()
    recordedAtMs.set(id, nowMs)
    const statement = 'update alert_source set heard_at = $2 where id = $1'
    deps
      .inSpace(spaceId, (client) => client.query(statement, [id, new Date(nowMs)]))
      .catch(() => recordedAtMs.delete(id))
  }
}

const readers = (deps: ConfigDeps) => {
  const lookUp = createLookUp(deps)
  const recordHeard = createHeardRecorder(deps)
  return {
    /** The source a key belongs to; null for one nobody knows. */
    byKey: async (spaceId: string, key: string): Promise<KnownSource | null> => {
      const source = await lookUp(spaceId, hashed(spaceId, key))
      if (source?.enabled) recordHeard(spaceId, source.id, deps.nowMs())
      return source
    },
    list: (spaceId: string, page: PageRequest): Promise<Page<SourceRecord>> =>
      deps.inSpace(spaceId, async (client) => {
        const { items, next } = await sourceTable.list(client, page)
        const shownItems = await records(
          client,
          items.map(({ id }) => id),
        )
        return { items: shownItems, next }
      }),
    get: (spaceId: string, ref: string): Promise<SourceRecord> => deps.inSpace(spaceId, (client) => shown(client, ref)),
    /** For whoever posts with an API token: a source by its key or id. @errors source.not_found, source.disabled */
    open: (spaceId: string, ref: string): Promise<KnownSource> =>
      deps.inSpace(spaceId, async (client) => {
        const { id, key, kind, enabled, mapping, mail } = await sourceTable.get(client, ref)
        if (!enabled) throw new ConfigRefusal('source.disabled', key)
        return { id, key, kind, enabled, mapping, mail }
      }),
  }
}

export type SourceDeps = ConfigDeps & { readonly sealer: SecretSealer }

const writers = (deps: SourceDeps) => ({
  /** @errors source.key_taken, source.heartbeat_missing, source.liveness_missing, request.invalid */
  create: (spaceId: string, write: SourceWrite): Promise<{ readonly record: SourceRecord; readonly secret: string }> =>
    change(deps, spaceId, async (client) => {
      const nowMs = deps.nowMs()
      const id = deps.newId(nowMs)
      const { key, name, back, ...does } = write
      const secret = makeKey()
      const told = ownBack({ id, kind: does.kind, write: back, old: noBack, sealer: deps.sealer })
      const own = { ...does, ...ownOf(does), hash: hashed(spaceId, secret), ...told }
      await insertSource(client, id, { key, name, own, nowMs, by: 'console' })
      return { record: await shown(client, id), secret }
    }),
  /**
   * What the patch leaves out stays.
   * @errors source.not_found, source.key_taken, source.heartbeat_missing, source.liveness_missing, config.changed_meanwhile, request.invalid
   */
  update: (
    spaceId: string,
    ref: string,
    { seenAtMs = null, ...patch }: Partial<SourceWrite> & Seen,
  ): Promise<SourceRecord> =>
    change(deps, spaceId, async (client) => {
      await sourceTable.unchanged(client, ref, seenAtMs)
      const old = await sourceTable.get(client, ref)
      const { key = old.key, name = old.name, kind = old.kind, enabled = old.enabled, mapping = old.mapping } = patch
      // What a mailbox does is worth nothing to anything else.
      const mail = kind === 'mail' ? (patch.mail === undefined ? old.mail : patch.mail) : null
      const { heartbeat = old.heartbeat, liveness = old.liveness } = patch
      const does = { kind, enabled, mapping, mail, heartbeat, liveness }
      const back = ownBack({ id: old.id, kind, write: patch.back, old, sealer: deps.sealer })
      const own = { ...does, ...ownOf(does), hash: old.hash, ...back }
      await changeSource(client, old, { key, name, own, nowMs: deps.nowMs(), by: 'console' })
      return shown(client, old.id)
    }),
  /** Makes a new key; the one before is worth nothing from now on. @errors source.not_found */
  renew: (spaceId: string, ref: string): Promise<{ readonly record: SourceRecord; readonly secret: string }> =>
    change(deps, spaceId, async (client) => {
      const { id } = await sourceTable.get(client, ref)
      const secret = makeKey()
      // What else is said of it stays as whoever edits it has seen it.
      await client.query('update alert_source set hash = $2 where id = $1', [id, hashed(spaceId, secret)])
      return { record: await shown(client, id), secret }
    }),
  /** Its alerts stay as they were. @errors source.not_found */
  remove: (spaceId: string, ref: string): Promise<void> =>
    change(deps, spaceId, async (client) => {
      const source = await sourceTable.get(client, ref)
      const nowMs = deps.nowMs()
      await sourceTable.remove(client, source, { nowMs, by: 'console' })
      await forgetSource(client, { id: source.id, nowMs })
    }),
})

export const createSources = (deps: SourceDeps) => ({ ...readers(deps), ...writers(deps) })
