// Two server processes on one database, one of them killed: the other carries on everything it was in the middle of. The
// crash test does the same with more triggers.

import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { playTwo } from '../crash/two.ts'
import { testDatabase } from '../support/postgres.ts'

const TAKEN_UP_WITHIN_MS = 5_000

it('the other process carries on within five seconds, loses nothing and calls nobody twice', {
  timeout: 120_000,
}, async () => {
  const shared = await testDatabase()
  const env = { DATABASE_URL: shared.url, NOROSHI_SECRET_KEY: randomBytes(32).toString('base64') }
  const database = { url: shared.url, env, stop: () => shared.drop() }
  const report = await playTwo({ triggers: 60, policies: 40, database })
  expect(report.mistakes).toEqual([])
  expect(report.posted.promised.size).toBeGreaterThan(0)
  expect({ lost: report.lost, twice: report.twice }).toEqual({ lost: 0, twice: 0 })
  expect(report.gapMs ?? 0).toBeLessThan(TAKEN_UP_WITHIN_MS)
})
