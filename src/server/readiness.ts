// Who can be reached now: what is set up, what keeps people from being contacted, and what became of the last attempts, put together
// for core to judge. Read anew whenever it is asked for; nothing of it is kept.

import { isSought } from '#contract/objects'
import { isOn, type Pause } from '#core/callout/pause'
import type { QuietPeople } from '#core/callout/quiet'
import type { SpaceId } from '#core/ids'
import { wrongAddress } from '#core/plan/address'
import { channelOfKind } from '#core/plan/connection-kinds'
import { withOnDuty } from '#core/plan/on-call'
import type { Channel, Plan } from '#core/plan/plan'
import {
  isQuietAllDay,
  type MethodFacts,
  type Readiness,
  type ReadinessProblem,
  type ReadinessState,
  readinessOf,
  stateOf,
} from '#core/readiness'
import type { NumberPort } from '#dialects/v1/number-ports'
import type { PersonReadiness, PolicyReadiness, ReadinessFilter, ReadinessPort } from '#dialects/v1/readiness-ports'
import type { ConfigStore } from '#store/config/store'

type Config = Pick<
  ConfigStore,
  'users' | 'connections' | 'policies' | 'plans' | 'dutyReader' | 'holdReader' | 'readinessFacts'
>
export type ReadinessDeps = {
  readonly config: Config
  readonly numbers: NumberPort
  readonly nowMs: () => number
}

type User = Awaited<ReturnType<Config['users']['get']>>
type Connection = Awaited<ReturnType<Config['connections']['get']>>
type Tried = Awaited<ReturnType<Config['readinessFacts']['tried']>>

const PAGE = 200

const allOf = async <Item>(
  list: (page: { limit: number; cursor: string | null }) => Promise<{ items: readonly Item[]; next: string | null }>,
): Promise<readonly Item[]> => {
  const found: Item[] = []
  let cursor: string | null = null
  do {
    const page: { items: readonly Item[]; next: string | null } = await list({ limit: PAGE, cursor })
    found.push(...page.items)
    cursor = page.next
  } while (cursor !== null)
  return found
}

/** What is the same for everybody in a space at this instant. */
type Around = {
  readonly connections: ReadonlyMap<Channel, readonly Connection[]>
  readonly pauses: readonly Pause[]
  readonly quiet: QuietPeople
  readonly skipsUnverified: boolean
  readonly simulated: boolean
  readonly nowMs: number
}

const aroundOf = async ({ config, nowMs }: ReadinessDeps, spaceId: string): Promise<Around> => {
  const connections = new Map<Channel, Connection[]>()
  const found = await allOf((page) => config.connections.list(spaceId, page))
  for (const one of found) {
    const channel = (channelOfKind as Readonly<Record<string, Channel>>)[one.kind]
    if (channel !== undefined) connections.set(channel, [...(connections.get(channel) ?? []), one])
  }
  const { pauses, quiet, unverified } = await config.holdReader.read(spaceId as SpaceId)
  const simulated = await config.connections.hasSimulated(spaceId)
  return { connections, pauses, quiet, skipsUnverified: unverified !== undefined, simulated, nowMs: nowMs() }
}

const works = ({ health }: Connection): boolean => health?.state !== 'open'

type Method = User['methods'][number]

/** Phones go by whichever account there is; the rest by the one that is named, or the first, or what stands in for it. */
const connectionState = ({ connections }: Around, { channel, connection }: Method): MethodFacts['connection'] => {
  const fitting = connections.get(channel) ?? []
  const named = connection == null ? fitting[0] : fitting.find(({ key }) => key === connection)
  if (named === undefined) return 'missing'
  const others = channel === 'phone' ? fitting : fitting.filter(({ key }) => named.standIns.includes(key))
  return [named, ...others].some(works) ? 'works' : 'failing'
}

/** Of what came back: the person did nothing wrong by not answering. */
const failures: ReadonlySet<string> = new Set(['failed', 'refused', 'lost'])

const isValid = ({ numbers }: ReadinessDeps, { simulated }: Around, { channel, address }: Method): boolean =>
  channel === 'phone' || channel === 'sms'
    ? numbers.parse(address, { use: channel, simulated }).ok
    : wrongAddress(channel, address) === null

type Asked = ReadonlySet<string> | null

const factsOf = (deps: ReadinessDeps, around: Around, seen: { user: User; tried: Tried; asked: Asked }) => {
  const { user, tried, asked } = seen
  const on = around.pauses.filter((pause) => pause.match === null && isOn(pause, around.nowMs))
  const paused = (scope: Pause['scope'], of: string) => on.some((one) => one.scope === scope && one.of === of)
  const methodFacts = (method: Method): MethodFacts => {
    const last = tried.get(method.address)
    const { state } = method.verification
    return {
      verified: state === 'verified' || state === 'vouched',
      valid: isValid(deps, around, method),
      connection: connectionState(around, method),
      channelPaused: paused('channel', method.channel),
      optedOut: method.optedOutAtMs !== undefined,
      gone: method.goneAtMs !== undefined,
      triedAtMs: last?.triedAtMs ?? null,
      failed: (last?.results ?? []).map((result) => failures.has(result)),
      asked: asked === null || asked.has(method.id),
    }
  }
  return {
    paused: paused('user', user.id),
    quietAllDay: isQuietAllDay(around.quiet, user.id, around.nowMs),
    methods: user.methods.map(methodFacts),
  }
}

/** Whom a policy contacts, and by which of their methods; on duty is whoever is so now. */
type Whom = { readonly ok: boolean; readonly methods: ReadonlyMap<string, ReadonlySet<string>> }

const dutyIn = async ({ config, nowMs }: ReadinessDeps, spaceId: string, plan: Plan) => {
  const refs = plan.steps.flatMap(({ onCall = [] }) => onCall)
  const found = refs.length === 0 ? [] : await config.dutyReader.read(spaceId as SpaceId, refs, nowMs())
  const { destinations } = withOnDuty(plan, found).plan
  return { destinations, onDuty: found.flatMap(({ duties }) => duties.map(({ person }) => person.id as string)) }
}

const whomIn = async (deps: ReadinessDeps, spaceId: string, policy: string): Promise<Whom> => {
  const bundle = await deps.config.plans.compose(spaceId, { policy: { ref: policy }, template: null })
  const methods = new Map<string, Set<string>>()
  const add = (userId: string, methodId?: string | null): void => {
    const known = methods.get(userId) ?? new Set()
    if (methodId != null) known.add(methodId)
    methods.set(userId, known)
  }
  const plan = bundle.ok ? bundle.plans[0]?.plan : undefined
  if (plan !== undefined) {
    const { destinations, onDuty } = await dutyIn(deps, spaceId, plan)
    for (const userId of onDuty) add(userId)
    for (const { userId, methodId } of destinations) if (userId !== null) add(userId, methodId)
  }
  // Those who have nothing that was asked for are in no plan.
  for (const { code, user } of bundle.findings) if (code === 'policy.method_unknown' && user !== null) add(user)
  return { ok: bundle.ok, methods }
}

const isAbout = ({ state, problem }: ReadinessFilter, { readiness, state: own }: PersonReadiness): boolean => {
  const all = [...readiness.problems, ...readiness.methods.flatMap(({ problems }) => problems)]
  return (state === null || state === own) && (problem === null || all.includes(problem))
}

type Judge = (users: readonly User[], askedOf: (user: User) => Asked) => Promise<readonly PersonReadiness[]>

const judging = (deps: ReadinessDeps, spaceId: string, around: Around): Judge => {
  const { skipsUnverified, nowMs } = around
  return async (users, askedOf) => {
    const addresses = users.flatMap(({ methods }) => methods.map(({ address }) => address))
    const tried = await deps.config.readinessFacts.tried(spaceId, addresses)
    return users.map((user): PersonReadiness => {
      const facts = factsOf(deps, around, { user, tried, asked: askedOf(user) })
      const readiness: Readiness = readinessOf(facts, { skipsUnverified, nowMs })
      const state: ReadinessState = stateOf(readiness)
      return { user, readiness, state, triedAtMs: facts.methods.map(({ triedAtMs }) => triedAtMs) }
    })
  }
}

const askedIn =
  ({ methods }: Whom) =>
  ({ id, key }: User): Asked =>
    methods.get(id) ?? methods.get(key) ?? null

const ofPolicy = async (
  deps: ReadinessDeps,
  spaceId: string,
  filter: ReadinessFilter & { readonly policy: string },
) => {
  await deps.config.policies.get(spaceId, filter.policy)
  const whom = await whomIn(deps, spaceId, filter.policy)
  const users = (await deps.config.users.among(spaceId, [...whom.methods.keys()])).filter(isSought(filter.search ?? ''))
  const judge = judging(deps, spaceId, await aroundOf(deps, spaceId))
  return (await judge(users, askedIn(whom))).filter((one) => isAbout(filter, one))
}

const list = (deps: ReadinessDeps): ReadinessPort['list'] => {
  return async (spaceId, { limit, cursor }, filter) => {
    const found: PersonReadiness[] = []
    const page = () => {
      const items = found.slice(0, limit)
      return { items, next: found.length > limit ? (items.at(-1)?.user.key ?? null) : null }
    }
    const { policy } = filter
    if (policy !== null) {
      const all = await ofPolicy(deps, spaceId, { ...filter, policy })
      found.push(...all.filter(({ user }) => cursor === null || user.key > cursor))
      return page()
    }
    const judge = judging(deps, spaceId, await aroundOf(deps, spaceId))
    let from: string | null = cursor
    do {
      const { items, next }: Awaited<ReturnType<Config['users']['list']>> = await deps.config.users.list(spaceId, {
        limit: PAGE,
        cursor: from,
        search: filter.search,
      })
      found.push(...(await judge(items, () => null)).filter((one) => isAbout(filter, one)))
      from = next
    } while (from !== null && found.length <= limit)
    return page()
  }
}

const problemsOf = ({ readiness }: PersonReadiness): readonly ReadinessProblem[] => {
  const { problems, methods } = readiness
  return [...new Set([...problems, ...methods.flatMap((one) => (one.usable ? [] : one.problems))])]
}

const policies = (deps: ReadinessDeps): ReadinessPort['policies'] => {
  return async (spaceId) => {
    const stored = await allOf((page) => deps.config.policies.list(spaceId, page))
    const whoms = new Map<(typeof stored)[number], Whom>()
    for (const one of stored) whoms.set(one, await whomIn(deps, spaceId, one.id))
    const refs = [...new Set([...whoms.values()].flatMap(({ methods }) => [...methods.keys()]))]
    const users = await deps.config.users.among(spaceId, refs)
    const judge = judging(deps, spaceId, await aroundOf(deps, spaceId))
    const found: PolicyReadiness[] = []
    for (const [{ id, key, name }, whom] of whoms) {
      const own = users.filter((user) => whom.methods.has(user.id) || whom.methods.has(user.key))
      const judged = await judge(own, askedIn(whom))
      const unreachable = judged.filter(({ state }) => state === 'unreachable')
      if (unreachable.length === 0 && whom.ok) continue
      const nobody = unreachable.length === judged.length
      const people = unreachable.map((one) => ({ user: one.user, problems: problemsOf(one) }))
      found.push({ policy: { id, key, name }, nobody, people })
    }
    return { checked: stored.length, items: found }
  }
}

export const createReadiness = (deps: ReadinessDeps): ReadinessPort => ({
  list: list(deps),
  policies: policies(deps),
})
