// The first API token: without one nobody could ask for another. Made when a space has none, and left in a file that only
// this account may read, so that it stands in no log.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { permissions } from '#contract/permissions'
import type { ConfigStore } from '#store/config/store'

type Where = { readonly spaceId: string; readonly dataDir: string }

/** Returns the file the token was written to, or null when the space has tokens. */
export const ensureFirstToken = async (config: ConfigStore, { spaceId, dataDir }: Where): Promise<string | null> => {
  if ((await config.tokens.list(spaceId)).items.length > 0) return null
  const { token } = await config.tokens.create(spaceId, { name: 'first', scopes: permissions, expiresAtMs: null })
  mkdirSync(dataDir, { recursive: true })
  const file = resolve(join(dataDir, 'first-token'))
  writeFileSync(file, `${token}\n`, { mode: 0o600 })
  return file
}
