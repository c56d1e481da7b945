// Tables of another system become a configuration file that a real server takes as it is.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parse } from 'yaml'
import { run } from '../../src/cli/testing/run.ts'
import { createV1World, type V1World } from '../support/v1.ts'

let world: V1World
const folder = mkdtempSync(join(tmpdir(), 'noroshi-import-'))
beforeAll(async () => {
  world = await createV1World()
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await world.close()
})

it('T-022: what noroshi import wrote is shown as a difference first, then applied', async () => {
  writeFileSync(
    join(folder, 'people.csv'),
    '氏名,電話,メール,グループ\n佐藤 翔太,090-1234-5601,sato@example.jp,基盤\n鈴木 美咲,090-1234-5602,,基盤\n',
  )
  writeFileSync(
    join(folder, 'policies.csv'),
    '連絡網,段,通知先,待ち(秒),周回\n夜間当番,1,佐藤 翔太,60,3\n夜間当番,2,基盤,,\n',
  )
  const { code, out } = await run(['import', folder])
  expect(code).toBe(0)
  const body = { document: parse(out) as object }
  const planned = await world.ask('POST', '/v1/config/plan', { body })
  expect(planned.status, JSON.stringify(planned.body)).toBe(200)
  expect(planned.body.changes.map((one) => [one['kind'], one['key'], one['action']])).toEqual([
    ['user', '佐藤-翔太', 'create'],
    ['user', '鈴木-美咲', 'create'],
    ['group', '基盤', 'create'],
    ['policy', '夜間当番', 'create'],
  ])
  expect((await world.ask('POST', '/v1/config/apply', { body })).status).toBe(200)
  const { body: policy } = await world.ask('GET', `/v1/policies/${encodeURIComponent('夜間当番')}`)
  expect(policy).toMatchObject({
    name: '夜間当番',
    loops: { max: 3 },
    steps: [{ destinations: [{ user: '佐藤-翔太' }], waitSeconds: 60 }, { destinations: [{ group: '基盤' }] }],
  })
})
