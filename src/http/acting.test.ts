// Whoever acts is known until their own request ends, whatever others do meanwhile; traffic is the server's.
import { Hono } from 'hono'
import { expect, it } from 'vitest'
import { acting, actorAt } from './acting.ts'
import type { AppEnv } from './port.ts'

const whoActs = (): string => (JSON.parse(actorAt(0)) as { kind: string }).kind

const app = new Hono<AppEnv>().use(acting)
app.post('/quick', (context) => context.text(whoActs()))
app.post('/v1/callouts', (context) => context.text(whoActs()))
app.post('/slow', async (context) => {
  const before = whoActs()
  const others = await Promise.all(['/quick', '/v1/callouts'].map(async (path) => (await ask(path)).text()))
  return context.text([before, ...others, whoActs()].join(' '))
})
const ask = async (path: string): Promise<Response> => app.request(path, { method: 'POST' })

it('a request that goes on is still somebody’s when another has ended, and then nobody acts but the server', async () => {
  const [slow, quick] = await Promise.all([ask('/slow'), ask('/quick')])
  expect(await slow.text()).toMatch(/^nobody nobody \w+ nobody$/)
  expect(await quick.text()).toBe('nobody')
  expect(whoActs()).toBe('server')
})

it('a start changes nothing of what the audit log is about, and is the server’s', async () => {
  expect(await (await ask('/v1/callouts')).text()).toBe('server')
})
