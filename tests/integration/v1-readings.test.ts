// Readings over /v1: one by one, as lists in what editors and spreadsheets write, the rules, what is said of a text, and
// suggestions. Nothing of a list is taken unless all of it is.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createV1World, furnish, startIn, type V1World } from '../support/v1.ts'

let world: V1World
beforeAll(async () => {
  world = await createV1World()
  await furnish(world)
})
afterEach(async () => {
  for (const language of ['ja', 'en']) await send('', { language, mode: 'replace' })
})
afterAll(() => world.close())

type Given = { readonly token?: string; readonly type?: string } & Readonly<Record<string, string>>

const send = (list: string | Uint8Array, { token, type = 'text/csv', ...query }: Given = {}) =>
  world.ask('POST', `/v1/readings/import?${new URLSearchParams(query).toString()}`, {
    raw: list,
    headers: { 'Content-Type': type },
    ...(token === undefined ? {} : { token }),
  })
const exported = async (language = 'ja') => (await world.ask('GET', `/v1/readings/export?language=${language}`)).page
const words = async (query = '') =>
  (await world.ask('GET', `/v1/readings?${query}`)).body.items.map((one) => [
    one['language'],
    one['word'],
    one['reading'],
  ])
const said = async (text: string, language = 'ja') =>
  (await world.ask('POST', '/v1/readings/preview', { body: { text, language } })).body['spoken']

describe('readings, one by one', () => {
  it('are made, read, changed, set and deleted', async () => {
    const made = await world.ask('POST', '/v1/readings', { body: { word: ' DB ', reading: 'データベース' } })
    expect([made.status, made.body['word'], made.body['language'], made.body['managedBy']]).toEqual([
      201,
      'DB',
      'ja',
      'console',
    ])
    const path = `/v1/readings/${made.body.id}`
    expect(made.headers.get('location')).toBe(path)
    expect((await world.ask('GET', path)).body['reading']).toBe('データベース')
    expect((await world.ask('PATCH', path, { body: { reading: 'でーびー' } })).body['reading']).toBe('でーびー')
    expect((await world.ask('PATCH', path, { body: { word: 'Db' } })).body['word']).toBe('Db')
    const set = await world.ask('PUT', '/v1/readings', { body: { word: 'Db', reading: '一' } })
    expect([set.status, set.body.id, set.body['reading']]).toEqual([200, made.body.id, '一'])
    expect((await world.ask('PUT', '/v1/readings', { body: { word: 'db', reading: '二' } })).status).toBe(201)
    expect((await world.ask('DELETE', path)).status).toBe(204)
    expect((await world.ask('GET', path)).body.code).toBe('reading.not_found')
  })

  it('X-109 hold at once: nobody approves them', async () => {
    await world.ask('POST', '/v1/readings', { body: { word: 'DB', reading: 'データベース' } })
    expect(await said('DB')).toBe('データベース')
  })

  it.each([
    ['no word', { word: ' ', reading: 'x' }, 'reading.invalid', 'word'],
    ['no reading', { word: 'x', reading: '\u200b' }, 'reading.invalid', 'reading'],
    ['a long word', { word: 'x'.repeat(101), reading: 'x' }, 'reading.invalid', 'word'],
    ['a word beyond all measure', { word: 'x'.repeat(5_000), reading: 'x' }, 'request.invalid', 'word'],
    ['a long reading', { word: 'x', reading: 'x'.repeat(201) }, 'reading.invalid', 'reading'],
    ['another type', { word: 5, reading: 'x' }, 'request.invalid', 'word'],
    ['an unknown language', { word: 'x', reading: 'x', language: 'fr' }, 'request.invalid', 'language'],
    ['nothing', {}, 'request.invalid', 'word'],
    ['an unknown field', { word: 'x', reading: 'x', key: 'x' }, 'request.invalid', ''],
  ])('refuse %s', async (...[, body, code, field]) => {
    for (const method of ['POST', 'PUT']) {
      const answer = await world.ask(method, '/v1/readings', { body })
      expect([answer.status, answer.body.code, answer.body.errors[0]?.field]).toEqual([422, code, field])
    }
    expect(await words()).toEqual([])
  })

  it('refuse a word that has one, also by renaming, and many at once', async () => {
    const both = await Promise.all(
      Array.from({ length: 6 }, () => world.ask('POST', '/v1/readings', { body: { word: 'a', reading: '1' } })),
    )
    expect(both.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(both.filter(({ status }) => status === 409)).toHaveLength(5)
    const other = await world.ask('POST', '/v1/readings', { body: { word: 'b', reading: '1' } })
    const renamed = await world.ask('PATCH', `/v1/readings/${other.body.id}`, { body: { word: 'a' } })
    expect([renamed.body.code, renamed.body.errors[0]?.field]).toEqual(['reading.word_taken', 'word'])
    expect((await world.ask('PATCH', `/v1/readings/${other.body.id}`, { body: { word: '' } })).body.code).toBe(
      'reading.invalid',
    )
    // The other language is another dictionary.
    expect(
      (await world.ask('POST', '/v1/readings', { body: { word: 'a', reading: 'x', language: 'en' } })).status,
    ).toBe(201)
  })

  it.each(['none', '00000000-0000-7000-8000-000000000009', '%00', "'"])('know no reading %s', async (id) => {
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const answer = await world.ask(method, `/v1/readings/${id}`, method === 'PATCH' ? { body: { word: 'x' } } : {})
      expect([answer.status, answer.body.code]).toEqual([404, 'reading.not_found'])
    }
  })

  it('are listed by language and word, in pages, and searched', async () => {
    await send('b,2\na,いち\nA,3\nab,4')
    await send('a,one', { language: 'en' })
    expect(await words()).toEqual([
      ['en', 'a', 'one'],
      ['ja', 'A', '3'],
      ['ja', 'a', 'いち'],
      ['ja', 'ab', '4'],
      ['ja', 'b', '2'],
    ])
    const pages: unknown[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const query: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
      const { body } = await world.ask('GET', `/v1/readings?limit=2${query}`)
      pages.push(body.items.map((one) => one['word']))
      cursor = body.next
    }
    expect(pages).toEqual([['a', 'A'], ['a', 'ab'], ['b']])
    expect(await words('language=ja&search=b')).toEqual([
      ['ja', 'ab', '4'],
      ['ja', 'b', '2'],
    ])
    expect(await words('search=いち')).toEqual([['ja', 'a', 'いち']])
    expect(await words('search=%25')).toEqual([])
    expect(await words('search=%00')).toEqual([])
  })
})

describe('a list', () => {
  it('X-037 X-039 is taken as X-MON’s users have it, and given back', async () => {
    const answer = await send('TRAFFIC,トラフィック\r\nDB,データベース\r\n')
    expect(answer.body).toEqual({
      language: 'ja',
      mode: 'merge',
      dryRun: false,
      created: 2,
      changed: 0,
      unchanged: 0,
      removed: 0,
      repeated: 0,
    })
    expect(await exported()).toBe('DB,データベース\r\nTRAFFIC,トラフィック\r\n')
    expect(await said('TRAFFIC on db_server')).toBe('トラフィック on db server')
  })

  it('merges or replaces, and can be rehearsed', async () => {
    await send('a,1\nb,2\nc,3')
    const counts = ({ body }: Awaited<ReturnType<typeof send>>) =>
      ['created', 'changed', 'unchanged', 'removed', 'repeated'].map((one) => body[one])
    expect(counts(await send('a,1\nb,9\nd,4\nd,4', { dryRun: 'true' }))).toEqual([1, 1, 1, 0, 1])
    expect(await exported()).toBe('a,1\r\nb,2\r\nc,3\r\n')
    expect(counts(await send('a,1\nb,9\nd,4'))).toEqual([1, 1, 1, 0, 0])
    expect(counts(await send('b,9\ne,5', { mode: 'replace', dryRun: 'true' }))).toEqual([1, 0, 1, 3, 0])
    expect(counts(await send('b,9\ne,5', { mode: 'replace' }))).toEqual([1, 0, 1, 3, 0])
    expect(await exported()).toBe('b,9\r\ne,5\r\n')
  })

  it.each([
    ['UTF-8', Buffer.from('漢,かん'), 'text/csv'],
    ['UTF-8 with a mark', Buffer.from('\uFEFF漢,かん'), 'text/plain; charset=UTF-8'],
    ['Shift_JIS, recognised', Uint8Array.from([0x8a, 0xbf, 0x2c, 0x82, 0xa9, 0x82, 0xf1]), 'text/csv'],
    ['Shift_JIS, told', Uint8Array.from([0x8a, 0xbf, 0x2c, 0x82, 0xa9, 0x82, 0xf1]), 'text/csv; charset="Shift_JIS"'],
    ['UTF-16 with a mark', Buffer.from('\uFEFF漢,かん', 'utf16le'), 'text/csv'],
  ])('in %s', async (...[, bytes, type]) => {
    expect((await send(bytes, { type })).status).toBe(200)
    expect(await exported()).toBe('漢,かん\r\n')
    expect((await world.ask('GET', '/v1/readings/export?bom=true')).page).toContain('漢,かん')
  })

  it.each([
    ['of no encoding', Uint8Array.from([0xff, 0x00, 0x80]), 'text/csv', 422, 'reading.list_encoding'],
    [
      'in another encoding than told',
      Uint8Array.from([0x8a, 0xbf]),
      'text/csv; charset=utf-8',
      422,
      'reading.list_encoding',
    ],
    ['in an unknown encoding', Buffer.from('a,b'), 'text/csv; charset=ebcdic', 422, 'reading.list_encoding'],
    ['that is no text', Buffer.from('a,b'), 'application/json', 415, 'request.media_type'],
    ['as a form', Buffer.from('a,b'), 'application/x-www-form-urlencoded', 415, 'request.media_type'],
    ['of more than 1 MiB', Buffer.alloc(1_048_577, 'a'), 'text/csv', 413, 'request.too_large'],
  ])('%s is refused', async (...[, bytes, type, status, code]) => {
    const answer = await send(bytes, { type })
    expect([answer.status, answer.body.code]).toEqual([status, code])
    expect(await exported()).toBe('')
  })

  it('with lines that cannot be taken is told line by line, in the reader’s language, and nothing of it is taken', async () => {
    await send('kept,1')
    const list = 'ok,1\n,x\nx,\n"a,b\nno comma\na,b,c\nok,2\n'
    const answer = await send(list, { mode: 'replace' })
    expect([answer.status, answer.body.code]).toEqual([422, 'reading.list_invalid'])
    expect(answer.body.errors.map(({ field }) => field)).toEqual(['2行目', '3行目', '4行目', '5行目', '6行目', '7行目'])
    expect(answer.body.errors[3]?.message).toBe('単語と読みを区切る半角カンマがありません (no comma)')
    const english = await world.ask('POST', '/v1/readings/import', {
      raw: list,
      headers: { 'Content-Type': 'text/csv', 'Accept-Language': 'en' },
    })
    expect(english.body.errors[0]).toEqual({ field: 'line 2', message: 'has no word (,x)' })
    expect(await exported()).toBe('kept,1\r\n')
  })

  it('of 5,000 lines is taken at once; more than 10,000 readings are not', async () => {
    const list = (count: number, prefix = 'host') =>
      Array.from({ length: count }, (_, index) => `${prefix}-${index},ホスト${index}`).join('\n')
    expect((await send(list(5_000))).body['created']).toBe(5_000)
    expect((await send(list(5_000))).body['unchanged']).toBe(5_000)
    const answer = await send(list(5_001, 'other'))
    expect([answer.status, answer.body.code]).toEqual([422, 'reading.too_many'])
    expect((await exported()).split('\r\n')).toHaveLength(5_001)
    expect(await said('host-4999 host-12')).toBe('ホスト4999 ホスト12')
  })
})

describe('the rules', () => {
  it('are all on, and switched one by one in one language', async () => {
    const all = await world.ask('GET', '/v1/readings/rules')
    expect(new Set(Object.values(all.body['ja'] as object))).toEqual(new Set([true]))
    expect(await said('CRITICAL 10.0.0.1')).toBe('クリティカル イチゼロ テン ゼロ テン ゼロ テン イチ')
    const set = await world.ask('PATCH', '/v1/readings/rules', { body: { ja: { addresses: false } } })
    expect([
      (set.body['ja'] as Record<string, boolean>)['addresses'],
      (set.body['en'] as Record<string, boolean>)['addresses'],
    ]).toEqual([false, true])
    expect(await said('CRITICAL 10.0.0.1')).toBe('クリティカル 10.0.0.1')
    await world.ask('PATCH', '/v1/readings/rules', {
      body: { ja: { severities: false, acronyms: false, addresses: true } },
    })
    expect(await said('CRITICAL 10.0.0.1')).toContain('CRITICAL イチゼロ')
    await world.ask('PATCH', '/v1/readings/rules', { body: { ja: { severities: true, acronyms: true } } })
    expect(await said('CRITICAL')).toBe('クリティカル')
  })

  it.each([[{ ja: { nothing: true } }], [{ fr: {} }], [{ ja: { ids: 'no' } }], [[]]])('refuse %j', async (body) => {
    expect((await world.ask('PATCH', '/v1/readings/rules', { body })).body.code).toBe('request.invalid')
  })
})

describe('a preview', () => {
  it('tells what is said, and which readings and rules make it so', async () => {
    await send('db,データベース')
    const { body } = await world.ask('POST', '/v1/readings/preview', { body: { text: 'db_server  は98%' } })
    expect(body).toEqual({
      language: 'ja',
      text: 'db_server は98%',
      spoken: 'データベース server は98パーセント',
      parts: [
        {
          start: 0,
          end: 2,
          text: 'db',
          spoken: 'データベース',
          rule: null,
          readings: [{ word: 'db', reading: 'データベース' }],
        },
        { start: 2, end: 3, text: '_', spoken: ' ', rule: 'hosts', readings: [] },
        { start: 11, end: 14, text: '98%', spoken: '98パーセント', rule: 'units', readings: [] },
      ],
    })
    expect(await said('db is at 98%', 'en')).toBe('db is at 98 percent')
  })

  it.each([[{ text: '' }], [{ text: 'x'.repeat(10_001) }], [{}], [{ text: 'x', language: 'fr' }]])(
    'refuses %j',
    async (body) => {
      expect((await world.ask('POST', '/v1/readings/preview', { body })).body.code).toBe('request.invalid')
    },
  )
})

describe('suggestions', () => {
  it('X-038 are words of the newest callouts without a reading', async () => {
    for (const text of ['TRAFFIC db_server', 'TRAFFIC high', 'CRITICAL 10.0.0.1']) await startIn(world, { text })
    await startIn(world, { text: 'x', parameters: { host: 'TRAFFIC-GW01' } })
    await send('db,データベース')
    const { body } = await world.ask('GET', '/v1/readings/suggestions?limit=3')
    expect(body['texts']).toBe(4)
    expect(body.items).toEqual([
      { word: 'TRAFFIC', texts: 3, spoken: 'traffic' },
      { word: 'GW', texts: 1, spoken: 'ジーダブリュー' },
      { word: 'server', texts: 1, spoken: 'server' },
    ])
  })

  it('X-038 are words of alerts too, for those who may read these, before anybody was called about them', async () => {
    await world.ask('POST', '/v1/sources', { body: { key: 'mon', name: 'mon', kind: 'generic' } })
    const events = ['KABUTO01', 'KABUTO02', 'KABUTO03', 'KABUTO04'].map((host) => ({
      kind: 'problem',
      dedupKey: host,
      host,
    }))
    await world.ask('POST', '/v1/alerts', { body: { source: 'mon', events } })
    const words = async (token: string) =>
      (await world.ask('GET', '/v1/readings/suggestions?limit=1', { token })).body.items
    expect(await words(await world.tokenFor(world.spaceId))).toMatchObject([{ word: 'KABUTO', texts: 4 }])
    const without = await world.tokenFor(world.spaceId, ['readings:read', 'callouts:read'])
    expect(JSON.stringify(await words(without))).not.toContain('KABUTO')
  })

  it('are for those who may read callouts', async () => {
    const token = await world.tokenFor(world.spaceId, ['readings:read'])
    const answer = await world.ask('GET', '/v1/readings/suggestions', { token })
    expect([answer.status, answer.body.detail]).toEqual([403, 'callouts:read'])
  })
})

describe('another space', () => {
  it('has its own readings and rules, and sees no others', async () => {
    const token = await world.tokenFor(await world.newSpace('reading-stranger'))
    await send('DB,データベース')
    const { id } = (await world.ask('GET', '/v1/readings')).body.items[0] ?? { id: '' }
    for (const method of ['GET', 'DELETE']) {
      expect((await world.ask(method, `/v1/readings/${id}`, { token })).body.code).toBe('reading.not_found')
    }
    expect((await world.ask('GET', '/v1/readings', { token })).body.items).toEqual([])
    expect((await send('x,1', { token, mode: 'replace' })).body).toMatchObject({ created: 1, removed: 0 })
    const { body } = await world.ask('POST', '/v1/readings/preview', { token, body: { text: 'DB x' } })
    expect(body['spoken']).toBe('ディービー 1')
    expect((await world.ask('GET', '/v1/readings/suggestions', { token })).body['texts']).toBe(0)
  })

  it('and nobody without the right', async () => {
    const token = await world.tokenFor(world.spaceId, ['callouts:read'])
    for (const [method, path] of [
      ['GET', '/v1/readings'],
      ['GET', '/v1/readings/export'],
      ['GET', '/v1/readings/rules'],
    ] as const) {
      expect((await world.ask(method, path, { token })).body.detail).toBe('readings:read')
    }
    expect((await send('x,1', { token })).body.detail).toBe('readings:write')
    expect(await exported()).toBe('')
  })
})
