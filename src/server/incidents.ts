// Incidents as the ways in see them: the store, with notices to everybody on top. A notice is stored with its incident, in one
// transaction; its callout is started right after, or by whoever finds the notice still wanted.

import { recipients } from '#core/incident/notice'
import type { IncidentHint } from '#core/incident/records'
import type { IncidentsPort, NoticeOrder } from '#dialects/shared/incidents-port'
import { createLive, type Live } from '#http/live'
import type { ConfigStore } from '#store/config/store'
import { createHints, type Hint, type Hints, type HintsOptions } from '#store/hints'
import type { IncidentStore } from '#store/incident/store'

type Options = {
  readonly store: IncidentStore
  readonly projects: ConfigStore['incidentProjects']
  /** Starts the callout of a notice that was stored; what goes wrong here is made up for later. */
  readonly launch: (spaceId: string, noticeId: string) => Promise<void>
}

export const createIncidents = ({ store, projects, launch }: Options): IncidentsPort => {
  const addressed = async (spaceId: string, projectId: string, { text, call }: NoticeOrder) => {
    const to = recipients(await projects.members(spaceId, projectId), { call })
    return to.destinations.length === 0 ? null : { text, call, to }
  }
  return {
    ...store,
    project: projects.project,
    setSettings: projects.set,
    create: async ({ spaceId, project, by, notice, withoutDestination, ...rest }) => {
      const wanted = notice === null ? null : await addressed(spaceId, project.id, notice)
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
      const wanted = await addressed(spaceId, projectId, notice)
      if (wanted === null) return { ok: false, code: 'incident.nobody_to_notify' }
      const stored = await store.notify(at, wanted)
      await launch(spaceId, stored.id)
      return { ok: true, notice: stored }
    },
  }
}

export type LiveParts = { readonly live: Live; readonly hints: Hints; readonly changed: (hint: IncidentHint) => void }

/** Who looks at this server live, and the other processes whose changes they must hear of. */
export const createLiveParts = (options: Omit<HintsOptions, 'heard'>): LiveParts => {
  const live = createLive()
  const hints = createHints({ ...options, heard: live.publish })
  const changed = ({ incidentId, ...hint }: IncidentHint): void => {
    const told: Hint = { ...hint, kind: 'incident', id: incidentId }
    hints.publish(told)
  }
  return { live, hints, changed }
}
