// The table of ways in that are opened by a source's key in a header: where each is, how its body is read, and what it answers.

import type { SourceMapping } from '#core/alert/source-mapping'
import { alertmanagerEvents } from './alertmanager.ts'
import { type BodyReader, formBody, jsonBody, xmlBody } from './bodies.ts'
import { mappedEvents } from './mapping.ts'
import { monitEvents } from './monit.ts'
import { nagiosEvents } from './nagios.ts'
import { pathOf } from './paths.ts'
import { plainEvents } from './plain.ts'
import type { Read, Reading } from './ports.ts'
import { uptimeKumaEvents } from './uptime-kuma.ts'
import { zabbixEvents } from './zabbix.ts'

export type Hook = {
  readonly path: string
  readonly kinds: readonly string[]
  readonly body: BodyReader
  readonly read: (body: unknown, reading: Reading, mapping: SourceMapping | null) => Read
  readonly status: 200 | 202
}

const genericEvents: Hook['read'] = (body, reading, mapping) =>
  mapping === null ? plainEvents(body) : mappedEvents(mapping, body, reading)

export const hooks: readonly Hook[] = [
  { path: pathOf('generic'), kinds: ['generic'], body: jsonBody, read: genericEvents, status: 202 },
  { path: pathOf('alertmanager'), kinds: ['alertmanager'], body: jsonBody, read: alertmanagerEvents, status: 200 },
  { path: pathOf('nagios'), kinds: ['nagios', 'icinga'], body: formBody, read: nagiosEvents, status: 202 },
  { path: pathOf('zabbix'), kinds: ['zabbix'], body: jsonBody, read: zabbixEvents, status: 202 },
  { path: pathOf('grafana'), kinds: ['grafana'], body: jsonBody, read: alertmanagerEvents, status: 200 },
  { path: pathOf('uptime_kuma'), kinds: ['uptime_kuma'], body: jsonBody, read: uptimeKumaEvents, status: 200 },
  { path: pathOf('monit'), kinds: ['monit'], body: xmlBody, read: monitEvents, status: 200 },
]

/** Returns what a source of a kind would make of a body. */
export const readAs = (
  kind: string,
  body: unknown,
  { reading, mapping }: { readonly reading: Reading; readonly mapping: SourceMapping | null },
): Read =>
  hooks.find(({ kinds }) => kinds.includes(kind))?.read(body, reading, mapping) ?? {
    ok: false,
    why: `sources of kind ${kind} send nothing that can be shown here`,
  }
