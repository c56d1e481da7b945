// Tables of another system become a configuration file that a real server takes as it is; and tables of people, as spreadsheets
// write them, are taken and given by the server itself.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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

describe('a table of people', () => {
  type Options = { readonly query?: string; readonly token?: string; readonly headers?: Record<string, string> }
  const send = (table: string | Uint8Array, { query = '', headers = {}, ...rest }: Options = {}) =>
    world.ask('POST', `/v1/users/import?${query}`, {
      raw: table,
      headers: { 'Content-Type': 'text/csv', ...headers },
      ...rest,
    })
  const methodsOf = async (key: string) => {
    const { body } = await world.ask('GET', `/v1/users/${encodeURIComponent(key)}`)
    return body.contactMethods.map((one) => [one['channel'], one['label'], one.address].join(' '))
  }
  const exported = async (token?: string) =>
    (await world.ask('GET', '/v1/users.csv?lang=ja', token === undefined ? {} : { token })).page

  it('is shown as a difference first, taken whole, and comes back as it was given', async () => {
    await world.ask('POST', '/v1/groups', { body: { key: 'night', name: '夜間, 当番' } })
    const table =
      '\uFEFF氏名,キー,電話,メール,グループ\r\n"=cmd|\'/c calc\'!A1",evil,,,\r\n田中 一郎,tanaka,"０９０－１２３４－５６１１; 03-1234-5678",tanaka@example.jp,"夜間, 当番"\r\n'
    const looked = await send(table, { query: 'dryRun=true' })
    expect(looked.body).toMatchObject({ dryRun: true, rows: 2, created: 2, updated: 0, groups: ['night'] })
    expect((await world.ask('GET', '/v1/users/tanaka')).status).toBe(404)
    const taken = await send(table, { query: `seen=${String(looked.body['seen'])}` })
    expect([taken.status, taken.body['dryRun'], taken.body['created']]).toEqual([200, false, 2])
    expect(await methodsOf('tanaka')).toEqual([
      'phone default +819012345611',
      'phone 2 +81312345678',
      'mail default tanaka@example.jp',
    ])
    expect((await world.ask('GET', '/v1/groups/night')).body['members']).toMatchObject([{ key: 'tanaka' }])

    const page = await exported()
    expect(page).toMatch(/^\uFEFF?氏名,キー,言語,電話,SMS,メール,Slack,グループ\r\n/)
    expect(page).toContain("'=cmd|'/c calc'!A1,evil,ja,")
    expect(page).toContain(`田中 一郎,tanaka,ja,'+819012345611; +81312345678,,tanaka@example.jp,,"夜間, 当番"\r\n`)
    expect((await send(page, { query: 'dryRun=true' })).body).toMatchObject({ created: 0, updated: 0, groups: [] })
    expect((await world.ask('GET', '/v1/users/evil')).body.name).toBe("=cmd|'/c calc'!A1")
  })

  it('corrects a number under its label, and leaves alone what it has no column for', async () => {
    await world.ask('PATCH', '/v1/users/tanaka', { body: { opening: 'はい' } })
    // Shift_JIS: 氏名,キー,電話 / 田中,tanaka,090-1234-5699
    const bytes = [0x8e, 0x81, 0x96, 0xbc, 0x2c, 0x83, 0x4c, 0x81, 0x5b, 0x2c, 0x93, 0x64, 0x98, 0x62, 0x0a]
    const line = [0x93, 0x63, 0x92, 0x86, ...Buffer.from(',tanaka,090-1234-5699\n')]
    const { body } = await send(new Uint8Array([...bytes, ...line]))
    expect(body).toMatchObject({ created: 0, updated: 1, groups: [] })
    expect(await methodsOf('tanaka')).toEqual(['phone default +819012345699', 'mail default tanaka@example.jp'])
    expect((await world.ask('GET', '/v1/users/tanaka')).body).toMatchObject({ name: '田中', opening: 'はい' })
    expect((await world.ask('GET', '/v1/groups/night')).body['members']).toMatchObject([{ key: 'tanaka' }])
    await send('氏名,キー,グループ\n田中,tanaka,\n')
    expect((await world.ask('GET', '/v1/groups/night')).body['members']).toEqual([])
  })

  it('with one bad line in 30,000 changes nothing, and names line, column and cure', async () => {
    const lines = Array.from(
      { length: 30_000 },
      (_, index) => `人 ${index},p${index},090-1234-${1000 + (index % 9000)}`,
    )
    lines[17_000] = '人,p17000,090-12'
    const refused = await send(['氏名,キー,電話', ...lines].join('\n'))
    expect([refused.status, refused.body.code]).toEqual([422, 'user.table_invalid'])
    expect(refused.body.errors).toEqual([{ field: '17002行目「電話」', message: expect.stringMatching(/090-12.*。/) }])
    expect((await world.ask('GET', '/v1/users/p1')).status).toBe(404)
  })

  it('tells of every kind of wrong line at once', async () => {
    await world.ask('POST', '/v1/config/apply', {
      body: { document: { version: 1, users: [{ key: 'filed', name: 'F' }] } },
    })
    const rows = [
      'Name,Key,Language,Phone,Mail',
      ',a,,,',
      'B,b/b,,,',
      'C,c,fr,,',
      'D,d,,110,',
      'E,e,,,nobody',
      'F,d,,,',
      'gpj\u202Eetas,g,,,',
    ]
    const refused = await send(rows.join('\n'), { headers: { 'Accept-Language': 'en' } })
    expect(refused.body.errors.map(({ field }) => field)).toEqual([
      'line 2, “Name”',
      'line 3, “Key”',
      'line 4, “Language”',
      'line 5, “Phone”',
      'line 6, “Mail”',
      'line 7, “Key”',
      'line 8, “Name”',
    ])
    expect(refused.body.errors.at(-1)?.message).toBe('must not have the invisible character U+202E')
    const later = await send('氏名,キー,グループ\nX,filed,\nY,y,どこにもない\n')
    expect(later.body.errors).toEqual([
      { field: '2行目「キー」', message: expect.stringContaining('設定ファイル') },
      { field: '3行目「グループ」', message: expect.stringContaining('どこにもない') },
    ])
    const unreadable = await send('氏名,携帯\n')
    expect([unreadable.body.code, unreadable.body.detail]).toEqual([
      'user.table_unreadable',
      expect.stringMatching(/「携帯」.*使える列/),
    ])
    const json = await world.ask('POST', '/v1/users/import', { body: {} })
    expect(json.body.code).toBe('request.media_type')
  })

  it('tells how far it is, and refuses what is no longer what was looked at', async () => {
    const lines = Array.from({ length: 1_200 }, (_, index) => `人 ${index},q${index}`)
    const table = ['氏名,キー', ...lines].join('\n')
    const looked = await send(table, { query: 'dryRun=true' })
    expect(looked.body.changes).toHaveLength(200)
    await world.ask('POST', '/v1/users', { body: { key: 'q7', name: '先に' } })
    const seen = `seen=${String(looked.body['seen'])}`
    const late = await send(table, { query: seen, headers: { Accept: 'application/x-ndjson' } })
    expect([late.status, late.body.code]).toEqual([412, 'config.changed_meanwhile'])
    const told = await send(table, { headers: { Accept: 'application/x-ndjson' } })
    const said = told.page
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(said.slice(0, -1).map((line) => line['done'])).toEqual([0, 500, 1_000, 1_200])
    expect(said.at(-1)).toMatchObject({ result: { created: 1_199, updated: 1 } })
  })

  it('masks addresses, moves nobody’s way in, and touches no groups for those without the right', async () => {
    const token = await world.tokenFor(world.spaceId, ['users:read', 'users:write'])
    expect(await exported(token)).toContain("'+81****5699,")
    await world.ask('POST', '/v1/roles', { body: { role: 'administrator', user: 'tanaka' } })
    const refused = await send('氏名,キー,メール,グループ\n田中,tanaka,x@example.jp,night\n', { token })
    expect(refused.body.errors.map(({ field }) => field)).toEqual(['2行目「メール」', '2行目「グループ」'])
    const masked = await send('氏名,キー,電話\n田中,tanaka,+81****5699\n', { token })
    expect(masked.body.errors.map(({ field }) => field)).toEqual(['2行目「電話」'])
  })
})
