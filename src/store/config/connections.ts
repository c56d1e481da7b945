// Connections: settings in the clear, each secret sealed for its own row and name. Nothing here ever returns a secret;
// the phone channel reads them for itself.

import { createECDH } from 'node:crypto'
import type pg from 'pg'
import { type HealthRecord, readHealth } from './connection-health.ts'
import { type ConfigDeps, ConfigRefusal, change, type Manager } from './context.ts'
import { objectTable, type Page, type PageRequest, type Seen, type Stored } from './objects.ts'

/** src/store/secret-box.ts; the context names the place a value is sealed for. */
export interface SecretSealer {
  seal(plaintext: string, context: string): string
  open(sealed: string, context: string): string
}

/** null removes a secret; a name that is absent stays as it is. */
export type SecretWrites = Readonly<Record<string, string | null | undefined>>

export type ConnectionWrite = {
  readonly key: string
  readonly name: string
  readonly kind: string
  readonly settings: Readonly<Record<string, unknown>>
  readonly secrets: SecretWrites
  /** Keys of connections that are gone by where this one does not work. */
  readonly standIns?: readonly string[] | undefined
}

type Own = {
  readonly kind: string
  readonly stand_ins: readonly string[]
  readonly settings: Readonly<Record<string, unknown>>
  readonly secrets: Readonly<Record<string, string>>
}
/** `secrets` are the names of those that are set. */
export type ConnectionRecord = Stored<
  Omit<Own, 'secrets' | 'stand_ins'> & {
    readonly secrets: readonly string[]
    readonly standIns: readonly string[]
    /** Null: nothing was sent by it yet. */
    readonly health: HealthRecord | null
  }
>

export const connectionTable = objectTable<Own>({
  table: 'connection',
  kind: 'connection',
  own: ['kind', 'settings', 'secrets', 'stand_ins'],
})

/** Where a secret is sealed for: it opens nowhere else. */
export const secretContext = (connectionId: string, name: string): string => `connection/${connectionId}/${name}`

const shown = (
  { secrets, stand_ins: standIns, ...row }: Stored<Own>,
  health: HealthRecord | null,
): ConnectionRecord => ({
  ...row,
  health,
  standIns,
  secrets: Object.keys(secrets).sort(),
})

const P256_BYTES = 32

/** The pair of keys by which push services know this server (VAPID). @source RFC 8292 */
const makeVapidKeys = (): Readonly<Record<string, string>> => {
  const pair = createECDH('prime256v1')
  pair.generateKeys()
  const privateKey = Buffer.alloc(P256_BYTES)
  // What begins with zeros comes without them.
  const scalar = pair.getPrivateKey()
  scalar.copy(privateKey, P256_BYTES - scalar.length)
  return { privateKey: privateKey.toString('base64url'), publicKey: pair.getPublicKey('base64url') }
}

/** Secrets nobody enters: made with a connection of the kind, and the same for good. */
const making: Readonly<Record<string, () => Readonly<Record<string, string>>>> = { web_push: makeVapidKeys }

/** The secrets of a connection that somebody entered: those that are made are in no file. */
export const enteredSecrets = ({ kind, secrets }: Pick<Own, 'kind' | 'secrets'>): Readonly<Record<string, string>> =>
  making[kind] === undefined ? secrets : {}

type Tools = Pick<ConfigDeps, 'newId' | 'nowMs'> & { readonly sealer: SecretSealer }

const sealed = (
  id: string,
  { old, writes, sealer }: { old: Readonly<Record<string, string>>; writes: SecretWrites; sealer: SecretSealer },
): Record<string, string> => {
  const secrets = { ...old }
  for (const [name, value] of Object.entries(writes)) {
    if (value === null) delete secrets[name]
    else if (value !== undefined) secrets[name] = sealer.seal(value, secretContext(id, name))
  }
  return secrets
}

export const insertConnection = async (
  client: pg.PoolClient,
  write: ConnectionWrite & { by: Manager },
  { nowMs, newId, sealer }: Tools,
): Promise<string> => {
  const atMs = nowMs()
  const id = newId(atMs)
  const { key, name, kind, settings, by } = write
  const secrets = sealed(id, { old: {}, writes: { ...write.secrets, ...making[kind]?.() }, sealer })
  const own = { kind, settings, secrets, stand_ins: write.standIns ?? [] }
  await connectionTable.insert(client, id, { key, name, own, nowMs: atMs, by })
  return id
}

/** What cannot be taken from a connection of a kind; the contract asks for the same. */
const requiredSecrets: Readonly<Record<string, readonly string[]>> = {
  twilio: ['authToken'],
  twilio_sms: ['authToken'],
  slack: ['botToken'],
  lineworks: ['clientSecret', 'privateKey'],
  teams: ['url'],
  webhook: ['url'],
}

type Patch = Partial<Omit<ConnectionWrite, 'kind'>>

export const updateConnection = async (
  client: pg.PoolClient,
  ref: string,
  { patch, by, tools }: { patch: Patch; by: Manager; tools: Tools },
): Promise<string> => {
  const old = await connectionTable.get(client, ref)
  const secrets = sealed(old.id, { old: old.secrets, writes: patch.secrets ?? {}, sealer: tools.sealer })
  const missing = (requiredSecrets[old.kind] ?? []).find((name) => secrets[name] === undefined)
  if (missing !== undefined) throw new ConfigRefusal('request.invalid', `${missing} is required`, `secrets.${missing}`)
  await connectionTable.update(client, old, {
    key: patch.key ?? old.key,
    name: patch.name ?? old.name,
    own: {
      kind: old.kind,
      settings: patch.settings ?? old.settings,
      secrets,
      stand_ins: patch.standIns ?? old.stand_ins,
    },
    nowMs: tools.nowMs(),
    by,
  })
  return old.id
}

/**
 * Refuses connections that nobody can go by in the place of this one: unknown ones, itself, those of another channel.
 * @errors request.invalid
 */
export const verifyStandIns = async (client: pg.PoolClient, ref: string, field = 'standIns'): Promise<void> => {
  const { key, kind, stand_ins: standIns } = await connectionTable.get(client, ref)
  const known = new Map((await connectionTable.findAll(client, standIns)).map((one) => [one.key, one.kind]))
  for (const [index, other] of standIns.entries()) {
    const wrong =
      known.get(other) === undefined ? 'is no connection' : other === key ? 'is the connection itself' : null
    const otherKind = known.get(other) === kind ? null : `must be of the kind ${kind}`
    const problem = wrong ?? otherKind
    if (problem !== null) throw new ConfigRefusal('request.invalid', `${other} ${problem}`, `${field}.${index}`)
  }
}

/** Whether demo numbers have any use in this space. */
export const hasSimulated = async (client: pg.PoolClient): Promise<boolean> => {
  const { rows } = await client.query(
    `select 1 from connection where deleted_at is null and settings->'simulated' = 'true'::jsonb limit 1`,
  )
  return rows.length > 0
}

/** The first of a kind by key: what is used where nothing names one. */
const usual = async (client: pg.PoolClient, kind: string): Promise<string | null> => {
  const { rows } = await client.query<{ id: string }>(
    'select id from connection where deleted_at is null and kind = $1 order by key limit 1',
    [kind],
  )
  return rows[0]?.id ?? null
}

export const createConnections = (deps: ConfigDeps & { readonly sealer: SecretSealer }) => {
  const withHealth = async (client: pg.PoolClient, rows: readonly Stored<Own>[]) => {
    const health = await readHealth(
      client,
      rows.map(({ id }) => id),
    )
    return rows.map((row) => shown(row, health.get(row.id) ?? null))
  }
  const record = async (client: pg.PoolClient, ref: string): Promise<ConnectionRecord> => {
    const row = await connectionTable.get(client, ref)
    const [found] = await withHealth(client, [row])
    return found ?? shown(row, null)
  }
  const verified = async (client: pg.PoolClient, ref: string) => {
    await verifyStandIns(client, ref)
    return record(client, ref)
  }
  return {
    list: (spaceId: string, page: PageRequest): Promise<Page<ConnectionRecord>> =>
      deps.inSpace(spaceId, async (client) => {
        const { items, next } = await connectionTable.list(client, page)
        return { items: await withHealth(client, items), next }
      }),
    get: (spaceId: string, ref: string): Promise<ConnectionRecord> =>
      deps.inSpace(spaceId, (client) => record(client, ref)),
    /** Returns an id, or null where there is none of the kind. */
    usual: (spaceId: string, kind: string): Promise<string | null> =>
      deps.inSpace(spaceId, (client) => usual(client, kind)),
    hasSimulated: (spaceId: string): Promise<boolean> => deps.inSpace(spaceId, hasSimulated),
    create: (spaceId: string, write: ConnectionWrite): Promise<ConnectionRecord> =>
      change(deps, spaceId, async (client) =>
        verified(client, await insertConnection(client, { ...write, by: 'console' }, deps)),
      ),
    update: (spaceId: string, ref: string, { seenAtMs = null, ...patch }: Patch & Seen): Promise<ConnectionRecord> =>
      change(deps, spaceId, async (client) => {
        await connectionTable.unchanged(client, ref, seenAtMs)
        return verified(client, await updateConnection(client, ref, { patch, by: 'console', tools: deps }))
      }),
    remove: (spaceId: string, ref: string): Promise<void> =>
      change(deps, spaceId, async (client) =>
        connectionTable.remove(client, await connectionTable.get(client, ref), { nowMs: deps.nowMs(), by: 'console' }),
      ),
  }
}
