// The first start and the `noroshi space` commands: the administrator's password is told once, and spaces are made
// beside a running server, which knows them within a second, or without one.

import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { run } from '../../src/cli/testing/run.ts'
import { spaceHere } from '../../src/server/space.ts'
import { makeDataDir, removeDataDir } from '../crash/stage.ts'
import { copyDataDirectory } from '../support/data-directory.ts'
import { createClient } from '../support/http-client.ts'
import { firstToken, freePort, processesIn, type ServerProcess, startServerProcess } from '../support/server-process.ts'

const TIMEOUT_MS = 60_000

let folder = ''
let dataDir = ''
let servers: ServerProcess[] = []

beforeEach(async () => {
  folder = makeDataDir('space')
  dataDir = join(folder, 'data')
  await copyDataDirectory(dataDir)
})
afterEach(async () => {
  await Promise.all(servers.map((server) => server.kill('SIGKILL')))
  servers = []
  while (processesIn(dataDir).length > 0) await new Promise((resolve) => setTimeout(resolve, 20))
  removeDataDir(folder)
})

const start = async (env: Readonly<Record<string, string>> = {}): Promise<ServerProcess> => {
  const server = startServerProcess({ port: await freePort(), dataDir, env })
  servers.push(server)
  await server.ready()
  return server
}

const programUp = (at: string): string => {
  const program = join(at, 'bin/noroshi.mjs')
  return existsSync(program) || at === dirname(at) ? program : programUp(dirname(at))
}

type Ran = { readonly code: number; readonly out: string; readonly err: string }
type Space = { readonly token: string; readonly account: string; readonly oneTimePassword: string }

const noroshi = (...argv: readonly string[]): Promise<Ran> =>
  new Promise((resolve) => {
    const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', NOROSHI_DATA_DIR: dataDir }
    const child = spawn(process.execPath, [programUp(import.meta.dirname), ...argv], { env })
    let [out, err] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text
    })
    child.on('close', (code) => resolve({ code: code ?? -1, out, err }))
  })

/** The same without a process of its own, which takes a second to begin. */
const here = (...argv: readonly string[]): Promise<Ran> => {
  const env = { NOROSHI_DATA_DIR: dataDir, LANG: 'C' }
  return run(argv, { env, deps: { space: (request, options) => spaceHere(env, request, options) } })
}

const at = (server: ServerProcess, token: string, host?: string) => {
  const client = createClient(server.url, { token: () => token })
  const headers = host === undefined ? {} : { host }
  return {
    ask: async (method: string, path: string, body?: unknown) => {
      const answer = await client.ask(method, path, { headers, ...(body === undefined ? {} : { body }) })
      client.close()
      return answer
    },
  }
}

const signIn = async (server: ServerProcess, body: object, host?: string) => {
  const { ask } = at(server, 'none', host)
  return ask('POST', '/v1/session', body)
}

describe('the first start', () => {
  it('tells the administrator’s password once, however little is logged; it must be changed', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const server = startServerProcess({ port: await freePort(), dataDir, env: { NOROSHI_LOG: 'error' } })
    servers.push(server)
    const { account, oneTimePassword } = await server.says('the first administrator was made')
    expect(account).toBe('admin')
    const answer = await signIn(server, { account, password: oneTimePassword })
    expect([answer.status, answer.json()]).toMatchObject([201, { mustChangePassword: true, permissions: [] }])
    await server.kill('SIGTERM')
    const again = await start()
    expect(again.output()).not.toContain('first administrator')
    expect(again.output()).not.toContain(String(oneTimePassword))
  })

  it('takes a password that is given, which need not be changed and is told nowhere', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const given = { NOROSHI_ADMIN_ACCOUNT: '管理者', NOROSHI_ADMIN_PASSWORD: 'correct horse battery' }
    const server = await start(given)
    const answer = await signIn(server, { account: '管理者', password: given.NOROSHI_ADMIN_PASSWORD })
    expect([answer.status, answer.json()]).toMatchObject([201, { mustChangePassword: false }])
    expect(server.output()).not.toContain(given.NOROSHI_ADMIN_PASSWORD)
  })

  it('refuses one against the rules, in words, with exit code 2', { timeout: TIMEOUT_MS }, async () => {
    const env = { NOROSHI_ADMIN_ACCOUNT: 'administrator', NOROSHI_ADMIN_PASSWORD: 'Administrator' }
    const server = startServerProcess({ port: await freePort(), dataDir, env })
    servers.push(server)
    expect(await server.ended).toBe(2)
    expect(server.output()).toContain('NOROSHI_ADMIN_PASSWORD: the password is the name of the account')
  })
})

describe('noroshi space', () => {
  it('works beside a running server, which knows the new space within a second', { timeout: TIMEOUT_MS }, async () => {
    const server = await start()
    const added = await noroshi('space', 'add', 'acme', '--name', 'ACME', '--host', 'acme.example', '--json')
    expect(added.err).toBe('')
    expect(added.code).toBe(0)
    const space = JSON.parse(added.out) as Space
    await expect
      .poll(async () => (await at(server, space.token, 'acme.example').ask('GET', '/v1/session')).status)
      .toBe(200)
    const mine = (await at(server, space.token, 'acme.example').ask('GET', '/v1/session')).json()
    expect(mine).toMatchObject({ space: { key: 'acme', name: 'ACME' }, projects: [{ key: 'default' }] })
    expect((await at(server, space.token).ask('GET', '/v1/session')).status, 'at the default space').toBe(401)
    const foreign = await at(server, firstToken(dataDir), 'acme.example').ask('GET', '/v1/session')
    expect(foreign.status, 'the default space’s token').toBe(401)
    const person = { account: space.account, password: space.oneTimePassword }
    expect((await signIn(server, person, 'acme.example')).json()).toMatchObject({ mustChangePassword: true })
    expect((await signIn(server, person)).status).toBe(401)

    expect((await here('space', 'host', 'add', 'acme', 'ACME.example')).err).toContain('already: acme.example')
    expect((await here('space', 'host', 'add', 'acme', 'new.acme.example')).code).toBe(0)
    expect((await here('space', 'rename', 'acme', '--name', 'ACME Holdings')).code).toBe(0)
    await expect
      .poll(async () => (await at(server, space.token, 'new.acme.example').ask('GET', '/v1/session')).status)
      .toBe(200)
    expect((await here('space', 'host', 'remove', 'acme', 'acme.example')).code).toBe(0)
    await expect
      .poll(async () => (await at(server, space.token, 'acme.example').ask('GET', '/v1/session')).status)
      .toBe(401)
    const { out } = await here('space', 'list')
    expect(out).toMatch(/acme +ACME Holdings +new\.acme\.example/)
    for (const [argv, words] of [
      [['add', 'acme'], 'Another space has this key: acme'],
      [['add', 'other', '--host', 'new.acme.example'], 'A space has this host name already'],
      [['add', 'other', '--host', 'not a host'], 'no full host name'],
      [['rename', 'nothing', '--name', 'x'], 'There is no such space'],
      [['rename', 'default', '--key', 'x'], 'keeps its key'],
      [['host', 'remove', 'acme', 'x.example'], 'has no such host name'],
    ] as const) {
      const { code, err } = await here('space', ...argv)
      expect([code, err]).toEqual([2, expect.stringContaining(words)])
    }
    expect((await here('space', 'list')).out, 'a refused one is not there by half').toBe(out)
    expect((await fetch(`${server.url}/readyz`)).status, 'the server was not disturbed').toBe(200)
  })

  it('works without a server', { timeout: TIMEOUT_MS }, async () => {
    expect((await noroshi('space', 'add', 'acme', '--host', 'acme.example')).code).toBe(0)
    const { out } = await here('space', 'list', '--json')
    const { items } = JSON.parse(out) as { items: { key: string }[] }
    expect(items.map(({ key }) => key)).toEqual(['acme', 'default'])
  })
})
