// What a preview is about where it is about alerts: given ones, samples, or the problems of now; and of those what a routing rule calls
// about, after its delay. A rule that would call nobody is refused: there would be no callout to show.

import { AppError } from '#contract/errors'
import type { PreviewAlert, PreviewInput } from '#contract/previews'
import type { Alert } from '#core/alert/alert'
import { concerns } from '#core/alert/router'
import { judge, type RuleVerdict, waitMs } from '#core/alert/routing'
import { alertTextOn } from '#core/plan/alert-text'
import type { Destination, Plan } from '#core/plan/plan'
import type { RehearsedAlert } from '#core/preview/teller'
import type { RuleRecord } from '#dialects/shared/alerts-port'
import { may, type Principal } from '#http/port'
import { sampleAlerts } from '#words/alert-forms'
import { alertsText } from '#words/alerts'
import type { V1Deps } from './ports.ts'

/** `waitMs`: how long the alerts last before the callout begins. */
export type About = {
  readonly alerts: readonly RehearsedAlert[]
  readonly waitMs: number
  /** By whose rule; null: by nobody's. */
  readonly rule: Pick<RuleRecord, 'policy'> | null
}

type Known = { readonly source: string; readonly alert: Alert }
type Deps = Pick<V1Deps, 'alerts' | 'alertRules' | 'nowMs'>
type Asked = { readonly principal: Principal; readonly input: Pick<PreviewInput, 'alerts' | 'rule'> }

const CURRENT_MAX = 200

/** The problems there are now, the newest first. @errors auth.scope_missing */
export const currentProblems = async (
  { alerts }: Pick<V1Deps, 'alerts'>,
  principal: Principal,
): Promise<readonly Known[]> => {
  if (!may(principal, 'alerts:read')) throw new AppError('auth.scope_missing', { detail: 'alerts:read' })
  const page = { limit: CURRENT_MAX, cursor: null }
  const { items } = await alerts.list(principal.spaceId, page, {
    state: 'problem',
    source: null,
    severity: null,
    acknowledged: null,
    unmatched: false,
  })
  return items.map(({ source, body }) => ({ source, alert: body }))
}

/** One that was told as often as a rule asks for. */
const imagined = ({ source, recovered, ...facts }: PreviewAlert, from: number, nowMs: number): Known => ({
  source: source ?? '',
  alert: {
    ...facts,
    url: null,
    hard: true,
    attempt: null,
    state: recovered ? 'recovered' : 'problem',
    sinceMs: nowMs,
    atMs: nowMs,
    notifications: recovered ? 0 : from,
    acknowledgedBy: null,
    acknowledgedAtMs: null,
    downtimeUntilMs: null,
    flapping: false,
    changesAtMs: [],
  },
})

const refused = (verdict: RuleVerdict): AppError =>
  new AppError('rule.calls_nobody', { detail: verdict, field: 'rule' })

/** @errors rule.not_found, auth.scope_missing */
const ruleOf = async ({ alertRules }: Deps, { principal, input }: Asked): Promise<RuleRecord | null> => {
  if (input.rule === undefined) return null
  if (!may(principal, 'rules:read')) throw new AppError('auth.scope_missing', { detail: 'rules:read' })
  return alertRules.get(principal.spaceId, input.rule)
}

/** What the rule calls about, with what it is about and recovered meanwhile. @errors rule.calls_nobody */
const calledAbout = (rule: RuleRecord, known: readonly Known[], nowMs: number): About => {
  const judged = known.map((one) => ({ ...one, verdict: judge(rule.body, { ...one, nowMs }) }))
  const calling = judged.filter(({ verdict }) => verdict === 'calls' || verdict === 'waits')
  if (calling.length === 0) throw refused(judged[0]?.verdict ?? 'not_matched')
  const told = judged.filter(
    (one) => calling.includes(one) || (one.alert.state === 'recovered' && concerns(rule.body, one.alert, one.source)),
  )
  const waits = calling.map(({ alert }) => waitMs(rule.body, alert))
  return { alerts: told.map(({ alert }) => alert), waitMs: Math.min(...waits), rule }
}

/** Taken to be what the rule is about, whatever that is. @errors rule.calls_nobody */
const samples = (rule: RuleRecord | null): About => {
  if (rule?.body.enabled === false) throw refused('disabled')
  return { alerts: sampleAlerts, waitMs: (rule?.body.delaySeconds ?? 0) * 1_000, rule }
}

/**
 * Returns what a preview is about; null: a text.
 * @errors rule.not_found, rule.calls_nobody, auth.scope_missing
 */
export const aboutOf = async (deps: Deps, asked: Asked): Promise<About | null> => {
  const rule = await ruleOf(deps, asked)
  const { alerts } = asked.input
  if (alerts === undefined && rule === null) return null
  if (alerts === undefined || alerts === 'sample') return samples(rule)
  const nowMs = deps.nowMs()
  const known =
    alerts === 'current'
      ? await currentProblems(deps, asked.principal)
      : alerts.map((one) => imagined(one, rule?.body.from ?? 1, nowMs))
  return rule === null ? { alerts: known.map(({ alert }) => alert), waitMs: 0, rule } : calledAbout(rule, known, nowMs)
}

/** What is said of alerts to somebody who does not converse. */
export const alertsSaid = (
  plan: Plan,
  { channel, language }: Pick<Destination, 'channel' | 'language'>,
  alerts: readonly RehearsedAlert[],
): string => {
  const told = alertTextOn(plan, channel)
  if (told !== undefined && 'text' in told) return told.text
  return alertsText(alerts, language, { form: told?.form, phrases: plan.template.alerts?.[language] })
}
