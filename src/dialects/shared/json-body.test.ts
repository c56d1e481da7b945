// Bodies as clients really send them, and as nobody should.
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { asObject, type JsonBodyOptions, readJson } from './json-body.ts'

const read = async (body: BodyInit | null, options: JsonBodyOptions & { headers?: Record<string, string> } = {}) => {
  const app = new Hono()
  app.post('/', async (context) => context.json(await readJson(context, options)))
  const { headers = {} } = options
  const init = { method: 'POST', body, headers, duplex: 'half' } as RequestInit
  return (await app.request('/', init)).json()
}

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`
const MIB = 1024 * 1024

describe('a body', () => {
  it.each(['application/json', 'Application/json', 'application/x-www-form-urlencoded', 'text/plain', ''])(
    'J-033 K-033 is read by its content, sent as "%s"',
    async (type) => {
      expect(await read('{"a":1}', { headers: { 'Content-Type': type } })).toEqual({ ok: true, value: { a: 1 } })
    },
  )

  it.each([
    ['a byte order mark', '\uFEFF{"a":1}', { ok: true, value: { a: 1 } }],
    ['a name twice', '{"a":1,"a":2}', { ok: true, value: { a: 2 } }],
    ['brackets in strings', `{"a":"${'['.repeat(500)}"}`, { ok: true, value: { a: '['.repeat(500) } }],
    ['escaped quotes', String.raw`{"a":"\"[{"}`, { ok: true, value: { a: '"[{' } }],
    ['a depth of 100', nested(100), { ok: true, value: JSON.parse(nested(100)) }],
    ['a depth of 101', nested(101), { ok: false, why: 'too_deep' }],
    ['a depth of half a million', '['.repeat(MIB / 2), { ok: false, why: 'too_deep' }],
    ['nothing', '', { ok: false, why: 'empty' }],
    ['spaces', ' \r\n ', { ok: false, why: 'empty' }],
    ['no JSON', 'account=a', { ok: false, why: 'malformed' }],
    ['a curly quote', '{"account":\u201Da"}', { ok: false, why: 'malformed' }],
    ['a trailing comma', '{"a":1,}', { ok: false, why: 'malformed' }],
  ])('%s', async (_name, body, expected) => {
    expect(await read(body)).toEqual(expected)
  })

  it('no UTF-8', async () => {
    expect(await read(Buffer.from([0x7b, 0xff, 0x7d]))).toEqual({ ok: false, why: 'malformed' })
  })

  it('none at all', async () => {
    expect(await read(null)).toEqual({ ok: false, why: 'empty' })
  })

  it.each([
    ['1 MiB', MIB, { ok: true, value: 'a'.repeat(MIB - 2) }],
    ['1 MiB and a byte', MIB + 1, { ok: false, why: 'too_large' }],
  ])('%s', async (_name, size, expected) => {
    expect(await read(`"${'a'.repeat(size - 2)}"`)).toEqual(expected)
  })

  it('a length that is announced and too large, or a stream that does not end', async () => {
    expect(await read('{}', { headers: { 'Content-Length': String(MIB + 1) } })).toEqual({
      ok: false,
      why: 'too_large',
    })
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(65_536)) })
    expect(await read(endless)).toEqual({ ok: false, why: 'too_large' })
  })

  it('one that breaks off', async () => {
    const broken = new ReadableStream({ pull: (controller) => controller.error(new Error('gone')) })
    expect(await read(broken)).toEqual({ ok: false, why: 'malformed' })
  })

  it('of quotes alone takes one look', async () => {
    const began = performance.now()
    expect(await read(`"${'\\"'.repeat(MIB / 2 - 1)}`)).toEqual({ ok: false, why: 'malformed' })
    expect(performance.now() - began).toBeLessThan(2_000)
  })
})

describe('trailing commas', () => {
  it.each([
    ['{"a":[1,2,],}', { a: [1, 2] }],
    ['{"a":",]" , \n }', { a: ',]' }],
  ])('are forgiven where that is wanted: %s', async (body, value) => {
    expect(await read(body, { trailingCommas: true })).toEqual({ ok: true, value })
  })

  it('and nothing else is', async () => {
    expect(await read('{"a":1,,}', { trailingCommas: true })).toEqual({ ok: false, why: 'malformed' })
  })
})

it.each([
  [{ a: 1 }, { a: 1 }],
  [[1], null],
  [null, null],
  ['a', null],
])('%j as an object', (value, expected) => {
  expect(asObject(value)).toEqual(expected)
})
