// Prometheus Alertmanager's webhook (version 4), and Grafana's, which has its form: every alert of the group by its fingerprint, never by its summary. What is missing
// is left open; what cannot be read at all is refused.
// Source: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config, and payloads recorded from 0.25.

import { type AlertEvent, type AlertFacts, oneLine } from '#core/alert/alert'
import { limits } from '#core/limits'
import { cleanFacts } from '#dialects/shared/alert-events'
import { asObject } from '#dialects/shared/json-body'
import type { Read, Reading } from './ports.ts'
import { severityOf } from './severity.ts'

type Labels = Readonly<Record<string, string>>

const hostLabels = ['host', 'hostname', 'nodename', 'node', 'instance', 'target'] as const
const groupLabels = ['service', 'job', 'team', 'cluster', 'namespace', 'environment', 'env', 'grafana_folder'] as const

const textsIn = (value: unknown): Labels =>
  Object.fromEntries(
    Object.entries(asObject(value) ?? {}).flatMap(([name, text]) => (typeof text === 'string' ? [[name, text]] : [])),
  )

/** Prometheus names an instance by address and port; people know it by the first. */
const withoutPort = (instance: string): string => instance.replace(/:\d{1,5}$/, '').replace(/^\[(.*)\]$/, '$1')

const first = (labels: Labels, names: readonly string[]): string | null =>
  names.map((name) => labels[name]).find((text) => text !== undefined && text !== '') ?? null

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

const factsOf = (labels: Labels, annotations: Labels, generatorUrl: unknown): AlertFacts => {
  const host = first(labels, hostLabels)
  return cleanFacts({
    host: host === null ? null : withoutPort(host),
    service: labels['alertname'] ?? null,
    severity: severityOf(labels['severity'] ?? ''),
    condition: labels['severity'] ?? '',
    summary: first(annotations, ['summary', 'description', 'message']) ?? labels['alertname'] ?? '',
    groups: groupLabels.flatMap((name) => labels[name] ?? []),
    url: text(annotations['runbook_url']) ?? text(generatorUrl),
    hard: true,
    attempt: null,
  })
}

/** The year 1 stands for "not yet". */
const timeOf = (value: unknown): number | null => {
  const atMs = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return atMs > 0 ? atMs : null
}

/** Older ones give no fingerprint: the labels are what it is made of. */
const keyOf = (fingerprint: unknown, labels: Labels, digest: (text: string) => string): string => {
  const given = typeof fingerprint === 'string' ? fingerprint : ''
  if (given !== '' && oneLine(given, limits.alerts.keyCharacters.max) === given) return given
  return digest(JSON.stringify(Object.entries(labels).sort(([one], [other]) => (one < other ? -1 : 1))))
}

/** All of its labels, or none: a silence by some of them would silence other alerts too. */
const originOf = (labels: Labels): Pick<AlertFacts, 'origin'> => {
  const { labels: count, characters } = limits.alerts.origin
  const names = Object.keys(labels)
  const length = names.reduce((sum, name) => sum + name.length + (labels[name] ?? '').length, 0)
  const fits = names.length > 0 && names.length <= count && length <= characters
  return fits && !/[\p{Cs}\0]/u.test(Object.values(labels).join('')) ? { origin: labels } : {}
}

const unreadable = (why: string): Read => ({ ok: false, why })

const eventFrom = (value: unknown, digest: (text: string) => string): AlertEvent | null => {
  const alert = asObject(value)
  if (alert === null || (alert['status'] !== 'firing' && alert['status'] !== 'resolved')) return null
  const labels = textsIn(alert['labels'])
  const facts = factsOf(labels, textsIn(alert['annotations']), alert['generatorURL'])
  const dedupKey = keyOf(alert['fingerprint'], labels, digest)
  if (alert['status'] === 'resolved') return { kind: 'recovered', dedupKey, atMs: timeOf(alert['endsAt']), facts }
  const told = { ...facts, ...originOf(labels) }
  return { kind: 'problem', dedupKey, atMs: timeOf(alert['startsAt']), facts: told, notification: null, begins: true }
}

/** Returns the events of a webhook's body. */
export const alertmanagerEvents = (body: unknown, { digest }: Reading): Read => {
  const given = asObject(body)
  if (given === null) return unreadable('the body must be an object')
  const { alerts, truncatedAlerts } = given
  if (!Array.isArray(alerts)) return unreadable('alerts must be a list')
  if (alerts.length > limits.alerts.eventsPerRequest.max)
    return unreadable(`alerts must have at most ${limits.alerts.eventsPerRequest.max} items`)
  const events: AlertEvent[] = []
  for (const [index, value] of alerts.entries()) {
    const event = eventFrom(value, digest)
    if (event === null) return unreadable(`alerts.${index} must be an object whose status is firing or resolved`)
    events.push(event)
  }
  return { ok: true, events, leftOut: typeof truncatedAlerts === 'number' ? truncatedAlerts : 0 }
}
