// How bad something is of which nobody said how bad it is: a problem is critical, so that somebody comes; a recovery says nothing
// of it, and leaves what was known.
import { describe, expect, it } from 'vitest'
import { alertEvent } from '#contract/alerts'
import type { AlertEvent } from '#core/alert/alert'
import { receive } from '#core/alert/receive'
import type { SourceMapping } from '#core/alert/source-mapping'
import { eventOf } from '#dialects/shared/alert-events'
import { mappedEvents } from './mapping.ts'
import { monitEvents } from './monit.ts'
import type { Read } from './ports.ts'
import { uptimeKumaEvents } from './uptime-kuma.ts'

const NOW = Date.parse('2026-11-22T03:00:00Z')
const reading = { digest: (text: string) => text, nowMs: () => NOW }

const mapping: SourceMapping = {
  items: null,
  key: ['$.name'],
  host: '$.name',
  service: null,
  summary: null,
  condition: null,
  severity: '$.level',
  severities: {},
  groups: [],
  url: null,
  at: null,
  state: { value: '$.state', problem: ['down'], recovered: ['up'], acknowledged: [], otherwise: 'nothing' },
  by: null,
}

const only = (read: Read): AlertEvent => {
  const [event] = read.ok ? read.events : []
  if (event === undefined) throw new Error('nothing was read')
  return event
}

type Kind = 'problem' | 'recovered'
type Reader = (kind: Kind) => AlertEvent

const ofApi = (kind: Kind, rest: object = {}): AlertEvent =>
  eventOf(alertEvent.parse({ kind, dedupKey: 'db01', host: 'db01', ...rest }))
const ofMapping = (kind: Kind, level?: string): AlertEvent =>
  only(mappedEvents(mapping, { name: 'db01', level, state: kind === 'problem' ? 'down' : 'up' }, reading))

const readers: readonly (readonly [string, Reader])[] = [
  ['an event of our own API', ofApi],
  ['JSON by a mapping', ofMapping],
  [
    'Uptime Kuma',
    (kind) =>
      only(
        uptimeKumaEvents(
          { monitor: { id: 1, name: 'db01' }, heartbeat: { status: kind === 'problem' ? 0 : 1 } },
          reading,
        ),
      ),
  ],
  [
    'monit',
    (kind) => {
      const event = { service: 'db01', type: '3', id: '512', state: kind === 'problem' ? '1' : '0', message: 'x' }
      return only(monitEvents({ monit: { '@id': 'a', server: { localhostname: 'db01' }, event } }, reading))
    },
  ],
]

const severityAfter = (...events: readonly AlertEvent[]) => {
  let stored: Parameters<typeof receive>[0] = null
  for (const [index, event] of events.entries()) {
    const received = receive(stored, event, NOW + index)
    if (received.ok) stored = received.alert
  }
  return stored?.severity
}

describe.each(readers)('%s that says no severity', (_, read) => {
  it.each<[string, readonly Kind[], string]>([
    ['of a problem: critical', ['problem'], 'critical'],
    ['of a recovery of what nobody knew: unknown', ['recovered'], 'unknown'],
    ['of a recovery: as it was', ['problem', 'recovered'], 'critical'],
  ])('%s', (_case, kinds, expected) => {
    expect(severityAfter(...kinds.map((kind) => read(kind)))).toBe(expected)
  })
})

describe('a recovery that says no severity', () => {
  it.each<[string, AlertEvent, AlertEvent]>([
    ['by our own API', ofApi('problem', { severity: 'warning' }), ofApi('recovered')],
    ['by a mapping', ofMapping('problem', 'warning'), ofMapping('recovered')],
  ])('%s makes nothing worse than it was', (_, problem, recovery) => {
    expect(severityAfter(problem, recovery)).toBe('warning')
  })

  it('and one that does is taken at its word', () => {
    expect(severityAfter(ofApi('problem', { severity: 'warning' }), ofApi('recovered', { severity: 'info' }))).toBe(
      'info',
    )
    expect(severityAfter(ofMapping('recovered', 'error'))).toBe('error')
  })
})
