// Templates, stored as written: what they leave out is filled in when a plan is built.

import type pg from 'pg'
import type { TemplateBody } from '#words/speech'
import { type ConfigDeps, change, type Manager } from './context.ts'
import { objectTable, type Page, type PageRequest, type Seen, type Stored } from './objects.ts'

export type TemplateWrite = { readonly key: string; readonly name: string; readonly body: TemplateBody }
export type TemplateRecord = Stored<{ readonly body: TemplateBody }>

export const templateTable = objectTable<{ readonly body: TemplateBody }>({
  table: 'template',
  kind: 'template',
  own: ['body'],
})

type Tools = Pick<ConfigDeps, 'newId' | 'nowMs'>

export const insertTemplate = async (
  client: pg.PoolClient,
  { key, name, body, by }: TemplateWrite & { by: Manager },
  tools: Tools,
): Promise<string> => {
  const nowMs = tools.nowMs()
  const id = tools.newId(nowMs)
  await templateTable.insert(client, id, { key, name, own: { body }, nowMs, by })
  return id
}

export const updateTemplate = async (
  client: pg.PoolClient,
  ref: string,
  { patch, by, tools }: { patch: Partial<TemplateWrite>; by: Manager; tools: Tools },
): Promise<string> => {
  const old = await templateTable.get(client, ref)
  await templateTable.update(client, old, {
    key: patch.key ?? old.key,
    name: patch.name ?? old.name,
    own: { body: patch.body ?? old.body },
    nowMs: tools.nowMs(),
    by,
  })
  return old.id
}

export const createTemplates = (deps: ConfigDeps) => ({
  list: (spaceId: string, page: PageRequest): Promise<Page<TemplateRecord>> =>
    deps.inSpace(spaceId, (client) => templateTable.list(client, page)),
  get: (spaceId: string, ref: string): Promise<TemplateRecord> =>
    deps.inSpace(spaceId, (client) => templateTable.get(client, ref)),
  create: (spaceId: string, write: TemplateWrite): Promise<TemplateRecord> =>
    change(deps, spaceId, async (client) =>
      templateTable.get(client, await insertTemplate(client, { ...write, by: 'console' }, deps)),
    ),
  /** `body` changes field by field: what the patch leaves out stays. */
  update: (spaceId: string, ref: string, { seenAtMs = null, ...patch }: Partial<TemplateWrite> & Seen) =>
    change(deps, spaceId, async (client): Promise<TemplateRecord> => {
      await templateTable.unchanged(client, ref, seenAtMs)
      const { body } = await templateTable.get(client, ref)
      const merged = { ...patch, body: { ...body, ...patch.body } }
      return templateTable.get(client, await updateTemplate(client, ref, { patch: merged, by: 'console', tools: deps }))
    }),
  remove: (spaceId: string, ref: string): Promise<void> =>
    change(deps, spaceId, async (client) =>
      templateTable.remove(client, await templateTable.get(client, ref), { nowMs: deps.nowMs(), by: 'console' }),
    ),
})
