// A reference for (r): Prometheus Alertmanager, given the same alerts one by one, and a webhook that only counts what comes out of it.

import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../tests/support/server-process.ts'
import { figure, type Row } from './figures.ts'
import { until } from './yard.ts'

const PROGRAM = '/usr/bin/prometheus-alertmanager'
const CONNECTIONS = 64
const PATIENCE_MS = 120_000

type Body = { readonly alerts: readonly { readonly fingerprint: string }[] }

/** Counts alerts by fingerprint, whatever they are grouped in. */
const startSink = async (seen: Set<string>): Promise<Server> => {
  const server = createServer((request, response) => {
    let text = ''
    request.setEncoding('utf8').on('data', (part: string) => {
      text += part
    })
    request.on('end', () => {
      for (const { fingerprint } of (JSON.parse(text) as Body).alerts) seen.add(fingerprint)
      response.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

const configuration = (port: number): string => `
route: { receiver: sink, group_by: [alertname], group_wait: 0s, group_interval: 1s }
receivers: [{ name: sink, webhook_configs: [{ url: 'http://127.0.0.1:${port}/', max_alerts: 0 }] }]
`

/** One request each, as many at once as our own load has connections. */
const tell = async (api: string, count: number): Promise<void> => {
  let next = 0
  const connection = async (): Promise<void> => {
    while (next < count) {
      const instance = `host-${next}`
      next += 1
      await fetch(`${api}/api/v2/alerts`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify([{ labels: { alertname: 'Down', instance } }]),
      })
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, connection))
}

/** Returns no row where Debian's package is not installed. */
export const alertmanagerBeside = async (count: number): Promise<readonly Row[]> => {
  if (!existsSync(PROGRAM)) return []
  const seen = new Set<string>()
  const sink = await startSink(seen)
  const folder = mkdtempSync(join(tmpdir(), 'noroshi-bench-am-'))
  const [port, file] = [await freePort(), join(folder, 'alertmanager.yml')]
  writeFileSync(file, configuration((sink.address() as AddressInfo).port))
  const api = `http://127.0.0.1:${port}`
  const places = [`--config.file=${file}`, `--storage.path=${folder}`, `--web.listen-address=127.0.0.1:${port}`]
  const program = spawn(PROGRAM, [...places, '--cluster.listen-address='], { stdio: 'ignore' })
  try {
    const isUp = (): Promise<boolean> =>
      fetch(`${api}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      )
    await until(isUp, PATIENCE_MS)
    const beganMs = performance.now()
    await tell(api, count)
    await until(() => Promise.resolve(seen.size >= count), PATIENCE_MS)
    const tookMs = seen.size < count ? Number.NaN : performance.now() - beganMs
    return [figure('r', `Alertmanager beside: ${count} alerts, a request each, at its webhook after`, [tookMs, 'ms'])]
  } finally {
    program.kill()
    sink.closeAllConnections()
    sink.close()
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
