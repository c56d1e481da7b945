// Makes the objects that came from a file equal to the file: creates, changes, and with prune deletes, all in one
// transaction or not at all. Only objects managed by a file are touched. Planning runs the very same transaction and rolls
// it back, so that whatever was shown can be done.

import type pg from 'pg'
import type { SpaceSettings } from '#core/settings'
import { groupKind, projectKind } from '../account/file-kinds.ts'
import type { GroupWrite } from '../account/groups.ts'
import type { ProjectWrite } from '../account/projects.ts'
import type { Holder } from '../account/roles.ts'
import { alertKinds, type FileSource } from '../alert/file-kinds.ts'
import type { RuleWrite } from '../alert/rules.ts'
import type { CalendarWrite } from '../duty/calendars.ts'
import { calendarKind, scheduleKind } from '../duty/file-kinds.ts'
import type { ScheduleWrite } from '../duty/schedules.ts'
import { type RulesWrite, readingKind, ruleKind } from '../speech/file-kinds.ts'
import type { ReadingWrite } from '../speech/reading-rows.ts'
import {
  type Change,
  connectionKind,
  type FileTools,
  policyKind,
  type Sync,
  templateKind,
  userKind,
} from './apply-kinds.ts'
import { type ConnectionWrite, type SecretSealer, verifyStandIns } from './connections.ts'
import { type ConfigDeps, ConfigRefusal, change, mayChange } from './context.ts'
import { exportDocument } from './export.ts'
import { verifyPolicy } from './plan-chain.ts'
import type { PolicyWrite } from './policies.ts'
import { policyGroupKind } from './policy-group-kind.ts'
import type { PolicyGroupWrite } from './policy-groups.ts'
import { settingsKind } from './settings.ts'
import type { TemplateWrite } from './templates.ts'
import type { UserWrite } from './users.ts'

/** A file's content, read and checked: numbers are E.164, secrets are their values. */
export type FileDocument = {
  readonly users: readonly UserWrite[]
  readonly groups: readonly GroupWrite[]
  readonly projects: readonly ProjectWrite[]
  readonly connections: readonly ConnectionWrite[]
  readonly templates: readonly TemplateWrite[]
  readonly policies: readonly PolicyWrite[]
  readonly policyGroups?: readonly PolicyGroupWrite[] | undefined
  readonly calendars?: readonly CalendarWrite[] | undefined
  readonly schedules?: readonly ScheduleWrite[] | undefined
  readonly sources?: readonly FileSource[] | undefined
  readonly rules?: readonly RuleWrite[] | undefined
  readonly readings?: readonly ReadingWrite[] | undefined
  readonly readingRules?: RulesWrite | undefined
  readonly settings?: SpaceSettings | undefined
}

export type ApplyOptions = {
  readonly prune: boolean
  /** How an address is shown in the difference. */
  readonly showAddress: (address: string) => string
  /** What whoever applies it may do themselves: a group's members get its roles. */
  readonly holder: Holder
}

/** Thrown to leave the transaction without a trace. */
class Rehearsed extends Error {
  readonly changes: readonly Change[]
  constructor(changes: readonly Change[]) {
    super('rehearsed')
    this.changes = changes
  }
}

const removals = async ({ kind, existing, wanted, remove, removeAll }: Sync): Promise<Change[]> => {
  const kept = new Set(wanted.map((write) => write.key))
  const gone = existing.filter((row) => row.managedBy === 'file' && !kept.has(row.key))
  if (removeAll !== undefined) await removeAll(gone)
  else for (const row of gone) await remove(row)
  return gone.map((row) => ({ kind, key: row.key, action: 'delete' as const, fields: [] }))
}

const writes = async ({ kind, place, existing, wanted, ...run }: Sync): Promise<Change[]> => {
  await run.prepare?.()
  const byKey = new Map(existing.map((row) => [row.key, row]))
  const changes: Change[] = []
  for (const [index, write] of wanted.entries()) {
    const row = byKey.get(write.key) ?? null
    if (row !== null) mayChange(row.managedBy, 'file', { key: write.key, field: `${place}.${index}.key` })
    const fields = await run.compare(row, write, index)
    if (row === null) await run.insert(write)
    else if (fields.length > 0) await run.update(row, write)
    const action = row === null ? 'create' : fields.length > 0 ? 'update' : 'unchanged'
    changes.push({ kind, key: write.key, action, fields: action === 'update' ? fields : [] })
  }
  return changes
}

const synchronise = async (
  client: pg.PoolClient,
  { document, options, tools }: { document: FileDocument; options: ApplyOptions; tools: FileTools },
): Promise<readonly Change[]> => {
  const kinds = [
    await userKind(client, document.users, { ...tools, ...options }),
    await groupKind(client, document.groups, { ...tools, holder: options.holder }),
    await projectKind(client, document.projects, { ...tools, holder: options.holder }),
    await connectionKind(client, document.connections, tools),
    await templateKind(client, document.templates, tools),
    await calendarKind(client, document.calendars ?? [], tools),
    await scheduleKind(client, document.schedules ?? [], tools),
    await policyKind(client, document.policies, { ...tools, showAddress: options.showAddress }),
    await policyGroupKind(client, document.policyGroups ?? [], tools),
    ...(await alertKinds(client, document, tools)),
    await readingKind(client, document.readings ?? [], tools),
    await ruleKind(client, document.readingRules ?? {}, tools),
    await settingsKind(client, document.settings ?? null, { ...tools, showAddress: options.showAddress }),
  ]
  // What goes, goes first and in reverse, so that nothing in the file can refer to it.
  const deleted: Change[] = []
  if (options.prune) for (const kind of [...kinds].reverse()) deleted.push(...(await removals(kind)))
  const written: Change[] = []
  for (const kind of kinds) written.push(...(await writes(kind)))
  await verifyAll(client, document)
  return [...written, ...deleted]
}

/** What refers to something else is looked at when everything is there. */
const verifyAll = async (client: pg.PoolClient, { connections, policies }: FileDocument): Promise<void> => {
  for (const [index, { key }] of connections.entries())
    await verifyStandIns(client, key, `connections.${index}.standIns`)
  for (const [index, { key }] of policies.entries()) {
    try {
      await verifyPolicy(client, key)
    } catch (error) {
      if (!(error instanceof ConfigRefusal)) throw error
      throw new ConfigRefusal(error.code, error.detail, `policies.${index}`)
    }
  }
}

export const createFiles = (deps: ConfigDeps & { readonly sealer: SecretSealer }) => {
  const run = (spaceId: string, document: FileDocument, options: ApplyOptions & { rehearse: boolean }) =>
    change(deps, spaceId, async (client) => {
      const changes = await synchronise(client, { document, options, tools: deps })
      if (options.rehearse) throw new Rehearsed(changes)
      return changes
    })
  return {
    /** What applying would change. Nothing is changed. */
    plan: async (spaceId: string, document: FileDocument, options: ApplyOptions): Promise<readonly Change[]> => {
      try {
        return await run(spaceId, document, { ...options, rehearse: true })
      } catch (error) {
        if (error instanceof Rehearsed) return error.changes
        throw error
      }
    },
    apply: (spaceId: string, document: FileDocument, options: ApplyOptions): Promise<readonly Change[]> =>
      run(spaceId, document, { ...options, rehearse: false }),
    export: (spaceId: string) => deps.inSpace(spaceId, exportDocument),
  }
}
