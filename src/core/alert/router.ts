// Which rules an alert matches. In a storm every alert meets every rule: what rules are compared by is worked out once, and those that
// name their hosts are not searched.

import type { Alert } from './alert.ts'
import { matchesPattern, nameOf, type Pattern, patternOf } from './glob.ts'
import type { RuleBody, RuleMatch } from './rule.ts'

/** What an alert is compared by. */
type Names = {
  readonly source: string
  readonly host: readonly string[]
  readonly service: readonly string[]
  readonly groups: readonly string[]
}
type Patterns = Readonly<Record<'hosts' | 'services' | 'groups', readonly Pattern[]>>

const nameIn = (name: string | null): readonly string[] => (name === null ? [] : [nameOf(name)])

const namesIn = ({ host, service, groups }: Alert, source: string): Names => ({
  source,
  host: nameIn(host),
  service: nameIn(service),
  groups: groups.map(nameOf),
})

const patternsIn = ({ hosts, services, groups }: RuleMatch): Patterns => ({
  hosts: hosts.map(patternOf),
  services: services.map(patternOf),
  groups: groups.map(patternOf),
})

const anyOf = (patterns: readonly Pattern[], names: readonly string[]): boolean =>
  patterns.length === 0 || patterns.some((pattern) => names.some((name) => matchesPattern(pattern, name)))

/** Whether a rule is about an object, whatever is wrong with it. */
const isAbout = ({ sources }: RuleMatch, { hosts, services, groups }: Patterns, names: Names): boolean =>
  (sources.length === 0 || sources.includes(names.source)) &&
  anyOf(hosts, names.host) &&
  anyOf(services, names.service) &&
  anyOf(groups, names.groups)

/** Whether what is wrong with it is what a rule asks for. */
const asksFor = ({ severities, conditions }: RuleMatch, { severity, condition }: Alert): boolean =>
  (severities.length === 0 || severities.includes(severity)) &&
  (conditions.length === 0 || conditions.some((one) => one.toLowerCase() === condition.toLowerCase()))

type Ruled = { readonly body: RuleBody }

/** The rules of a space, found by what an alert is about. Each answers in the order of the rules. */
export type Router<Rule extends Ruled> = {
  readonly rules: readonly Rule[]
  /** Those that are about this alert, in whatever state it is. */
  readonly concerned: (alert: Alert, source: string) => readonly Rule[]
  /** Those that have people told that it recovered. The words of its problem do not hold any more, and are not asked for. */
  readonly tellingRecovery: (alert: Alert, source: string) => readonly Rule[]
}

const addTo = <Value>(lists: Map<string, Value[]>, key: string, value: Value): void => {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}

type Placed<Rule> = {
  readonly rule: Rule
  readonly match: RuleMatch
  readonly patterns: Patterns
  readonly place: number
}

export const routerOf = <Rule extends Ruled>(rules: readonly Rule[]): Router<Rule> => {
  const byHost = new Map<string, Placed<Rule>[]>()
  const others: Placed<Rule>[] = []
  for (const [place, rule] of rules.entries()) {
    const { enabled, match } = rule.body
    if (!enabled) continue
    const placed = { rule, match, place, patterns: patternsIn(match) }
    const { hosts } = placed.patterns
    if (hosts.length === 0 || hosts.some(({ wild }) => wild !== null)) others.push(placed)
    else for (const { begins } of hosts) addTo(byHost, begins, placed)
  }
  const about = (alert: Alert, source: string): readonly Placed<Rule>[] => {
    const names = namesIn(alert, source)
    const named = names.host.flatMap((host) => byHost.get(host) ?? [])
    return [...new Set([...named, ...others])]
      .filter(({ match, patterns }) => isAbout(match, patterns, names))
      .toSorted((one, other) => one.place - other.place)
  }
  return {
    rules,
    concerned: (alert, source) =>
      about(alert, source).flatMap(({ rule, match }) => (asksFor(match, alert) ? [rule] : [])),
    tellingRecovery: (alert, source) =>
      alert.state === 'recovered'
        ? about(alert, source).flatMap(({ rule }) => (rule.body.recoveries === true ? [rule] : []))
        : [],
  }
}

/** Whether one rule is about this alert, in whatever state it is. */
export const concerns = (rule: RuleBody, alert: Alert, source: string): boolean =>
  routerOf([{ body: rule }]).concerned(alert, source).length > 0
