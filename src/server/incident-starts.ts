// Starts the callouts of incidents: of notices to everybody, and of the forgotten-incident alert. Each has an idempotency key of
// its own, so that whoever starts it again — after a crash, or beside another process — finds the same callout.

import type { CalloutId } from '#core/ids'
import { type NoticeDestination, recipients } from '#core/incident/notice'
import type { Language } from '#core/plan/plan'
import type { PolicyDraft } from '#core/plan/policy'
import type { Starter } from '#dialects/shared/starter'
import { ConfigRefusal } from '#store/config/context'
import type { ConfigStore } from '#store/config/store'
import type { AlertResult, DueIncident, ForgottenIncident } from '#store/incident/forgotten'
import type { WantedNotice } from '#store/incident/notices'
import type { IncidentStore } from '#store/incident/store'
import { forgottenText } from '#words/incidents'

export type IncidentStartsOptions = {
  readonly store: IncidentStore
  readonly projects: ConfigStore['incidentProjects']
  readonly starter: Starter
  readonly language: Language
  readonly nowMs: () => number
  readonly log: { warn(facts: Record<string, unknown>, message: string): void }
}

type Facts = Awaited<ReturnType<ConfigStore['incidentProjects']['project']>>
type Call = {
  readonly destinations: readonly NoticeDestination[]
  /** A notice is for everybody; an alert is over when somebody has taken the incident. */
  readonly stop: 'none' | 'first'
}

/** Nothing of the incident itself is in it: as long as the people stay the same, so does the plan. */
const draftOf = ({ key, settings, caller }: Facts, { destinations, stop }: Call): PolicyDraft => ({
  key: `notice.${key}`,
  name: '一斉通知',
  fields: {
    kind: 'reactio',
    stop,
    connection: caller?.connection ?? null,
    from: caller?.from ?? null,
    template: settings.notice.template,
    steps: [
      {
        destinations: destinations.map(({ user, channel, label }) => ({ user, channel, methodLabel: label })),
      },
    ],
  },
})

type Start = {
  readonly spaceId: string
  readonly projectId: string
  readonly incidentId: string
  readonly call: Call
  readonly text: string
  readonly createdBy: string
  /** Names this one start for ever. */
  readonly key: string
}

/** Words a template wants beyond the text are left out: a notice with a gap is better than none. */
const start = async ({ projects, starter }: IncidentStartsOptions, order: Start): Promise<AlertResult> => {
  const { spaceId, projectId, incidentId, call, text, createdBy, key } = order
  const started = await starter.start({
    spaceId,
    projectId,
    policy: { inline: draftOf(await projects.project(spaceId, projectId), call) },
    template: null,
    cause: { kind: 'text', text },
    parameters: {},
    missingParameters: 'say_nothing',
    priority: null,
    createdBy,
    idempotency: { key, fingerprint: incidentId },
    incidentId,
  })
  if (!started.ok) return { ok: false, code: started.code }
  return { ok: true, callout: started.id as CalloutId, phase: started.status }
}

/** What was taken away since (the project, its template) is a reason like any other, and no failure to try again and again. */
const orRefused = async (run: () => Promise<AlertResult>): Promise<AlertResult> => {
  try {
    return await run()
  } catch (error) {
    if (error instanceof ConfigRefusal) return { ok: false, code: error.code }
    throw error
  }
}

const launchWanted = async (options: IncidentStartsOptions, notice: WantedNotice): Promise<void> => {
  const { store, log } = options
  const { id, spaceId, incidentId, projectId, text, destinations, by: createdBy } = notice
  const where = { spaceId, projectId: null }
  const call: Call = { destinations, stop: 'none' }
  const key = `incident-notice:${id}`
  const order = { spaceId, projectId, incidentId, call, text, createdBy, key }
  const started = await orRefused(() => start(options, order))
  if (started.ok) return store.noticeStarted(where, incidentId, { id, ...started, why: 'notice' })
  log.warn({ spaceId, incidentId, code: started.code }, 'the callout of a notice cannot be started')
  return store.noticeRefused(where, incidentId, { id, code: started.code })
}

const MINUTE_MS = 60_000

const alert = async (
  options: IncidentStartsOptions,
  spaceId: string,
  { id, projectId, number, name, openSinceMs, occurrence }: ForgottenIncident,
): Promise<AlertResult> => {
  const { projects, nowMs, language } = options
  const { callsPhones } = await projects.project(spaceId, projectId)
  const { destinations } = recipients(await projects.members(spaceId, projectId), { call: callsPhones })
  if (destinations.length === 0) return { ok: false, code: 'incident.nobody_to_notify' }
  const minutes = Math.floor((nowMs() - openSinceMs) / MINUTE_MS)
  return start(options, {
    spaceId,
    projectId,
    incidentId: id,
    call: { destinations, stop: 'first' },
    text: forgottenText({ number, name, minutes }, language),
    createdBy: 'forgotten-incident alert',
    key: `incident-forgotten:${id}:${occurrence}`,
  })
}

export const createIncidentStarts = (options: IncidentStartsOptions) => ({
  launchWanted: (notice: WantedNotice): Promise<void> => launchWanted(options, notice),
  /** Right after a notice was stored. What fails here is made up for by those who look for wanted notices. */
  launch: async (spaceId: string, noticeId: string): Promise<void> => {
    try {
      const notice = await options.store.wantedNotice(spaceId, noticeId)
      if (notice !== null) await launchWanted(options, notice)
    } catch (error) {
      options.log.warn({ spaceId, noticeId, cause: String(error) }, 'a notice could not be started yet; it will be')
    }
  },
  /** Answers whether the alert was ours to raise. */
  raise: (due: DueIncident): Promise<boolean> =>
    options.store.raiseAlert(due, (incident) => orRefused(() => alert(options, due.spaceId, incident))),
})

export type IncidentStarts = ReturnType<typeof createIncidentStarts>
