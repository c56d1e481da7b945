// A connection's settings with its secrets opened, for the channel that is about to use them. Read live, also when the
// connection was deleted while callouts still run on it; remembered for a second, so that a burst of calls reads it once.

import type pg from 'pg'
import { secretContext } from './connections.ts'

export type Credentials = {
  readonly kind: string
  readonly settings: unknown
  readonly secrets: Readonly<Record<string, string>>
}

export interface SecretOpener {
  open(sealed: string, context: string): string
}

type Options = { readonly pool: pg.Pool; readonly opener: SecretOpener; readonly leaseMs: () => number }
type Row = Credentials

const FRESH_MS = 1_000

/** @param options.pool the engine's pool, which works across spaces */
export const createCredentials = ({ pool, opener, leaseMs }: Options) => {
  const known = new Map<string, { readonly readAtMs: number; readonly found: Promise<Credentials | null> }>()

  const read = async (spaceId: string, id: string): Promise<Credentials | null> => {
    const { rows } = await pool.query<Row>({
      name: 'credentials',
      text: 'select kind, settings, secrets from connection where space_id = $1 and id = $2',
      values: [spaceId, id],
    })
    const [row] = rows
    if (row === undefined) return null
    const secrets: Record<string, string> = {}
    for (const [name, sealed] of Object.entries(row.secrets))
      secrets[name] = opener.open(sealed, secretContext(id, name))
    return { kind: row.kind, settings: row.settings, secrets }
  }

  return {
    /** Null when there is none. Rejects when it cannot be read now. */
    load: (spaceId: string, id: string): Promise<Credentials | null> => {
      const key = `${spaceId} ${id}`
      const last = known.get(key)
      if (last !== undefined && leaseMs() - last.readAtMs < FRESH_MS) return last.found
      const found = read(spaceId, id)
      known.set(key, { readAtMs: leaseMs(), found })
      found.catch(() => known.delete(key))
      return found
    },
    forget: (): void => known.clear(),
  }
}
