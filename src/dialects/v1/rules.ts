// Routing rules over /v1, and the dry run: what would each rule do about this alert now, and by which policy.

import { byReference, pageAsked } from '#contract/objects'
import {
  matchInput,
  matchList,
  type RuleSample,
  type RuleShown,
  type RuleVerdict,
  rule,
  ruleInput,
  ruleList,
  ruleOrder,
  rulePage,
  rulePatch,
  rulesQuery,
} from '#contract/rules'
import type { Alert } from '#core/alert/alert'
import { scopeOf } from '#core/alert/incident-rule'
import { type Judged, judge } from '#core/alert/routing'
import type { RuleBody } from '#core/alert/rule'
import type { RuleRecord } from '#dialects/shared/alerts-port'
import { listed } from './listed.ts'
import type { V1Deps } from './ports.ts'
import { stamps } from './present.ts'
import { answer, body, nothing, route, type V1App } from './route.ts'
import { ifMatch, seenAt, versionOf } from './seen.ts'
import { given } from './users.ts'

const tags = ['rules']

const showRule = (record: RuleRecord): RuleShown => {
  const { id, key, name, position, policy, policyName, body: of } = record
  const { sources, hosts, services, groups, severities, conditions } = of.match
  const match = {
    sources: [...sources],
    hosts: [...hosts],
    services: [...services],
    groups: [...groups],
    severities: [...severities],
    conditions: [...conditions],
  }
  const { incident = null, recoveries = false } = of
  return { id, key, name, position, policy, policyName, ...of, match, recoveries, incident, ...stamps(record) }
}

const getRoute = route('rules:read', {
  method: 'get',
  path: '/v1/rules/{ref}',
  tags,
  summary: 'Read a rule',
  request: { params: byReference },
  responses: { 200: answer(rule, 'The rule.') },
})
const createRoute = route('rules:write', {
  method: 'post',
  path: '/v1/rules',
  tags,
  summary: 'Create a rule; it holds for what is told from now on',
  request: body(ruleInput),
  responses: { 201: answer(rule, 'The new rule.') },
})
const updateRoute = route('rules:write', {
  method: 'patch',
  path: '/v1/rules/{ref}',
  tags,
  summary: 'Change a rule; what is left out stays',
  request: { params: byReference, headers: ifMatch, ...body(rulePatch) },
  responses: { 200: answer(rule, 'The rule as it is now.') },
})
const removeRoute = route('rules:write', {
  method: 'delete',
  path: '/v1/rules/{ref}',
  tags,
  summary: 'Delete a rule; a callout it has begun goes on',
  request: { params: byReference },
  responses: { 204: nothing },
})
const orderRoute = route('rules:write', {
  method: 'put',
  path: '/v1/rules/order',
  tags,
  summary: 'Put the rules into another order: all of them, or none',
  request: body(ruleOrder),
  responses: { 200: answer(ruleList, 'All of them, in their new order.') },
})
const matchRoute = route('rules:read', {
  method: 'post',
  path: '/v1/rules/match',
  tags,
  summary: 'Say what each rule would do about an alert, or about a problem of this kind, without doing it',
  request: body(matchInput),
  responses: { 200: answer(matchList, 'In the order of the rules.') },
})

const list = (app: V1App, { alertRules }: Pick<V1Deps, 'alertRules'>): void =>
  listed(app, {
    needs: 'rules:read',
    path: '/v1/rules',
    tags,
    summary: 'List rules, in the order in which they are looked at',
    query: rulesQuery,
    page: rulePage,
    says: 'A page; all of them where no limit is named.',
    columns: [
      ['position', (one) => one.position],
      ['key', (one) => one.key],
      ['name', (one) => one.name],
      ['enabled', (one) => one.enabled],
      ['policy', (one) => one.policy],
      ['sources', (one) => one.match.sources],
      ['hosts', (one) => one.match.hosts],
      ['services', (one) => one.match.services],
      ['groups', (one) => one.match.groups],
      ['severities', (one) => one.match.severities],
      ['conditions', (one) => one.match.conditions],
      ['delaySeconds', (one) => one.delaySeconds],
      ['recoveries', (one) => one.recoveries],
      ['updatedAt', (one) => one.updatedAt],
      ['id', (one) => one.id],
    ],
    read: async (c, query) => {
      const { items, next } = await alertRules.page(c.get('principal').spaceId, pageAsked(query))
      return { items: items.map(showRule), next }
    },
  })

/** A problem that was just told of. */
const alertOf = ({ source: _source, ...facts }: RuleSample, nowMs: number): Alert => ({
  ...facts,
  summary: '',
  url: null,
  attempt: null,
  state: 'problem',
  sinceMs: nowMs,
  atMs: nowMs,
  notifications: 1,
  acknowledgedBy: null,
  acknowledgedAtMs: null,
  downtimeUntilMs: null,
  flapping: false,
  changesAtMs: [],
})

type Sample = Pick<Judged, 'alert' | 'source'> & { readonly id: string }

/** What each rule would do. */
const verdictsOf = async (
  rulesOf: Pick<V1Deps['alertRules'], 'list' | 'joinable'>,
  spaceId: string,
  { id, ...judged }: Sample & { readonly nowMs: number },
): Promise<RuleVerdict[]> => {
  const all = (await rulesOf.list(spaceId)).map((rule) => {
    const { incident = null, match } = rule.body
    const verdict = judge(rule.body, judged)
    const does = incident !== null && (verdict === 'calls' || verdict === 'waits')
    const scope = does ? scopeOf(incident.per, { id, alert: judged.alert }, match.groups) : null
    return { rule, verdict, scope }
  })
  const places = all.flatMap(({ rule, scope }) => (scope === null ? [] : [{ ruleId: rule.id, scope }]))
  const joined = places.length === 0 ? new Map<string, number>() : await rulesOf.joinable(spaceId, places)
  return all.map(({ rule: { id: ruleId, key: rule, name: ruleName, policy, policyName }, verdict, scope }) => {
    const number = joined.get(`${ruleId} ${scope ?? ''}`) ?? null
    const incident = scope === null ? null : { does: number === null ? ('opens' as const) : ('joins' as const), number }
    return { rule, ruleName, policy, policyName, verdict, incident }
  })
}

type Asked = { readonly alert?: string | undefined; readonly sample?: RuleSample | undefined }

/** @errors alert.not_found */
const judgedOf = async (
  { alerts, nowMs }: Pick<V1Deps, 'alerts' | 'nowMs'>,
  spaceId: string,
  { alert = '', sample }: Asked,
): Promise<Sample> => {
  if (sample !== undefined) return { id: 'sample', alert: alertOf(sample, nowMs()), source: sample.source ?? '' }
  const { body: of, source } = (await alerts.get(spaceId, alert)).alert
  return { id: alert, alert: of, source }
}

export const ruleRoutes = (app: V1App, { alertRules, alerts, nowMs }: V1Deps): void => {
  list(app, { alertRules })
  app.openapi(getRoute, async (c) => {
    const found = await alertRules.get(c.get('principal').spaceId, c.req.valid('param').ref)
    return c.json(showRule(found), 200, versionOf(found))
  })
  app.openapi(createRoute, async (c) => {
    const { key, name, position, policy, ...of } = c.req.valid('json')
    const created = await alertRules.create(c.get('principal').spaceId, { key, name, position, policy, body: of })
    return c.json(showRule(created), 201, { Location: `/v1/rules/${created.id}` })
  })
  app.openapi(updateRoute, async (c) => {
    const { key, name, position, policy, ...of } = c.req.valid('json')
    const seenAtMs = seenAt(c.req.valid('header'))
    const patch = { ...given({ key, name, position, policy }), body: given(of) satisfies Partial<RuleBody>, seenAtMs }
    const updated = await alertRules.update(c.get('principal').spaceId, c.req.valid('param').ref, patch)
    return c.json(showRule(updated), 200, versionOf(updated))
  })
  app.openapi(orderRoute, async (c) => {
    const items = await alertRules.order(c.get('principal').spaceId, c.req.valid('json').rules)
    return c.json({ items: items.map(showRule) }, 200)
  })
  app.openapi(removeRoute, async (c) => {
    await alertRules.remove(c.get('principal').spaceId, c.req.valid('param').ref)
    return c.body(null, 204)
  })
  app.openapi(matchRoute, async (c) => {
    const { spaceId } = c.get('principal')
    const { alert, sample } = c.req.valid('json')
    const judged = { ...(await judgedOf({ alerts, nowMs }, spaceId, { alert, sample })), nowMs: nowMs() }
    return c.json({ items: await verdictsOf(alertRules, spaceId, judged) }, 200)
  })
}
