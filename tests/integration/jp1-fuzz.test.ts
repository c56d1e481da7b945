// Whatever is sent to JP1's endpoints: no mistake of ours, no foreign shape, no hang, and nothing started but by what was accepted.
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Jp1Client, jp1Client } from '../support/jp1.ts'
import { type RawAnswer, sendRaw } from '../support/raw-http.ts'
import { createV1World, furnish, type V1World } from '../support/v1.ts'

let world: V1World
let client: Jp1Client
let token: string
beforeAll(async () => {
  world = await createV1World()
  await furnish(world)
  client = await jp1Client(world)
  token = String((await client.signIn()).body['id_token'])
})
afterAll(() => world.close())

const allowed = [200, 400, 401, 403, 404, 405, 409, 413, 429]

/** A JSON object with one message, or what was asked for. */
const checkShape = ({ status, text, headers }: RawAnswer): void => {
  expect(allowed).toContain(status)
  expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
  const body = JSON.parse(text) as Record<string, unknown>
  if (status !== 200) expect(Object.keys(body)).toEqual(['message'])
  expect(text).not.toMatch(/node_modules|at \w+ \(|noroshi_app|select /)
}

const fields = [
  'account',
  'password',
  'subaccount',
  'refresh_token',
  'access_token',
  'tel_content',
  'mail_subject',
  'mail_content',
  'slack_content',
  '__proto__',
  'status',
]
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('', '\0', '\ud800', '停止', 'ops'),
)
const value = fc.oneof(text, fc.jsonValue(), fc.constant(null), fc.double(), fc.boolean())
const body = fc.oneof(
  fc.dictionary(fc.oneof(fc.constantFrom(...fields), fc.string()), value).map((one) => JSON.stringify(one)),
  fc.jsonValue().map((one) => JSON.stringify(one)),
  fc.string({ unit: 'binary' }),
  fc.uint8Array({ maxLength: 200 }),
)
const inHeader = fc.string().map((one) => one.replaceAll(/[^\x20-\x7e]/g, ''))
const segment = fc.oneof(
  fc.string({ unit: 'binary' }).map((one) => encodeURIComponent(one.toString().replaceAll(/\p{Surrogate}/gu, ''))),
  fc.string().map((one) => one.replaceAll(/[^\x21-\x7e]/g, '')),
  fc.constantFrom('夜間', 'night', '%00', '%E3%81', '..', '%2e%2e%2f', '%', 'a%2Fb', '').map((one) => encodeURI(one)),
)
const path = fc.oneof(
  fc.constantFrom('/api/v1/signin', '/api/v1/refresh', '/api/v1/signout'),
  segment.map((one) => `/api/v1/net/${one}/execute`),
  fc.array(segment, { maxLength: 3 }).map((all) => `/api/v1/${all.join('/')}`),
)
/** A path that leads out of the folder is nobody's here; one with a backslash is none, and HTTP refuses it. */
const isOurs = (one: string): boolean =>
  !one.includes('\\') && URL.canParse(one, world.url) && new URL(one, world.url).pathname.startsWith('/api/v1')

const method = fc.oneof(
  { weight: 5, arbitrary: fc.constant('POST') },
  { weight: 1, arbitrary: fc.constantFrom('GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS') },
)
const authorization = fc.oneof(
  { weight: 3, arbitrary: fc.constant('good') },
  { weight: 1, arbitrary: inHeader },
  { weight: 1, arbitrary: fc.constant(null) },
)
const request = fc.record({ method, path, body, authorization, type: inHeader, key: fc.option(inHeader) })

it('J-050 generated methods, paths, headers and bodies', async () => {
  const before = world.started.length
  let accepted = 0
  await fc.assert(
    fc.asyncProperty(request, async (one) => {
      fc.pre(isOurs(one.path))
      const bearer = one.authorization === 'good' ? `Bearer ${token}` : one.authorization
      const head = [
        `${one.method} ${one.path} HTTP/1.1`,
        'Host: 127.0.0.1',
        `Content-Type: ${one.type}`,
        ...(bearer === null ? [] : [`Authorization: ${bearer}`]),
        ...(one.key === null ? [] : [`Idempotency-Key: ${one.key}`]),
      ]
      const answer = await sendRaw(world.url, head, one.body)
      checkShape(answer)
      if (answer.status === 200 && one.path.endsWith('/execute')) accepted += 1
    }),
    { numRuns: 600 },
  )
  expect(world.started.length - before).toBeLessThanOrEqual(accepted)
  expect(world.logged).toEqual([])
}, 120_000)

it('J-050 generated contents for a 連絡網 there is: accepted or refused, and spoken as it was given', async () => {
  await fc.assert(
    fc.asyncProperty(fc.dictionary(fc.constantFrom(...fields.slice(5)), value), async (contents) => {
      const { status } = await client.execute('夜間', contents)
      expect([200, 400]).toContain(status)
      const { tel_content: spoken } = contents
      const cause = world.started.at(-1)?.cause
      if (status !== 200 || typeof spoken !== 'string' || spoken.trim() === '' || cause?.kind !== 'text') return
      const kept = spoken.replaceAll('\0', '').replaceAll(/\p{Surrogate}/gu, '\uFFFD')
      if (kept.trim() !== '') expect(cause.contents?.phone?.body).toBe(kept)
    }),
    { numRuns: 300 },
  )
  expect(world.logged).toEqual([])
}, 120_000)
