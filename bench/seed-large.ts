// npm run seed:large [-- --small]: a company of years in the database that DATABASE_URL or NOROSHI_DATA_DIR names, ./data/large otherwise:
// 30,000 users, 500 policies, 250,000 callouts with 1,000,000 attempts, 100,000 incidents. Never into one that has users already.

import { readSettings } from '#settings/settings'
import { createConfigStore } from '#store/config/store'
import { openDatabase } from '../src/server/database.ts'
import { createLog } from '../src/server/log.ts'
import { realChance } from '../src/server/real.ts'
import { roleTable } from '../src/server/roles.ts'
import { fill, large, small } from './large.ts'

const chance = realChance()
const settings = readSettings(process.env, { dataDir: './data/large' })
const database = await openDatabase(settings, createLog('warn'))
try {
  const { pools, box, spaceId } = database
  const { rows } = await pools.engine.query<{ count: number }>('select count(*) from app_user')
  if ((rows[0]?.count ?? 0) > 1)
    throw new Error('This database has users already; nothing was changed. Name another, or an empty one.')
  const config = createConfigStore({
    ...pools,
    sealer: box,
    nowMs: Date.now,
    leaseMs: Date.now,
    newId: (atMs) => chance.id(atMs),
    roles: roleTable,
  })
  await config.connections.create(spaceId, {
    key: 'sim',
    name: 'シミュレータ',
    kind: 'twilio',
    settings: { accountSid: `AC${'0'.repeat(32)}`, baseUrl: 'http://127.0.0.1:8090', simulated: true },
    secrets: { authToken: 'simulated' },
  })
  const nothing = { mapping: null, mail: null, heartbeat: null, liveness: null, back: null }
  await config.alertSources.create(spaceId, { key: 'large', name: '監視', kind: 'generic', enabled: true, ...nothing })
  await fill(pools.owner, process.argv.includes('--small') ? small : large, (what) => console.log(what))
} finally {
  await database.close()
}
