// Webhooks as they are set up. The credential is sealed for its row and never shown; everything else is.

import type pg from 'pg'
import { projectTable } from '../account/projects.ts'
import type { SecretSealer } from '../config/connections.ts'
import { type ConfigDeps, change } from '../config/context.ts'
import { objectTable, type Page, type PageRequest, type Seen, type Stored } from '../config/objects.ts'
import { policyTable } from '../config/policies.ts'

export type WebhookShape = 'noroshi' | 'pigeon' | 'reactio' | 'chat'

type Settings = {
  readonly url: string
  readonly shape: WebhookShape
  readonly events: readonly string[]
  readonly enabled: boolean
  readonly timeoutSeconds: number
  readonly attemptsMax: number
}
export type WebhookWrite = Settings & {
  readonly key: string
  readonly name: string
  /** Key or id; null: the whole space. */
  readonly project: string | null
  /** Keys or ids: of callouts, only those of these policies; none: of all. */
  readonly policies: readonly string[]
  /** null takes it away; absent it stays. */
  readonly credential?: string | null | undefined
}
export type WebhookRecord = Stored<
  Settings & {
    readonly project: string | null
    /** Keys; the id of one that is gone. */
    readonly policies: readonly string[]
    readonly hasCredential: boolean
  }
>

type Own = {
  readonly project_id: string | null
  readonly policies: readonly string[]
  readonly url: string
  readonly shape: WebhookShape
  readonly events: readonly string[]
  readonly credential: string | null
  readonly enabled: boolean
  readonly timeout_seconds: number
  readonly attempts_max: number
}

export const webhookTable = objectTable<Own>({
  table: 'webhook',
  kind: 'webhook',
  own: ['project_id', 'policies', 'url', 'shape', 'events', 'credential', 'enabled', 'timeout_seconds', 'attempts_max'],
})

/** Where a credential is sealed for: it opens nowhere else. */
export const credentialContext = (webhookId: string): string => `webhook/${webhookId}/credential`

const shown = async (client: pg.PoolClient, row: Stored<Own>): Promise<WebhookRecord> => {
  const { project_id: projectId, credential, timeout_seconds, attempts_max, ...rest } = row
  const project = projectId === null ? null : ((await projectTable.find(client, projectId))?.key ?? projectId)
  const found = await policyTable.findAll(client, row.policies)
  const policies = row.policies.map((id) => found.find((one) => one.id === id)?.key ?? id)
  const times = { timeoutSeconds: timeout_seconds, attemptsMax: attempts_max }
  return { ...rest, ...times, project, policies, hasCredential: credential !== null }
}

const projectId = async (client: pg.PoolClient, ref: string | null): Promise<string | null> =>
  ref === null ? null : (await projectTable.get(client, ref)).id

/** @errors policy.not_found */
const policyIds = (client: pg.PoolClient, refs: readonly string[]): Promise<readonly string[]> =>
  Promise.all(refs.map(async (ref) => (await policyTable.get(client, ref)).id))

type Deps = ConfigDeps & { readonly sealer: SecretSealer }

/** The columns a write sets; what it leaves out is not among them. */
const columnsOf = ({ url, shape, events, enabled, timeoutSeconds, attemptsMax }: Partial<WebhookWrite>): Partial<Own> =>
  given({ url, shape, events, enabled, timeout_seconds: timeoutSeconds, attempts_max: attemptsMax })

const given = <Values extends object>(values: Values) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Values]?: NonNullable<Values[Name]>
  }

const ownOf = async (
  client: pg.PoolClient,
  id: string,
  { write, old, sealer }: { write: Partial<WebhookWrite>; old: Own | null; sealer: SecretSealer },
): Promise<Own> => {
  const { credential, project, policies } = write
  const sealed = typeof credential === 'string' ? sealer.seal(credential, credentialContext(id)) : credential
  const references: Partial<Own> = {
    ...(project === undefined ? {} : { project_id: await projectId(client, project) }),
    ...(policies === undefined ? {} : { policies: [...new Set(await policyIds(client, policies))] }),
    ...(sealed === undefined ? {} : { credential: sealed }),
  }
  return { ...(old ?? { credential: null }), ...columnsOf(write), ...references } as Own
}

export const createWebhooks = (deps: Deps) => {
  const record = async (client: pg.PoolClient, ref: string) => shown(client, await webhookTable.get(client, ref))
  return {
    list: (spaceId: string, page: PageRequest): Promise<Page<WebhookRecord>> =>
      deps.inSpace(spaceId, async (client) => {
        const { items, next } = await webhookTable.list(client, page)
        return { items: await Promise.all(items.map((row) => shown(client, row))), next }
      }),
    get: (spaceId: string, ref: string): Promise<WebhookRecord> =>
      deps.inSpace(spaceId, (client) => record(client, ref)),
    /** @errors webhook.key_taken, project.not_found, policy.not_found */
    create: (spaceId: string, write: WebhookWrite): Promise<WebhookRecord> =>
      change(deps, spaceId, async (client) => {
        const nowMs = deps.nowMs()
        const id = deps.newId(nowMs)
        const own = await ownOf(client, id, { write, old: null, sealer: deps.sealer })
        await webhookTable.insert(client, id, { key: write.key, name: write.name, own, nowMs, by: 'console' })
        return record(client, id)
      }),
    /** What the patch leaves out stays. @errors webhook.not_found, webhook.key_taken, project.not_found, policy.not_found */
    update: (
      spaceId: string,
      ref: string,
      { seenAtMs = null, ...patch }: Partial<WebhookWrite> & Seen,
    ): Promise<WebhookRecord> =>
      change(deps, spaceId, async (client) => {
        await webhookTable.unchanged(client, ref, seenAtMs)
        const old = await webhookTable.get(client, ref)
        const own = await ownOf(client, old.id, { write: patch, old: ownColumns(old), sealer: deps.sealer })
        const { key = old.key, name = old.name } = patch
        await webhookTable.update(client, old, { key, name, own, nowMs: deps.nowMs(), by: 'console' })
        return record(client, old.id)
      }),
    /** What waits to be delivered to it is dropped. @errors webhook.not_found */
    remove: (spaceId: string, ref: string): Promise<void> =>
      change(deps, spaceId, async (client) =>
        webhookTable.remove(client, await webhookTable.get(client, ref), { nowMs: deps.nowMs(), by: 'console' }),
      ),
  }
}

const ownColumns = ({
  id: _id,
  key: _key,
  name: _name,
  managedBy: _by,
  createdAtMs: _c,
  updatedAtMs: _u,
  ...own
}: Stored<Own>): Own => own

/** Whether any webhook of the space wants to hear of callouts; a part of what a start must know. */
export const watchesCallouts = async (client: pg.PoolClient): Promise<boolean> => {
  const { rowCount } = await client.query({
    name: 'watches_callouts',
    text: `select 1 from webhook where deleted_at is null and enabled and shape <> 'reactio' limit 1`,
  })
  return rowCount === 1
}
