// Incidents as the ways in see them: the store, with notices to everybody on top. A notice is stored with its incident, in one
// transaction; its callout is started right after, or by whoever finds the notice still wanted.

import type { CalloutId } from '#core/ids'
import type { IncidentActor } from '#core/incident/incident'
import { recipients } from '#core/incident/notice'
import type { IncidentHint } from '#core/incident/records'
import type { At, IncidentsPort, NoticeOrder, ProjectFacts } from '#dialects/shared/incidents-port'
import { createLive, type Live } from '#http/live'
import type { ConfigStore } from '#store/config/store'
import { createHints, type Hints, type HintsOptions } from '#store/hints'
import type { IncidentStore } from '#store/incident/store'

type Options = {
  readonly store: IncidentStore
  readonly projects: ConfigStore['incidentProjects']
  /** Starts the callout of a notice that was stored; what goes wrong here is made up for later. */
  readonly launch: (spaceId: string, noticeId: string) => Promise<void>
  /** Ends a callout that has lost its purpose. */
  readonly cancel: (callout: CalloutId, by: IncidentActor) => Promise<unknown>
}

export const createIncidents = ({ store, projects, launch, cancel }: Options): IncidentsPort => {
  /** Phones count only where one could be called. */
  const addressed = async (spaceId: string, { id, callsPhones }: ProjectFacts, notice: NoticeOrder) => {
    const { text, call, methods } = notice
    const to = recipients(await projects.members(spaceId, id), { call: call && callsPhones, chosen: methods })
    return to.destinations.length === 0 ? null : { text, call, to }
  }
  /** Somebody has it: nobody is to be called any more because nobody had. */
  const endAlerts = async ({ where, ref, by }: At): Promise<void> => {
    const { id } = await store.find(where, ref)
    for (const callout of await store.runningCallouts(where.spaceId, id, 'forgotten')) await cancel(callout, by)
  }
  return {
    ...store,
    setStatus: async (at, to) => {
      const changed = await store.setStatus(at, to)
      if (changed && to !== 'open') await endAlerts(at)
      return changed
    },
    take: async (at) => {
      await store.take(at)
      await endAlerts(at)
    },
    project: projects.project,
    members: projects.members,
    setSettings: projects.set,
    create: async ({ spaceId, project, by, notice, withoutDestination, ...rest }) => {
      const wanted = notice === null ? null : await addressed(spaceId, project, notice)
      if (notice !== null && wanted === null && withoutDestination === 'refuse') {
        return { ok: false, code: 'incident.nobody_to_notify' }
      }
      const write = { ...rest, projectId: project.id, notice: wanted }
      const { detail, noticeId, replayed } = await store.create(spaceId, { write, by })
      if (noticeId !== null) await launch(spaceId, noticeId)
      return { ok: true, detail, replayed }
    },
    notify: async (at, notice) => {
      const { spaceId } = at.where
      const { projectId } = await store.find(at.where, at.ref)
      const wanted = await addressed(spaceId, await projects.project(spaceId, projectId), notice)
      if (wanted === null) return { ok: false, code: 'incident.nobody_to_notify' }
      const stored = await store.notify(at, wanted)
      await launch(spaceId, stored.id)
      return { ok: true, notice: stored }
    },
  }
}

export type LiveParts = {
  readonly live: Live
  readonly hints: Hints
  readonly changed: (hint: Omit<IncidentHint, 'alertAtMs' | 'told'>) => void
}

/** Who looks at this server live, and the other processes whose changes they must hear of. */
export const createLiveParts = (options: Omit<HintsOptions, 'heard'>): LiveParts => {
  const live = createLive()
  const hints = createHints({ ...options, heard: live.publish })
  return {
    live,
    hints,
    changed: ({ spaceId, projectId, incidentId, seq }) =>
      hints.publish({ spaceId, projectId, kind: 'incident', id: incidentId, seq }),
  }
}
