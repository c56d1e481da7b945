// Who somebody is, for themselves: their space, their user, and the projects they can work in.

import type pg from 'pg'
import type { ConfigDeps } from '../config/context.ts'
import { projectTable } from './projects.ts'
import { grantsOfUser } from './roles.ts'

export type Named = { readonly id: string; readonly key: string; readonly name: string }
export type Who = {
  readonly space: Named
  readonly user: (Named & { readonly number: number }) | null
  readonly project: Named | null
  /** Those they can work in, by key. */
  readonly projects: readonly Named[]
}

const PROJECTS_MAX = 1_000

/** Whoever has a role in the space can work in every project. */
const projectsFor = async (client: pg.PoolClient, userId: string | null): Promise<ReadonlySet<string> | 'all'> => {
  if (userId === null) return 'all'
  const grants = await grantsOfUser(client, userId)
  return grants.some(({ projectId }) => projectId === null)
    ? 'all'
    : new Set(grants.flatMap((one) => one.projectId ?? []))
}

type Asks = { readonly userId: string | null; readonly projectId: string | null }

export const createWho =
  (deps: Pick<ConfigDeps, 'inSpace'>) =>
  (spaceId: string, { userId, projectId }: Asks): Promise<Who> =>
    deps.inSpace(spaceId, async (client) => {
      const one = async <T>(text: string, value: string | null): Promise<T | null> =>
        value === null ? null : (((await client.query(text, [value])).rows[0] as T | undefined) ?? null)
      const space = await one<Named>('select id, key, name from space where id = $1', spaceId)
      const all = (await projectTable.all(client)).map(({ id, key, name }) => ({ id, key, name }))
      const own = await projectsFor(client, userId)
      const mine = all.filter(({ id }) =>
        own === 'all' ? userId !== null || projectId === null || id === projectId : own.has(id),
      )
      return {
        space: space ?? { id: spaceId, key: '', name: '' },
        user: await one('select id, key, name, number from app_user where id = $1', userId),
        project: all.find(({ id }) => id === projectId) ?? null,
        projects: mine.slice(0, PROJECTS_MAX),
      }
    })
