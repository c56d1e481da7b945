// Prometheus Alertmanager with the receiver of docs/alerts.md; alerts are put into it as Prometheus does.

import { freePort } from '../support/server-process.ts'
import { fromDocs, type Program, startProgram, writeInto } from './program.ts'

export type Silence = {
  readonly createdBy: string
  readonly comment: string
  readonly matchers: readonly { readonly name: string; readonly value: string }[]
  readonly status: { readonly state: string }
}

export type Alertmanager = Program & {
  /** Tells it of alerts; those with an end are over. */
  readonly tell: (...alerts: readonly object[]) => Promise<void>
  readonly silences: () => Promise<readonly Silence[]>
  /** How its alerts are there: by the label `instance`. */
  readonly stateOf: (instance: string) => Promise<string | undefined>
}

const routing = `
route:
  receiver: noroshi
  group_by: [ alertname ]
  group_wait: 0s
  group_interval: 1s
  repeat_interval: 1s
`

export const placeAlertmanager = async (): Promise<{ readonly port: number; readonly url: string }> => {
  const port = await freePort()
  return { port, url: `http://127.0.0.1:${port}` }
}

type Setup = { readonly folder: string; readonly port: number; readonly url: string; readonly key: string }
type Listed = { readonly labels: { readonly instance?: string }; readonly status: { readonly state: string } }

export const startAlertmanager = async ({ folder, port, url, key }: Setup): Promise<Alertmanager> => {
  const receivers = fromDocs('alerts.md', /^receivers:\n(?: .*\n)+/gm, {
    'https://noroshi.example.jp': url,
    '<the key>': key,
  })
  const file = writeInto(folder, 'alertmanager.yml', `${routing}${receivers}`)
  const api = `http://127.0.0.1:${port}`
  const places = [`--config.file=${file}`, `--storage.path=${folder}`, `--web.listen-address=127.0.0.1:${port}`]
  const ask = async (path: string, body?: object): Promise<unknown> => {
    const headers = { 'Content-Type': 'application/json' }
    const said = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
    const response = await fetch(`${api}${path}`, { headers, ...said })
    const text = await response.text()
    if (!response.ok) throw new Error(`alertmanager answered ${path} with ${response.status}: ${text}`)
    return text === '' ? null : JSON.parse(text)
  }
  const program = await startProgram({
    folder,
    command: ['prometheus-alertmanager', ...places, '--cluster.listen-address='],
    isUp: async () =>
      fetch(`${api}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      ),
  })
  return {
    ...program,
    tell: async (...alerts) => {
      await ask('/api/v2/alerts', alerts)
    },
    silences: async () => (await ask('/api/v2/silences')) as readonly Silence[],
    stateOf: async (instance) =>
      ((await ask('/api/v2/alerts')) as readonly Listed[]).find(({ labels }) => labels.instance === instance)?.status
        .state,
  }
}
