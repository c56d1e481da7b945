// Listening: HTTPS with a certificate that is read again when it changes, and an end that waits for running requests.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect as connectPlain } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AppEnv } from './port.ts'
import { serve } from './serve.ts'
import { certificates } from './testing/certificates.ts'

const folder = mkdtempSync(join(tmpdir(), 'noroshi-tls-'))
const log = { warn: () => undefined, error: () => undefined }
const at = (name: string) => join(folder, name)

const use = (name: keyof typeof certificates): void => {
  writeFileSync(at('used.key'), certificates[name].key)
  writeFileSync(at('used.crt'), certificates[name].crt)
}

const nameShown = (port: number): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      resolve(String(socket.getPeerCertificate().subject.CN))
      socket.end()
    })
    socket.once('error', reject)
  })

beforeAll(() => use('first'))
afterAll(() => rmSync(folder, { recursive: true }))

const app = new Hono<AppEnv>()
app.get('/slow', async (context) => {
  await new Promise((resolve) => setTimeout(resolve, 300))
  return context.text('done')
})

describe('serving', () => {
  it('reads a changed certificate again, and keeps the old one when the new one is broken', async () => {
    const tls = { certFile: at('used.crt'), keyFile: at('used.key') }
    const serving = await serve({ app, host: '127.0.0.1', port: 0, tls, log, watchEveryMs: 20 })
    expect(await nameShown(serving.port)).toBe('first')
    use('second')
    await expect.poll(() => nameShown(serving.port), { timeout: 5_000 }).toBe('second')
    writeFileSync(at('used.crt'), 'nonsense')
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(await nameShown(serving.port)).toBe('second')
    await serving.close(100)
  })

  it('lets a running request finish, and then listens no more', async () => {
    const serving = await serve({ app, host: '127.0.0.1', port: 0, log })
    const url = `http://127.0.0.1:${serving.port}/slow`
    const running = fetch(url).then((response) => response.text())
    await new Promise((resolve) => setTimeout(resolve, 50))
    await serving.close(2_000)
    expect(await running).toBe('done')
    await expect(fetch(url)).rejects.toThrow('fetch failed')
  })

  it('waits only so long for a body that trickles in', async () => {
    const served = new Hono<AppEnv>()
    served.onError((_error, context) => context.text('broken off', 400))
    served.post('/', async (context) => context.text(await context.req.text()))
    const serving = await serve({ app: served, host: '127.0.0.1', port: 0, log, requestWithinMs: 200 })
    const socket = connectPlain({ port: serving.port, host: '127.0.0.1' })
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n{"a":')
    const answered = await new Promise<string>((resolve) => {
      let text = ''
      socket.setEncoding('utf8').on('data', (part: string) => {
        text += part
      })
      socket.on('close', () => resolve(text))
    })
    expect(answered).toMatch(/^HTTP\/1\.1 408 /)
    await serving.close(100)
  })

  it('says why a port cannot be had', async () => {
    const serving = await serve({ app, host: '127.0.0.1', port: 0, log })
    await expect(serve({ app, host: '127.0.0.1', port: serving.port, log })).rejects.toThrow('EADDRINUSE')
    await serving.close(0)
  })
})
