// One transaction over existing callouts: lock them in id order, load what the events need, gate what wants to begin, decide,
// write everything, commit. The results are what the callers act on, and only after the commit.

import { admit } from '#core/callout/admit'
import { type Scope, scopeOf } from '#core/callout/decide'
import type { Event } from '#core/callout/event'
import { waitsToBegin } from '#core/callout/later'
import { suppressionAt } from '#core/callout/pause'
import { awaitsResolving } from '#core/callout/reminder'
import type { Attempt } from '#core/callout/state'
import { isHeldBack } from '#core/callout/transfer'
import type { Follow } from '#core/callout/work'
import { briefly } from '#core/cause'
import { groupBy } from '#core/group'
import type { CalloutId, PlanHash } from '#core/ids'
import type { Plan } from '#core/plan/plan'
import { connectionOf } from '#core/plan/way'
import type { Speech } from '#core/speech/speech'
import { type BirthTools, giveBirth, successor } from './birth.ts'
import type { Circuits } from './circuits.ts'
import { comeBack } from './come-back.ts'
import { addParts, type Columns, closeDraft, type Draft, decideInto, isChanged, openDraft } from './draft.ts'
import { admitted } from './first-gate.ts'
import { type Gate, openGate } from './gate.ts'
import { type Adopt, type Join, joins } from './join.ts'
import type {
  AttemptRow,
  CalloutRow,
  CauseOver,
  DutyReader,
  EngineTransaction,
  HoldReader,
  LoadedParts,
  LoadRequest,
  NewCallout,
  Teller,
} from './ports.ts'
import { reroute } from './reroute.ts'

/** An event on its way into a callout. `reserved`: the attempt has a line already. */
export type Incoming = { readonly calloutId: CalloutId; readonly event: Event; readonly reserved?: boolean }

export type TurnResult = {
  readonly row: CalloutRow
  readonly plan: Plan
  /** The event's attempt before and after, when it has one. */
  readonly before: AttemptRow | null
  readonly after: Attempt | null
  readonly answer: Speech | null
}

export type TurnOutcome = {
  /** In the order of the incoming events; null for a callout nobody knows. */
  readonly results: readonly (TurnResult | null)[]
  readonly attempts: readonly AttemptRow[]
  readonly rows: readonly CalloutRow[]
}

export type TurnTools = {
  readonly columns: Columns
  readonly planOf: (row: Pick<CalloutRow, 'spaceId' | 'planHash'>) => Promise<Plan>
  readonly newId: () => CalloutId
  readonly gate: Gate
  readonly join: Join
  readonly adopt: Adopt
  readonly duty: DutyReader
  /** Absent: nobody knows. */
  readonly causeOver?: CauseOver | undefined
  readonly holds: HoldReader
  readonly circuits: Circuits
  /** Absent: alerts are told as messages. */
  readonly teller?: Pick<Teller, 'queue'> | undefined
}

type Item = { readonly index: number; readonly incoming: Incoming }
type Job = { readonly draft: Draft; readonly items: Item[]; follow: Follow | null }

/** Events that wait for the timers of callouts this transaction has locked itself. */
export const dueEvents = (rows: readonly CalloutRow[]): readonly Incoming[] =>
  rows.map((row) => ({ calloutId: row.id, event: { type: 'TimerFired' } }))

type Work = {
  readonly rows: readonly CalloutRow[]
  readonly incoming: readonly Incoming[]
  /** Of the attempts that events name. */
  readonly parts?: ReadonlyMap<CalloutId | undefined, readonly { readonly part: LoadedParts }[]>
}

/** Locks the callouts of these events, and reads what these name of them in the same breath: behind the locks, without waiting twice. */
export const lockFor = async (transaction: EngineTransaction, incoming: readonly Incoming[]): Promise<Work> => {
  const asked = incoming.flatMap(({ calloutId, event }): readonly LoadRequest[] =>
    'attempt' in event ? [{ calloutId, scope: { kind: 'attempt', attempt: event.attempt } }] : [],
  )
  const [rows, loaded] = await Promise.all([
    transaction.lock([...new Set(incoming.map(({ calloutId }) => calloutId))]),
    asked.length === 0 ? [] : transaction.load(asked),
  ])
  const parts = groupBy(
    loaded.map((part, index) => ({ calloutId: asked[index]?.calloutId, part })),
    (one) => one.calloutId,
  )
  return { rows, incoming, parts }
}

export const runTurn = async (transaction: EngineTransaction, work: Work, tools: TurnTools): Promise<TurnOutcome> => {
  const jobs = await openJobs(work, tools)
  const results: (TurnResult | null)[] = work.incoming.map(() => null)
  await load(transaction, jobs)
  const { circuits, holds, columns } = tools
  await reroute(beginning(jobs), { circuits, holds, nowMs: columns.nowMs })
  const gate = await openGate(transaction, beginning(jobs), tools)
  let running = jobs
  while (running.length > 0) {
    for (const job of running) runUntilFollow(job, { results, gate, nowMs: tools.columns.nowMs })
    running = running.filter((job) => job.follow !== null)
    await joinFollows(running, tools)
    await loadFollows(transaction, running)
  }
  await gate.close()
  return write(transaction, jobs, { results, tools })
}

const openJobs = async ({ rows, incoming, parts }: Work, tools: TurnTools): Promise<readonly Job[]> => {
  const itemsOf = groupBy(
    incoming.map((entry, index) => ({ index, incoming: entry })),
    (item) => item.incoming.calloutId,
  )
  return Promise.all(
    rows.map(async (row) => {
      const draft = openDraft(row, await tools.planOf(row))
      for (const { part } of parts?.get(row.id) ?? []) addParts(draft, part)
      const items = itemsOf.get(row.id) ?? []
      return { draft, items: await Promise.all(items.map((item) => withFacts(draft, item, tools))), follow: null }
    }),
  )
}

/** What an event is decided by beside the state. */
const withFacts = async (draft: Draft, item: Item, tools: TurnTools): Promise<Item> =>
  withQueue(draft, await withPause(draft, item, tools), tools)

/** One that waited to begin, or to be resolved, is held back by the pauses of the instant at which it begins, or comes back. */
const withPause = async ({ row, plan }: Draft, item: Item, tools: TurnTools): Promise<Item> => {
  const { event } = item.incoming
  if (event.type !== 'TimerFired' && event.type !== 'Released') return item
  const comesBack = event.type === 'TimerFired' && awaitsResolving(row.head)
  if (!comesBack && !waitsToBegin(row.head)) return item
  const { holds, columns, causeOver } = tools
  const { pauses } = await holds.read(row.spaceId)
  const suppressedBy = suppressionAt(pauses, { policyId: plan.policyId, text: briefly(row.cause) }, columns.nowMs)
  const over = comesBack && (await causeOver?.(row.spaceId, row.cause)) ? ({ causeOver: true } as const) : {}
  return { ...item, incoming: { ...item.incoming, event: { ...event, suppressedBy, ...over } } }
}

/** A button call's turn is decided by what it has yet to tell. */
const withQueue = async ({ row, plan }: Draft, item: Item, { teller }: TurnTools): Promise<Item> => {
  const { calloutId, event } = item.incoming
  const { spaceId, cause } = row
  if (teller === undefined || event.type !== 'VoiceTurn' || plan.buttons === undefined || cause.kind !== 'live')
    return item
  const queue = await teller.queue({ spaceId, source: cause.source, calloutId, attempt: event.attempt })
  return { ...item, incoming: { ...item.incoming, event: { ...event, queue } } }
}

const load = async (transaction: EngineTransaction, jobs: readonly Job[]): Promise<void> => {
  const wanted = jobs.flatMap((job) =>
    job.items
      .map((item) => ({ job, scope: scopeOf(item.incoming.event, job.draft.plan) }))
      .filter(({ scope }) => scope.kind !== 'head' && !isLoaded(job.draft, scope)),
  )
  if (wanted.length === 0) return
  const parts = await transaction.load(wanted.map(({ job, scope }) => ({ calloutId: job.draft.row.id, scope })))
  for (const [index, { job }] of wanted.entries()) {
    const loaded = parts[index]
    if (loaded !== undefined) addParts(job.draft, loaded)
  }
}

/** An attempt comes with its destination, and with the attempt that speaks for that. */
const isLoaded = ({ attempts }: Draft, scope: Scope): boolean => scope.kind === 'attempt' && attempts.has(scope.attempt)

const loadFollows = async (transaction: EngineTransaction, jobs: readonly Job[]): Promise<void> => {
  const requests = jobs.flatMap((job) =>
    job.follow === null ? [] : [{ calloutId: job.draft.row.id, scope: scopeOf(job.follow, job.draft.plan) }],
  )
  if (requests.length === 0) return
  const parts = await transaction.load(requests)
  for (const [index, job] of jobs.entries()) {
    const loaded = parts[index]
    if (loaded !== undefined) addParts(job.draft, loaded)
  }
}

/** Who is on duty is looked up before a step opens that asks for them. */
const joinFollows = async (jobs: readonly Job[], { join, columns }: TurnTools): Promise<void> => {
  for (const job of jobs) {
    const { draft, follow } = job
    if (follow !== null && joins(draft, follow)) job.follow = await join(draft, follow, columns.nowMs)
  }
}

const beginning = (jobs: readonly Job[]): readonly { draft: Draft; attempt: Attempt; reserved: boolean }[] =>
  jobs.flatMap(({ draft, items }) =>
    items.flatMap(({ incoming }) => {
      if (incoming.event.type !== 'AttemptBegan') return []
      const attempt = draft.attempts.get(incoming.event.attempt)
      return attempt === undefined || attempt.state !== 'planned'
        ? []
        : [{ draft, attempt, reserved: isReserved(draft, attempt, incoming) }]
    }),
  )

/** A line was reserved on the connection it was to go by, which may be another than it goes by now. */
const isReserved = ({ known, plan }: Draft, attempt: Attempt, { reserved }: Incoming): boolean =>
  reserved === true && known.get(attempt.ordinal)?.connectionId === connectionOf(plan, attempt)

type Running = {
  readonly results: (TurnResult | null)[]
  readonly gate: Awaited<ReturnType<typeof openGate>>
  readonly nowMs: number
}

const runUntilFollow = (job: Job, running: Running): void => {
  if (job.follow !== null) job.follow = decideInto(job.draft, job.follow, running.nowMs).follow
  while (job.follow === null) {
    const item = job.items.shift()
    if (item === undefined) return
    job.follow = runItem(job.draft, item, running)
  }
}

const runItem = (draft: Draft, { index, incoming }: Item, running: Running): Follow | null => {
  const ordinal = 'attempt' in incoming.event ? incoming.event.attempt : null
  const before = ordinal === null ? null : (draft.known.get(ordinal) ?? null)
  // An attempt this callout never had: somebody guessed. Nothing happens.
  if (ordinal !== null && before === null) return null
  const decision = decideInto(draft, passGate(draft, incoming, running), running.nowMs)
  running.results[index] = {
    row: { ...draft.row, head: draft.head },
    plan: draft.plan,
    before,
    after: ordinal === null ? null : (draft.attempts.get(ordinal) ?? null),
    answer: decision.answer,
  }
  return decision.follow
}

const passGate = (draft: Draft, incoming: Incoming, running: Running): Event => {
  const { event } = incoming
  const attempt = event.type === 'AttemptBegan' ? draft.attempts.get(event.attempt) : undefined
  if (attempt === undefined || attempt.state !== 'planned' || draft.head.outcome !== null) return event
  // Somebody is being called back: this attempt will not begin, and must not take a line from one that would.
  if (isHeldBack(draft, attempt)) return event
  const facts = running.gate.facts(draft, attempt, isReserved(draft, attempt, incoming))
  const admission = admit(facts, running.nowMs)
  if (admission.kind === 'go') running.gate.count(draft, attempt)
  return admitted(attempt.ordinal, admission)
}

const write = async (
  transaction: EngineTransaction,
  jobs: readonly Job[],
  { results, tools }: { results: readonly (TurnResult | null)[]; tools: TurnTools },
): Promise<TurnOutcome> => {
  const writes = jobs.filter((job) => isChanged(job.draft)).map((job) => closeDraft(job.draft, tools.columns))
  if (writes.length > 0) await transaction.write(writes)
  const families = jobs.flatMap(({ draft }) => {
    if (draft.escalates) return [escalation(draft, tools)]
    return draft.comesBack ? [comeBack(draft, birthToolsOf(draft, tools))] : []
  })
  const children = (await Promise.all(families)).flat()
  if (children.length > 0) await transaction.insert(children)
  return {
    results,
    attempts: [...writes, ...children].flatMap((entry) => entry.attempts),
    rows: [...writes, ...children].map((entry) => entry.callout),
  }
}

/** The callout on the next policy begins in the transaction in which this one ends. */
const escalation = async (draft: Draft, tools: TurnTools): Promise<readonly NewCallout[]> => {
  const { row, head, plan } = draft
  const birthTools = birthToolsOf(draft, tools)
  const planHash = plan.escalatesTo ?? row.planHash
  return giveBirth(successor({ row, head, planHash, plan: await birthTools.planOf(planHash) }, birthTools), birthTools)
}

const birthToolsOf = ({ row }: Draft, tools: TurnTools): BirthTools & Pick<TurnTools, 'adopt' | 'duty'> => {
  const planOf = (planHash: PlanHash) => tools.planOf({ spaceId: row.spaceId, planHash })
  const { columns, newId, join, adopt, duty } = tools
  return { columns, newId, planOf, join, adopt, duty }
}
