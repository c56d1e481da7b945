// Carries runs through: starts the callout a run wants, ends it when nothing of it needs anybody, and closes the run when the
// callout has ended. Each step can be taken again, by anybody, after a crash anywhere: an idempotency key makes two starts one.

import { takenByButtons, takesAlert } from '#core/alert/taken'
import { keepsCalling } from '#core/alert/telling'
import type { Actor, Head } from '#core/callout/state'
import type { CalloutId } from '#core/ids'
import type { Plan } from '#core/plan/plan'
import type { Starter, StartOrder } from '#dialects/shared/starter'
import type { Engine } from '#engine/engine'
import type { EngineLog } from '#engine/ports'
import { type Member, type Run, startKey } from '#store/alert/runs'
import type { ConfigStore } from '#store/config/store'
import { alertsText } from '#words/alerts'
import { sourceOfRun } from './causes.ts'

type Callout = {
  readonly head: Head
  readonly plan: Plan
  /** When the newest message was sent that somebody took it by; null: none was. */
  readonly answeredMessageAtMs: number | null
}
type Found = { readonly run: Run }
type Whole = Found & { readonly members: readonly Member[] }

export type AlertStartsOptions = {
  readonly runs: ConfigStore['alertRuns']
  readonly alerts: Pick<ConfigStore['alerts'], 'acknowledge'>
  readonly lastBegunAtMs: (spaceId: string, calloutId: string) => Promise<number | null>
  readonly callout: (spaceId: string, calloutId: string) => Promise<Callout | null>
  /** Of a callout and what it went on as: those that run, or come back unless they are resolved. */
  readonly unresolved: (spaceId: string, calloutId: string) => Promise<readonly string[]>
  /** Does once more what keys of its calls have asked for, where a process died before it was done. */
  readonly finishKeys: (spaceId: string, run: { readonly id: string; readonly calloutId: string }) => Promise<void>
  readonly starter: Pick<Starter, 'start'>
  readonly engine: Pick<Engine, 'recovered' | 'inDowntime' | 'acknowledge'>
  /** Of the texts in lists; what a person hears is in the person's own. */
  readonly language: 'ja' | 'en'
  readonly nowMs: () => number
  readonly log: EngineLog
}

export type AlertStarts = ReturnType<typeof createAlertStarts>

/** Who has all of it; null when it went away by itself. */
const takenBy = (members: readonly Member[]): string | null =>
  members.map(({ body }) => body.acknowledgedBy).find((by) => by !== null) ?? null

const takenIn = (members: readonly Member[], by: Actor): readonly string[] =>
  members.flatMap(({ alertId, heardAtMs }) => (takesAlert(by, heardAtMs !== null) ? [alertId] : []))

const orderFor = ({ id, spaceId, policyId }: Run, text: string): StartOrder => ({
  spaceId,
  projectId: null,
  policy: { ref: policyId },
  template: null,
  cause: { kind: 'live', source: sourceOfRun(id), text },
  parameters: {},
  // Nobody is there to be told what is missing; a message with a gap is better than none.
  missingParameters: 'say_nothing',
  priority: null,
  createdBy: 'alerts',
  idempotency: { key: startKey(id), fingerprint: id },
})

/** What the people of a callout that ended took, as they took it. */
const takeOver = async (
  { runs, alerts, finishKeys }: AlertStartsOptions,
  { run }: Found,
  { head, plan, answeredMessageAtMs }: Callout,
): Promise<void> => {
  const { spaceId, id, calloutId } = run
  if (plan.buttons !== undefined && calloutId !== null) await finishKeys(spaceId, { id, calloutId })
  const { outcome, acknowledgedBy: by } = head
  if (outcome !== 'acknowledged' || by === null || takenByButtons(head, plan) !== null) return
  // Of a message only its sending is known, and that a person answered to it.
  if (answeredMessageAtMs !== null) await runs.heardBy(spaceId, id, answeredMessageAtMs)
  const members = (await runs.get(spaceId, id))?.members ?? []
  await alerts.acknowledge(spaceId, takenIn(members, by), by)
}

export const createAlertStarts = (options: AlertStartsOptions) => {
  const { runs, starter, engine, language, nowMs, log } = options

  /** Starts the callout of a run. */
  const launch = async (spaceId: string, runId: string): Promise<void> => {
    if (await runs.dropped(spaceId, runId)) return
    const found = await runs.get(spaceId, runId)
    if (found?.run.state !== 'wanted') return
    const text = alertsText(
      found.members.map(({ body }) => body),
      language,
    )
    const started = await starter.start(orderFor(found.run, text))
    if (started.ok) {
      // Everything recovered while it was being started: the callout has nothing to tell.
      if (!(await runs.started(spaceId, runId, started.id))) await engine.recovered(started.id as CalloutId)
      else if (started.outcome !== null) await settle(spaceId, runId)
      return
    }
    log.warn({ spaceId, runId, code: started.code, detail: started.detail }, 'a callout about alerts was refused')
    await runs.refused(spaceId, runId, `${started.code}: ${started.detail}`)
  }

  /** What somebody took recovered: it does not come back, and what came back of it ends. */
  const recoveredSince = async ({ run: { spaceId, calloutId }, members }: Whole): Promise<void> => {
    if (calloutId === null || members.some(({ body }) => body.state !== 'recovered')) return
    for (const id of await options.unresolved(spaceId, calloutId)) await engine.recovered(id as CalloutId)
  }

  /** Ends the callout of a run that has nothing left which needs somebody. */
  const rest = async (spaceId: string, runId: string): Promise<void> => {
    const found = await runs.get(spaceId, runId)
    if (found?.run.state === 'over') return recoveredSince(found)
    if (found === null || found.run.state !== 'live' || found.run.calloutId === null) return
    const now = nowMs()
    if (found.members.some((one) => keepsCalling(one, now))) return
    const calloutId = found.run.calloutId as CalloutId
    const name = takenBy(found.members)
    if (name !== null) await engine.acknowledge(calloutId, { userId: null, name, via: 'system' })
    else if (found.members.every(({ body }) => body.state === 'problem')) await engine.inDowntime(calloutId)
    else await engine.recovered(calloutId)
  }

  /** Closes a run whose callout has ended, and starts what it leaves. */
  const settle = async (spaceId: string, runId: string): Promise<void> => {
    const found = await runs.get(spaceId, runId)
    if (found === null || found.run.state !== 'live' || found.run.calloutId === null) return
    const { calloutId } = found.run
    const callout = await options.callout(spaceId, calloutId)
    if (callout === null || callout.head.outcome === null) return
    await takeOver(options, found, callout)
    const { outcome } = callout.head
    const byButtons = takenByButtons(callout.head, callout.plan)
    const lastBegunAtMs = await options.lastBegunAtMs(spaceId, calloutId)
    const next = await runs.ended(spaceId, runId, { calloutId, outcome, lastBegunAtMs, byButtons })
    if (next !== null) await launch(spaceId, next)
  }

  return { launch, rest, settle }
}
