// An incident's callouts: the link that is made when one is started, and what its history says copied into the timeline. Up to
// where it was copied is stored with the copy, in one transaction, so nothing is told twice and nothing is lost to a crash.

import type pg from 'pg'
import type { Head } from '#core/callout/state'
import type { HistoryEntry } from '#core/callout/work'
import type { CalloutId } from '#core/ids'
import type { CalloutReason, Entry } from '#core/incident/entry'
import { follow, followedReasons, takenBy } from '#core/incident/follow'
import { take } from '#core/incident/incident'
import type { Where } from '#core/incident/records'
import type { Plan } from '#core/plan/plan'
import { spaceHere } from '../config/context.ts'
import { type IncidentDeps, type OpenIncident, setState, tell, work } from './open.ts'
import { joinIncident } from './responders.ts'
import { stateOf } from './rows.ts'

export type StartedCallout = {
  readonly callout: CalloutId
  readonly why: CalloutReason
  readonly phase: 'started' | 'suppressed' | 'aggregated'
}

/** In an open transaction. Linking twice tells nothing twice. */
export const linkCallout = async (open: OpenIncident, { callout, why, phase }: StartedCallout): Promise<void> => {
  const { rowCount } = await open.client.query(
    `insert into incident_callout (callout_id, space_id, incident_id, why, copied_seq, done, started_at)
     values ($1, ${spaceHere}, $2, $3, 0, false, $4) on conflict (callout_id) do nothing`,
    [callout, open.row.id, why, new Date(open.nowMs)],
  )
  if (rowCount === 1 || phase === 'aggregated') tell(open, { kind: 'callout', callout, phase, why }, { by: null })
}

type Link = { readonly incidentId: string; readonly copiedSeq: number; readonly done: boolean; readonly seq: number }

const linkOf = async (client: pg.PoolClient, callout: string): Promise<Link | null> => {
  const { rows } = await client.query<Link>(
    `select l.incident_id as "incidentId", l.copied_seq as "copiedSeq", l.done, (c.head->>'seq')::integer as seq
     from incident_callout l join callout c on c.id = l.callout_id where l.callout_id = $1`,
    [callout],
  )
  return rows[0] ?? null
}

/** The lines that mean something to an incident, after what was copied and up to `seq`. */
const newLines = async (
  client: pg.PoolClient,
  callout: string,
  { copiedSeq, seq }: Pick<Link, 'copiedSeq' | 'seq'>,
): Promise<readonly HistoryEntry[]> => {
  const { rows } = await client.query<HistoryEntry>(
    `select seq, at as "atMs", reason, destination, attempt, facts from history
     where callout_id = $1 and seq > $2 and seq <= $3 and (reason = any($4::text[]) or facts ? 'outcome') order by seq`,
    [callout, copiedSeq, seq, followedReasons],
  )
  return rows
}

type Called = { readonly head: Head; readonly plan: Plan }

const calledOf = async (client: pg.PoolClient, callout: string): Promise<Called> => {
  const { rows } = await client.query<Called>(
    `select c.head, p.body as plan from callout c join plan p on p.space_id = c.space_id and p.hash = c.plan_hash
     where c.id = $1`,
    [callout],
  )
  return rows[0] as Called
}

const copyInto = async (open: OpenIncident, callout: CalloutId, newId: () => string): Promise<void> => {
  const { client } = open
  // Read again under the incident's lock: whoever else copies has finished.
  const link = await linkOf(client, callout)
  if (link === null || link.seq <= link.copiedSeq) return
  const { head, plan } = await calledOf(client, callout)
  const { destinations } = plan
  const lines = await newLines(client, callout, link)
  const told = follow(lines, { callout, destinations, acknowledgedBy: head.acknowledgedBy })
  for (const { entry, atMs, by } of told) {
    tell(open, entry, { atMs, by })
    if (takes(entry) && by?.userId) await joinIncident(open, { id: newId(), userId: by.userId, name: by.name })
  }
  const taken = takenBy(told)
  const state = taken === null ? null : take(stateOf(open.row), taken)
  if (state !== null) setState(open, state)
  await client.query('update incident_callout set copied_seq = $2, done = $3 where callout_id = $1', [
    callout,
    link.seq,
    head.outcome !== null && head.seq === link.seq,
  ])
}

const takes = (entry: Entry): boolean => entry.kind === 'response' && entry.response === 'taken'

export type OpenLink = { readonly callout: CalloutId; readonly spaceId: string }

export const createIncidentCallouts = (deps: IncidentDeps) => ({
  /** The notice's callout is started, and the notice is wanted no more. @errors incident.not_found */
  noticeStarted: (where: Where, incidentId: string, notice: { readonly id: string } & StartedCallout): Promise<void> =>
    work(deps, { where, ref: incidentId, by: null }, async (open) => {
      if (await settleNotice(open, notice.id)) await linkCallout(open, notice)
    }),
  /** The notice's callout cannot be started, now or ever. @errors incident.not_found */
  noticeRefused: (where: Where, incidentId: string, notice: { id: string; code: string }): Promise<void> =>
    work(deps, { where, ref: incidentId, by: null }, async (open) => {
      if (await settleNotice(open, notice.id)) tell(open, { kind: 'callout_refused', why: 'notice', code: notice.code })
    }),
  /** Copies what a callout's history has new for its incident; answers whether more is to come. */
  copyCallout: async (spaceId: string, callout: CalloutId): Promise<boolean> => {
    const news = await deps.inSpace(spaceId, async (client) => {
      const link = await linkOf(client, callout)
      if (link === null || link.seq <= link.copiedSeq) return { link, any: false }
      return { link, any: (await newLines(client, callout, link)).length > 0 }
    })
    if (news.link === null) return false
    if (!news.any) return !news.link.done
    const at = { where: { spaceId, projectId: null }, ref: news.link.incidentId, by: null }
    await work(deps, at, (open) => copyInto(open, callout, () => deps.newId(open.nowMs)))
    return true
  },
  /** The running callouts of an incident that were started for this reason. */
  runningCallouts: (spaceId: string, incidentId: string, why: CalloutReason): Promise<readonly CalloutId[]> =>
    deps.inSpace(spaceId, async (client) => {
      const { rows } = await client.query<{ id: CalloutId }>(
        `select l.callout_id as id from incident_callout l join callout c on c.id = l.callout_id
         where l.incident_id = $1 and l.why = $2 and not l.done and c.outcome is null`,
        [incidentId, why],
      )
      return rows.map((row) => row.id)
    }),
})

const settleNotice = async ({ client }: OpenIncident, id: string): Promise<boolean> => {
  const { rowCount } = await client.query('update incident_notice set wanted = false where id = $1 and wanted', [id])
  return rowCount === 1
}

/** Links of every space whose callouts may still say something, page by page. */
export const openLinks = async (
  engine: pg.Pool,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<readonly OpenLink[]> => {
  const { rows } = await engine.query<OpenLink>(
    `select callout_id as callout, space_id as "spaceId" from incident_callout
     where not done and ($1::uuid is null or callout_id > $1) order by callout_id limit $2`,
    [after, limit],
  )
  return rows
}
