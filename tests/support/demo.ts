// The demo, as one command starts it from the build or within this process, and a real browser to look at it with.

import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Browser, chromium } from 'playwright-core'
import { expect } from 'vitest'
import { startDemo as startDemoHere } from '../../demo/demo.ts'
import { testDatabase } from './postgres.ts'
import { freePort } from './server-process.ts'

export type Ready = {
  readonly url: string
  readonly simulator: string
  readonly token: string
  readonly account: string
  readonly password: string
  readonly policies: readonly { key: string }[]
  readonly reactio: { readonly apiKey: string }
  readonly pigeon: { readonly token: string; readonly callflowId: string; readonly guidanceId: string }
}

export type Demo = {
  readonly ready: Ready
  readonly browser: Browser
  /** Asks /v1 with the demo’s token and insists on a 2xx; with a body it posts. */
  readonly api: (path: string, body?: unknown) => Promise<Record<string, unknown>>
  readonly close: () => Promise<void>
}

export const PATIENCE_MS = 15_000

export const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const readyLine = (child: ChildProcess): Promise<Ready> =>
  new Promise((resolve, reject) => {
    const said: string[] = []
    child.once('exit', (code) => reject(new Error(`the demo ended with ${code}: ${said.join('\n')}`)))
    child.stderr?.on('data', (text: Buffer) => said.push(text.toString()))
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      if (line.startsWith('READY ')) resolve(JSON.parse(line.slice('READY '.length)) as Ready)
    })
  })

type Running = { readonly ready: Ready; readonly stop: () => Promise<void> }

const envOf = async (folder: string): Promise<Record<string, string>> => ({
  NOROSHI_PORT: String(await freePort()),
  NOROSHI_SIMULATOR_PORT: String(await freePort()),
  NOROSHI_DATA_DIR: join(folder, 'data'),
})

/** Into a database of its own, as anybody starts it. */
const startProcess = async (folder: string): Promise<Running> => {
  const demo = spawn(process.execPath, ['dist/demo/main.js'], { env: { ...process.env, ...(await envOf(folder)) } })
  const stop = async () => {
    const ended = new Promise((resolve) => demo.once('exit', resolve))
    demo.kill('SIGTERM')
    await ended
  }
  return { ready: await readyLine(demo), stop }
}

/** On a database of the tests' own server, which is there at once. */
const startHere = async (folder: string, env: Readonly<Record<string, string>> = {}): Promise<Running> => {
  const database = await testDatabase()
  const given = { DATABASE_URL: database.url, NOROSHI_SECRET_KEY: randomBytes(32).toString('base64') }
  const { ready, stop } = await startDemoHere({ ...(await envOf(folder)), ...given, ...env })
  return {
    ready,
    stop: async () => {
      await stop()
      await database.drop()
    },
  }
}

const inFolder = (): { readonly folder: string; readonly remove: () => void } => {
  const folder = mkdtempSync(join(tmpdir(), 'noroshi-demo-'))
  // As root the database runs as another account, which has to pass this folder.
  chmodSync(folder, 0o755)
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

const asking =
  ({ url, token }: Ready): Demo['api'] =>
  async (path, body) => {
    const response = await fetch(`${url}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    expect(response.ok, await response.clone().text()).toBe(true)
    return (await response.json()) as Record<string, unknown>
  }

const withBrowser = async (start: (folder: string) => Promise<Running>): Promise<Demo> => {
  const { folder, remove } = inFolder()
  const executablePath = process.env['NOROSHI_TEST_CHROMIUM'] ?? '/usr/bin/chromium'
  const [{ ready, stop }, browser] = await Promise.all([
    start(folder),
    chromium.launch({ executablePath, args: flags }),
  ])
  const close = async () => {
    await browser.close()
    await stop()
    remove()
  }
  return { ready, browser, api: asking(ready), close }
}

export const startDemo = (): Promise<Demo> => withBrowser(startProcess)

/** For those that look at nothing. */
export const startDemoUnseen = async (): Promise<Omit<Demo, 'browser'>> => {
  const { folder, remove } = inFolder()
  const { ready, stop } = await startHere(folder)
  const close = async () => {
    await stop()
    remove()
  }
  return { ready, api: asking(ready), close }
}

/** For those that look at the console, which is the built one. @param env settings beside the demo’s own */
export const startDemoForConsole = (env?: Readonly<Record<string, string>>): Promise<Demo> =>
  withBrowser((folder) => startHere(folder, env))
