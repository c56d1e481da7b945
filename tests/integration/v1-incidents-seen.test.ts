// Who sees which incidents, and how: lists and their filters, projects, spaces, permissions, attachments.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { furnishIncidents } from '../support/incidents.ts'
import { type Answer, createV1World, type V1World } from '../support/v1.ts'

let world: V1World
beforeAll(async () => {
  world = await createV1World()
  await furnishIncidents(world)
})
afterAll(() => world.close())

type Made = { readonly id: string; readonly number: number; readonly seq: number }
const make = async (body: object = {}, options: { token?: string } = {}): Promise<Made> => {
  const answer = await world.ask('POST', '/v1/incidents', { body: { name: '停止', ...body }, ...options })
  expect(answer.status).toBe(201)
  return answer.body as unknown as Made
}
const numbers = (answer: Answer): number[] => answer.body.items.map((one) => one['number'] as number)
const list = (query: string, options: { token?: string } = {}) => world.ask('GET', `/v1/incidents?${query}`, options)

describe('a list', () => {
  it('has the newest first, and goes on from page to page without gaps or doubles', async () => {
    const mine: number[] = []
    for (let index = 0; index < 7; index += 1) {
      mine.unshift((await make({ project: 'web' })).number)
      if (index % 3 === 2) world.clock.nowMs += 1_000
    }
    const seen: number[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = await list(`project=web&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`)
      seen.push(...numbers(page))
      cursor = page.body.next
    }
    expect(seen).toEqual(mine)
  })

  it('is filtered by status, time and text, together too', async () => {
    world.clock.nowMs += 3_600_000
    const from = new Date(world.clock.nowMs).toISOString()
    const pend = await make({ status: 'pend', name: 'db01 100%_down' })
    world.clock.nowMs += 10_000
    const to = new Date(world.clock.nowMs).toISOString()
    const open = await make({ name: 'db02 is slow' })
    world.clock.nowMs += 10_000
    await make({ name: 'later' })
    const range = `from=${from}&to=${to}`
    expect(numbers(await list(range))).toEqual([open.number, pend.number])
    expect(numbers(await list(`${range}&status=pend`))).toEqual([pend.number])
    expect(numbers(await list(`${range}&text=DB02`))).toEqual([open.number])
    expect(numbers(await list(`${range}&text=${encodeURIComponent('100%_d')}`))).toEqual([pend.number])
    expect(numbers(await list(`${range}&text=${encodeURIComponent('0__d')}`))).toEqual([])
    expect(numbers(await list(`text=%23${open.number}`))).toEqual([open.number])
    expect(numbers(await list(`${range}&status=close`))).toEqual([])
  })

  it.each(['status=Open', 'limit=0', 'limit=201', 'from=yesterday', 'to=2026-11-22', 'text=', 'project=nobody'])(
    'refuses %s',
    async (query) => {
      expect((await list(query)).status).toBeGreaterThanOrEqual(400)
      expect((await list(query)).status).toBeLessThan(500)
    },
  )
})

describe('an incident', () => {
  it('is found by its number and by its id, and by nothing else', async () => {
    const { id, number } = await make()
    for (const ref of [String(number), id, id.toUpperCase()]) {
      expect((await world.ask('GET', `/v1/incidents/${ref}`)).body.id).toBe(id)
    }
    for (const ref of ['0', '999999', '9999999999', '-1', '1.5', 'x', '%00', '..', '%2e%2e', '1%20']) {
      const answer = await world.ask('GET', `/v1/incidents/${ref}`)
      expect([404, 422], ref).toContain(answer.status)
    }
  })

  it('of another project is one nobody knows, for every operation', async () => {
    const { number } = await make({ project: 'web', topics: ['一'] })
    const { body } = await world.ask('POST', '/v1/tokens', {
      body: { name: 'other', scopes: ['incidents:read', 'incidents:write'], project: 'empty' },
    })
    const { token } = body
    const own = await make({}, { token })
    expect((await list('limit=200', { token })).body.items.map((one) => one.id)).toEqual([own.id])
    const answers = await Promise.all([
      world.ask('GET', `/v1/incidents/${number}`, { token }),
      world.ask('GET', `/v1/incidents/${number}/timeline`, { token }),
      world.ask('GET', `/v1/incidents/${number}/events`, { token }),
      world.ask('PATCH', `/v1/incidents/${number}`, { token, body: { name: 'x' } }),
      world.ask('POST', `/v1/incidents/${number}/status`, { token, body: { status: 'close' } }),
      world.ask('POST', `/v1/incidents/${number}/take`, { token }),
      world.ask('POST', `/v1/incidents/${number}/messages`, { token, body: { message: 'x' } }),
      world.ask('POST', `/v1/incidents/${number}/topics`, { token, body: { name: 'x' } }),
      world.ask('POST', `/v1/incidents/${number}/responders`, { token, body: { guest: 'x' } }),
      world.ask('PUT', `/v1/incidents/${number}/commander`, { token, body: { user: null } }),
      world.ask('POST', `/v1/incidents/${number}/notices`, { token, body: { text: 'x' } }),
      world.ask('POST', `/v1/incidents/${number}/files?name=a.txt`, { token, raw: 'x' }),
    ])
    expect(answers.map((one) => [one.status, one.body.code])).toEqual(answers.map(() => [404, 'incident.not_found']))
    for (const path of ['/v1/incidents?project=web', '/v1/projects/web/incident-settings']) {
      const scopes = ['incidents:read', 'projects:read']
      const made = await world.ask('POST', '/v1/tokens', { body: { name: 'x', scopes, project: 'empty' } })
      const answer = await world.ask('GET', path, { token: made.body.token })
      expect([answer.status, answer.body.code]).toEqual([404, 'project.not_found'])
    }
    const elsewhere = await world.ask('POST', '/v1/incidents', { token, body: { name: 'x', project: 'web' } })
    expect([elsewhere.status, elsewhere.body.code]).toEqual([404, 'project.not_found'])
    expect((await world.ask('GET', `/v1/incidents/${number}`)).body['seq']).toBe(2)
  })

  it('of another space is one nobody knows, and numbers begin anew there', async () => {
    const { number, id } = await make()
    const token = await world.tokenFor(await world.newSpace('elsewhere'))
    for (const ref of [String(number), id]) {
      expect((await world.ask('GET', `/v1/incidents/${ref}`, { token })).body.code).toBe('incident.not_found')
    }
    expect((await make({}, { token })).number).toBe(1)
    expect(numbers(await list('limit=200', { token }))).toEqual([1])
  })

  it('asks for the permission of each operation', async () => {
    const { number } = await make()
    const reader = await world.tokenFor(world.spaceId, ['incidents:read'])
    const writer = await world.tokenFor(world.spaceId, ['incidents:write'])
    expect((await world.ask('GET', `/v1/incidents/${number}`, { token: reader })).status).toBe(200)
    for (const [method, path] of [
      ['POST', '/v1/incidents'],
      ['POST', `/v1/incidents/${number}/status`],
      ['POST', `/v1/incidents/${number}/files?name=a.txt`],
    ] as const) {
      const answer = await world.ask(method, path, { token: reader, body: { name: 'x', status: 'close' } })
      expect([answer.status, answer.body.code], path).toEqual([403, 'auth.scope_missing'])
    }
    for (const path of ['/v1/incidents', `/v1/incidents/${number}`, '/v1/events']) {
      expect((await world.ask('GET', path, { token: writer })).status, path).toBe(403)
    }
  })
})

describe('an attachment', () => {
  const send = (number: number, name: string, raw: string | Uint8Array) =>
    world.ask('POST', `/v1/incidents/${number}/files?name=${encodeURIComponent(name)}`, {
      raw,
      headers: { 'Content-Type': 'application/octet-stream' },
    })

  it('is given back byte for byte, as a download that no browser opens, by its path too', async () => {
    const { number } = await make()
    const content = new Uint8Array(70_000).map((_, index) => index % 251)
    const attached = await send(number, '障害 報告"書.docx', content)
    expect(attached.status).toBe(201)
    const { path } = attached.body as unknown as { path: string }
    expect(path).toMatch(/^\/files\/incident\/\d+\/[\w-]{32}\/%E9%9A%9C/)
    const response = await fetch(`${world.url}${path}`)
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(content)
    const head = Object.fromEntries(response.headers)
    expect(head['content-disposition']).toBe(
      `attachment; filename="__ ____.docx"; filename*=UTF-8''%E9%9A%9C%E5%AE%B3%20%E5%A0%B1%E5%91%8A%22%E6%9B%B8.docx`,
    )
    expect(head).toMatchObject({
      'content-type': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
      'cache-control': 'private, no-store',
    })
    const byId = await world.ask('GET', `/v1/incidents/${number}/files/${attached.body.id}`)
    expect([byId.status, byId.headers.get('content-length')]).toEqual([200, '70000'])
    const [, entry] = (await world.ask('GET', `/v1/incidents/${number}/timeline`)).body.items
    expect(entry).toMatchObject({ kind: 'file', name: '障害 報告"書.docx', bytes: 70_000, change: 'added' })
  })

  it('may come in a form', async () => {
    const { number } = await make()
    const form = new FormData()
    form.append('file', new Blob(['log line']), 'app.log')
    const admin = await world.tokenFor(world.spaceId)
    const response = await fetch(`${world.url}/v1/incidents/${number}/files`, {
      method: 'POST',
      body: form,
      headers: { Authorization: `Bearer ${admin}` },
    })
    expect(response.status).toBe(201)
    expect(await response.json()).toMatchObject({ name: 'app.log', bytes: 8, mediaType: 'text/plain; charset=utf-8' })
  })

  it.each([
    ['a page', 'evil.html', 415, 'incident.file_type'],
    ['a drawing that runs', 'evil.svg', 415, 'incident.file_type'],
    ['a program', 'evil.exe', 415, 'incident.file_type'],
    ['a page in disguise', 'evil.png.html', 415, 'incident.file_type'],
    ['no ending', 'evil', 415, 'incident.file_type'],
    ['no name but dots', '..', 422, 'request.invalid'],
    ['a folder', 'a/', 422, 'request.invalid'],
    ['a name too long', `${'x'.repeat(200)}.txt`, 422, 'request.invalid'],
  ])('is refused: %s', async (...[, name, status, code]) => {
    const { number } = await make()
    const answer = await send(number, name, 'x')
    expect([answer.status, answer.body.code]).toEqual([status, code])
  })

  it('keeps the last part of a path as its name, without marks that turn it around', async () => {
    const { number } = await make()
    expect((await send(number, '../../etc/\u202Egnp.txt', 'x')).body.name).toBe('gnp.txt')
    expect((await send(number, 'C:\\logs\\a.log', 'x')).body.name).toBe('a.log')
  })

  it('has at most ten MiB, and at least one byte', async () => {
    const { number } = await make()
    const most = 10 * 1024 * 1024
    expect((await send(number, 'a.zip', new Uint8Array(most))).status).toBe(201)
    const more = await send(number, 'a.zip', new Uint8Array(most + 1))
    expect([more.status, more.body.code]).toEqual([413, 'incident.file_too_large'])
    expect((await send(number, 'a.zip', '')).body.code).toBe('incident.file_empty')
    expect((await world.ask('POST', `/v1/incidents/${number}/files`, { raw: 'x' })).body.code).toBe(
      'incident.file_empty',
    )
    const headers = { 'Content-Type': 'multipart/form-data; boundary=x' }
    const broken = await world.ask('POST', `/v1/incidents/${number}/files`, { raw: 'x', headers })
    expect(broken.body.code).toBe('incident.file_empty')
    const { files, seq } = (await world.ask('GET', `/v1/incidents/${number}`)).body as never as {
      files: object[]
      seq: number
    }
    expect([files.length, seq]).toEqual([1, 2])
  })

  it('can be removed; its path is dead then, as is one of another space', async () => {
    const { number } = await make()
    const { body } = await send(number, 'a.txt', 'x')
    const { path } = body as unknown as { path: string }
    await world.newSpace('far')
    const far = await fetch(`${world.url}${path}`, { headers: { 'X-Forwarded-Host': 'far.test' } })
    expect(far.status).toBe(404)
    expect((await world.ask('DELETE', `/v1/incidents/${number}/files/${body.id}`)).status).toBe(204)
    expect((await fetch(`${world.url}${path}`)).status).toBe(404)
    expect((await world.ask('GET', `/v1/incidents/${number}/files/${body.id}`)).body.code).toBe(
      'incident.file_not_found',
    )
  })
})
