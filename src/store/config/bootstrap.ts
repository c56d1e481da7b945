// The first space. A single-space install needs no other; its key is `default`.

import type pg from 'pg'
import { acrossSpaces, insertSpace } from '../account/spaces.ts'
import { ConfigRefusal } from './context.ts'

type First = { readonly newId: () => string; readonly nowMs: number }

const find = async (engine: pg.Pool): Promise<string | null> => {
  const { rows } = await engine.query<{ id: string }>(`select id from space where key = 'default'`)
  return rows[0]?.id ?? null
}

/**
 * Makes the default space where there is none, and returns its id.
 * @param engine a pool that may see every space: only such a one may make them
 */
export const ensureDefaultSpace = async (engine: pg.Pool, { newId, nowMs }: First): Promise<string> => {
  const found = await find(engine)
  if (found !== null) return found
  const space = { id: newId(), key: 'default', name: 'Default', projectId: newId(), nowMs }
  try {
    await acrossSpaces(engine, (client) => insertSpace(client, space))
    return space.id
  } catch (error) {
    // Another process started on the same empty database and was first.
    const made = error instanceof ConfigRefusal ? await find(engine) : null
    if (made === null) throw error
    return made
  }
}
