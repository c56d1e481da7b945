// For tests of Reactio's API: a client that sends exactly what it is told, bodies of GETs included, and a key of a project.

import { request } from 'node:http'
import { furnishIncidents } from './incidents.ts'
import { createV1World, type V1World } from './v1.ts'

export type ReactioAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
  // oxlint-disable-next-line typescript/no-explicit-any -- answers are compared whole; what is not there shows as undefined
  readonly json: any
}
export type Sent = {
  readonly key?: string | null
  readonly body?: unknown
  /** As it goes over the wire. */
  readonly raw?: string | Uint8Array
  readonly headers?: Readonly<Record<string, string>>
}
export type ReactioClient = (method: string, path: string, sent?: Sent) => Promise<ReactioAnswer>

export const reactioClient =
  (url: string, ownKey: string): ReactioClient =>
  (method, path, { key = ownKey, body, raw, headers = {} } = {}) =>
    new Promise((resolve, reject) => {
      const payload = raw ?? (body === undefined ? null : JSON.stringify(body))
      const all = {
        Accept: 'application/json',
        'Content-type': 'application/json',
        ...(key === null ? {} : { 'X-Api-Key': key }),
        ...(payload === null ? {} : { 'Content-Length': String(Buffer.byteLength(payload)) }),
        ...headers,
      }
      const sending = request(`${url}${path}`, { method, headers: all }, (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (part: string) => {
          text += part
        })
        response.on('end', () => {
          const isJson = String(response.headers['content-type']).includes('json') && text !== ''
          const json: unknown = isJson ? JSON.parse(text) : null
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json })
        })
      })
      sending.on('error', reject)
      if (payload !== null) sending.write(payload)
      sending.end()
    })

/** A key as Reactio's users have one: of one project, to read and to write. */
export const keyOf = async (world: V1World, project: string | null, key?: string): Promise<string> => {
  const scopes = ['incidents:read', 'incidents:write'] as const
  const name = `reactio ${project ?? ''}`
  const made = await world.config.tokens.create(world.spaceId, {
    name,
    scopes,
    expiresAtMs: null,
    project,
    ...(key === undefined ? {} : { key }),
  })
  return made.token
}

export const fieldError = (...errors: readonly (readonly [string, string])[]) => ({
  type: 'validation_error',
  message: 'validation error',
  errors: errors.map(([field, code]) => ({ field, code })),
})

export type ReactioWorld = Awaited<ReturnType<typeof createReactioWorld>>

/** A server with people and projects, and a client with a key of the project `web`. */
export const createReactioWorld = async () => {
  const world = await createV1World()
  await furnishIncidents(world)
  const call = reactioClient(world.url, await keyOf(world, 'web'))
  const create = (body: object) => call('POST', '/api/v1/incidents', { body: { name: 'サイト閲覧不可', ...body } })
  return {
    world,
    call,
    create,
    nowS: (): number => Math.floor(world.clock.nowMs / 1_000),
    made: async (body: object = {}): Promise<number> => {
      const answer = await create(body)
      if (answer.status !== 201) throw new Error(answer.text)
      return answer.json.id as number
    },
  }
}
