// Readings and rules in configuration files: applied, exported, and kept from everybody else.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createV1World, type V1World } from '../support/v1.ts'

let world: V1World
beforeAll(async () => {
  world = await createV1World()
})
afterAll(() => world.close())

const send = (list: string, query = '') =>
  world.ask('POST', `/v1/readings/import?${query}`, { raw: list, headers: { 'Content-Type': 'text/csv' } })
const words = async () =>
  (await world.ask('GET', '/v1/readings')).body.items.map((one) => [one['language'], one['word'], one['reading']])
const said = async (text: string) =>
  (await world.ask('POST', '/v1/readings/preview', { body: { text } })).body['spoken']

describe('configuration files', () => {
  const file = (document: object, prune = false) => ({ body: { document: { version: 1, ...document }, prune } })
  const clear = () => world.ask('POST', '/v1/config/apply', file({}, true))

  it('hold readings and rules, and what a file holds only the file changes', async () => {
    const document = {
      readings: [
        { word: 'DB', reading: 'データベース' },
        { language: 'en', word: 'DB', reading: 'database' },
      ],
      readingRules: { ja: { hosts: false } },
    }
    const planned = await world.ask('POST', '/v1/config/plan', file(document))
    expect(planned.body.changes.map(({ key, ...change }) => [change['kind'], key, change['action']])).toEqual([
      ['reading', 'ja:DB', 'create'],
      ['reading', 'en:DB', 'create'],
      ['reading_rules', 'ja', 'create'],
    ])
    expect(await words()).toEqual([])
    await world.ask('POST', '/v1/config/apply', file(document))
    expect(await said('DB_x')).toBe('データベース_x')
    const again = await world.ask('POST', '/v1/config/apply', file(document))
    expect(new Set(again.body.changes.map((change) => change['action']))).toEqual(new Set(['unchanged']))

    const refused = await send('x,1\nDB,別', 'mode=replace')
    expect([refused.body.code, refused.body.errors]).toEqual([
      'reading.list_invalid',
      [{ field: '2行目', message: '設定ファイルで管理されている単語です (DB)' }],
    ])
    expect((await send('DB,データベース\nx,1', 'mode=replace')).body).toMatchObject({
      created: 1,
      unchanged: 1,
      removed: 0,
    })
    const [kept] = (await world.ask('GET', '/v1/readings?language=ja&search=DB')).body.items
    const byHand = [
      await world.ask('PATCH', `/v1/readings/${kept?.id}`, { body: { reading: 'x' } }),
      await world.ask('DELETE', `/v1/readings/${kept?.id}`),
      await world.ask('PUT', '/v1/readings', { body: { word: 'DB', reading: 'x' } }),
      await world.ask('PATCH', '/v1/readings/rules', { body: { ja: { hosts: true } } }),
    ]
    expect(byHand.map(({ body }) => body.code)).toEqual(Array(4).fill('config.managed_by_file'))

    const changed = { readings: [{ word: 'DB', reading: 'でーびー' }], readingRules: { ja: {} } }
    const { body } = await world.ask('POST', '/v1/config/apply', file(changed, true))
    expect(body.changes.filter((change) => String(change['kind']).startsWith('reading'))).toEqual([
      {
        kind: 'reading',
        key: 'ja:DB',
        action: 'update',
        fields: [{ field: 'reading', before: 'データベース', after: 'でーびー' }],
      },
      { kind: 'reading_rules', key: 'ja', action: 'update', fields: [{ field: 'hosts', before: false, after: true }] },
      { kind: 'reading', key: 'en:DB', action: 'delete', fields: [] },
    ])
    const back = await world.ask('GET', '/v1/config/export')
    expect(back.body['readings']).toEqual([
      { language: 'ja', word: 'DB', reading: 'でーびー' },
      { language: 'ja', word: 'x', reading: '1' },
    ])
    await clear()
    expect(await words()).toEqual([['ja', 'x', '1']])
  })

  it('name each reading that cannot be taken, and take what the console holds from nobody', async () => {
    const readings = [
      { word: ' ', reading: 'x' },
      { word: 'a', reading: '1' },
      { word: 'a ', reading: '2' },
    ]
    const wrong = await world.ask('POST', '/v1/config/apply', file({ readings }))
    expect([wrong.body.code, wrong.body.errors.map(({ field }) => field)]).toEqual([
      'config.invalid',
      ['readings.0', 'readings.2'],
    ])
    await send('a,1', 'mode=replace')
    const taken = await world.ask(
      'POST',
      '/v1/config/apply',
      file({
        readings: [
          { word: 'b', reading: '1' },
          { word: 'a', reading: '2' },
        ],
      }),
    )
    expect(taken.body.code).toBe('config.managed_by_console')
    expect(await words()).toEqual([['ja', 'a', '1']])
  })

  it('of 5,000 readings are applied', async () => {
    const readings = Array.from({ length: 5_000 }, (_, index) => ({ word: `w${index}`, reading: `${index}` }))
    const { body } = await world.ask('POST', '/v1/config/apply', file({ readings }))
    expect(body.changes.filter((change) => change['kind'] === 'reading')).toHaveLength(5_000)
    await clear()
    expect(await words()).toEqual([['ja', 'a', '1']])
  })
})
