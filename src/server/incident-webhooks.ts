// What webhooks are told of incidents, written into their outbox in the transaction of the change itself. One event per thing that
// happened: what came with a new incident is in the new incident, and what changed the incident at once is one change.

import type pg from 'pg'
import { type PublicUrl, urlNow } from '#channels/phone/urls'
import type { EntryKind } from '#core/incident/entry'
import type { IncidentDetail } from '#core/incident/records'
import { API_AUTHOR } from '#dialects/reactio/choices'
import { reactioEvent } from '#dialects/reactio/webhook'
import { showEntry, showIncidentSummary } from '#dialects/v1/incident-present'
import type { HostTable } from '#store/account/hosts'
import type { IncidentNews } from '#store/incident/open'
import { detailOf } from '#store/incident/read'
import { fanOut, type WebhookEvent } from '#store/webhook/fan-out'

type Options = {
  readonly publicUrl: PublicUrl
  readonly hosts: Pick<HostTable, 'hostOf'>
  readonly nowMs: () => number
  readonly newId: (atMs: number) => string
}

type News = IncidentNews['entries'][number]

const changing: readonly EntryKind[] = ['status', 'taken', 'commander', 'responder', 'changed', 'file']
/** What an event is subscribed to by; null: callouts have events of their own. */
const nameOf = ({ entry }: News): string | null => {
  if (changing.includes(entry.kind)) return 'incident.updated'
  return ['created', 'topic', 'message', 'notice'].includes(entry.kind) ? `incident.${entry.kind}` : null
}

/** Those that are told, each once: topics that came with the incident are in it, and of several changes the last is told. */
const toldOf = (entries: readonly News[]): readonly News[] => {
  const created = entries.some(({ entry }) => entry.kind === 'created')
  const named = entries.filter((one) => nameOf(one) !== null && !(created && one.entry.kind === 'topic'))
  const lastChange = named.findLast((one) => nameOf(one) === 'incident.updated')
  return named.filter((one) => nameOf(one) !== 'incident.updated' || one === lastChange)
}

const anybodyListens = async (client: pg.PoolClient, { spaceId, projectId }: IncidentNews): Promise<boolean> => {
  const { rowCount } = await client.query(
    `select from webhook where space_id = $1 and deleted_at is null and enabled and shape <> 'pigeon'
       and (project_id is null or project_id = $2) limit 1`,
    [spaceId, projectId],
  )
  return rowCount === 1
}

/** The address by which the space's people reach us: its own host name, where it has one. */
const originOf = async ({ publicUrl, hosts }: Options, spaceId: string): Promise<string> => {
  const url = new URL(urlNow(publicUrl))
  url.hostname = (await hosts.hostOf(spaceId)) ?? url.hostname
  return url.origin
}

type Scene = { readonly news: IncidentNews; readonly detail: IncidentDetail; readonly origin: string }

const authorOf = ({ detail }: Scene, { by }: News): number => {
  const people = [detail.incident.created.by, detail.incident.updated.by, ...detail.responders.map((one) => one.person)]
  return people.find((one) => one !== null && one.id === by?.userId)?.number ?? API_AUTHOR
}

const eventOf = (scene: Scene, one: News): WebhookEvent => {
  const { news, detail, origin } = scene
  const { entry, atMs, by, seq } = one
  const name = nameOf(one) ?? ''
  const at = new Date(atMs).toISOString()
  const reactio = reactioEvent({ entry, atMs, author: authorOf(scene, one), detail, origin })
  const data = {
    incident: showIncidentSummary(detail.incident),
    entry: { seq, by: by?.name ?? null, ...showEntry(entry) },
  }
  return {
    spaceId: news.spaceId,
    projectId: news.projectId,
    name,
    once: `incident ${news.incidentId} ${seq}`,
    bodies: { noroshi: { event: name, at, data }, reactio: reactio ?? undefined },
  }
}

export const createIncidentOutbox =
  (options: Options) =>
  async (client: pg.PoolClient, news: IncidentNews): Promise<boolean> => {
    const told = toldOf(news.entries)
    if (told.length === 0 || !(await anybodyListens(client, news))) return false
    const where = { spaceId: news.spaceId, projectId: null }
    const detail = await detailOf(client, { where, ref: news.incidentId })
    const scene: Scene = { news, detail, origin: await originOf(options, news.spaceId) }
    const tools = { nowMs: options.nowMs(), newId: options.newId }
    let written = 0
    for (const one of told) written += await fanOut(client, eventOf(scene, one), tools)
    return written > 0
  }
