// Failures in the dialect's own shape, whatever went wrong.
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { AppError } from '#contract/errors'
import type { AppEnv } from '#http/port'
import { createApiV1Rest } from './api-v1-rest.ts'
import { answerJson, createDialectApp, refuseOtherMethods } from './dialect-app.ts'

class Away extends Error {}

const logged: unknown[] = []
const options = {
  shape: ({ status }: { status: number }) => ({ oops: status }),
  isUnavailable: (error: unknown) => error instanceof Away,
  log: { error: (facts: Record<string, unknown>) => logged.push(facts['err']) },
}

const served = () => {
  const dialect = createDialectApp(options)
  const failing: Record<string, Error> = {
    bug: new Error('secret detail'),
    away: new Away('gone'),
    wait: new AppError('auth.too_many_failures', { retryAfterSeconds: 17 }),
  }
  dialect.get('/api/thing/:what', (context) => {
    const thrown = failing[context.req.param('what')]
    if (thrown !== undefined) throw thrown
    return answerJson(context, { name: '連絡網' })
  })
  dialect.post('/api/thing/:what', (context) => answerJson(context, {}, { status: 201 }))
  refuseOtherMethods(dialect, options)
  const app = new Hono<AppEnv>()
  app.route('/', dialect)
  app.route('/', createApiV1Rest().app)
  return app
}

describe('a dialect', () => {
  it('answers in UTF-8 and says so; nobody may keep it', async () => {
    const answer = await served().request('/api/thing/a')
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(await answer.json()).toEqual({ name: '連絡網' })
  })

  it.each([
    ['bug', 500, null],
    ['away', 503, '5'],
    ['wait', 429, '17'],
  ])('tells of %s with %i and nothing else', async (what, status, retryAfter) => {
    const answer = await served().request(`/api/thing/${what}`)
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([status, retryAfter])
    expect(await answer.text()).toBe(`{"oops":${status}}`)
  })

  it('logs what was a mistake of ours, and only that', async () => {
    logged.length = 0
    for (const what of ['bug', 'away', 'wait']) await served().request(`/api/thing/${what}`)
    expect(logged).toEqual([new Error('secret detail')])
  })

  it('refuses other methods with those it has', async () => {
    const answer = await served().request('/api/thing/a', { method: 'DELETE' })
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, POST, HEAD'])
    expect(await answer.json()).toEqual({ oops: 405 })
  })
})

describe('what nobody has under /api/v1', () => {
  it.each([
    ['a client of Reactio', { 'X-Api-Key': 'k' }, { type: 'not_found', message: 'Not Found' }],
    ['anybody else', {}, { message: 'Not Found' }],
    ['an empty key', { 'X-Api-Key': '' }, { message: 'Not Found' }],
  ])('J-050 is told to %s in its words', async (_who, headers, body) => {
    for (const path of ['/api/v1', '/api/v1/', '/api/v1/nothing/here']) {
      const answer = await served().request(path, { method: 'POST', headers })
      expect([answer.status, await answer.json()]).toEqual([404, body])
    }
  })
})
