// The result of a run, while it runs and after. Pure: the same members whatever the run's state; phone numbers only for those
// who may see them.

import type { Destination, Plan } from '#core/plan/plan'
import { behaviorOf } from './choices.ts'
import type { ListedRun, Run, RunAttempt } from './ports.ts'
import { type Calls, callStatus, isActive, runStatus } from './statuses.ts'

/** A policy that was brought along has the id of nobody's. */
const NOBODYS = '00000000-0000-0000-0000-000000000000'

const instant = (atMs: number | null): string | null => (atMs === null ? null : new Date(atMs).toISOString())

/** Returns what names the call flow and the guidance: null for what a request brought along. */
export const namesOf = ({ policyId, policyName, templateId, templateName }: Plan) => {
  const stored = policyId !== NOBODYS
  return {
    callflowId: stored ? policyId : null,
    callflowName: stored ? policyName : null,
    guidanceId: templateId ?? null,
    guidanceName: templateName ?? null,
  }
}

export const callsOf = (attempts: readonly RunAttempt[]): Calls => ({
  begun: attempts.some(({ begunAtMs }) => begunAtMs !== null),
  live: attempts.some(({ state }) => state !== 'planned' && state !== 'ended'),
})

/**
 * Returns the key that ended the run: of the call that took it, or of the one that asked for the transfer which was answered.
 * The last such key counts, for whoever took it before in a run that all must take did not end it.
 */
export const keyInput = ({ head, attempts }: Pick<Run, 'head' | 'attempts'>): string | null => {
  if (head.outcome !== 'acknowledged' || head.acknowledgedBy?.via !== 'phone') return null
  const last = attempts.findLast(({ result }) => result === 'taken' || result === 'connected')
  if (last === undefined || last.result === 'taken') return last?.key ?? null
  return (
    attempts.findLast(({ result, destination }) => result === 'transfer' && destination === last.destination)?.key ??
    null
  )
}

/** Returns who ended it by phone. */
export const receivedContactName = ({ head }: Pick<Run, 'head'>): string | null =>
  head.outcome === 'acknowledged' && head.acknowledgedBy?.via === 'phone' ? head.acknowledgedBy.name : null

type Contact = { readonly displayName: string; readonly phones: readonly { readonly phoneNumber?: string }[] }

/** The contacts in the order of their turns; the phones of one person stand together. */
const contactsOf = ({ destinations, steps }: Plan, numbers: boolean): readonly Contact[] => {
  const contacts = new Map<string, { displayName: string; phones: { phoneNumber?: string }[] }>()
  for (const ordinal of new Set(steps.flatMap((step) => step.destinations))) {
    const { person, name, address } = destinations[ordinal] as Destination
    const key = person === undefined ? `destination ${ordinal}` : `person ${person}`
    const contact = contacts.get(key) ?? { displayName: name, phones: [] }
    contact.phones.push(numbers ? { phoneNumber: address } : {})
    contacts.set(key, contact)
  }
  return [...contacts.values()]
}

const callflowOf = (plan: Plan, numbers: boolean) => ({
  displayName: plan.policyName,
  loopLimit: plan.loopsMax,
  contacts: contactsOf(plan, numbers),
  ...(numbers && plan.transferTo !== undefined ? { transferTo: plan.transferTo } : {}),
})

const guidanceOf = ({ template, templateName }: Plan) => ({
  ...(templateName === undefined ? {} : { displayName: templateName }),
  messageTemplate: template.phrases.ja.message,
  reactions: Object.fromEntries(
    Object.entries(template.reactions).map(([key, { action, say }]) => [
      key,
      { behavior: behaviorOf[action], ...(say === undefined ? {} : { messageTemplate: say }) },
    ]),
  ),
})

const callOf = (run: Run, attempt: RunAttempt, numbers: boolean) => ({
  callId: `${run.id}.${attempt.ordinal}`,
  contactName: run.plan.destinations[attempt.destination]?.name ?? '',
  ...(numbers ? { phoneNumber: attempt.address } : {}),
  loop: attempt.loop,
  status: callStatus(attempt),
  keyInput: attempt.key,
  startedAt: instant(attempt.begunAtMs),
  answeredAt: instant(attempt.answeredAtMs),
  finishedAt: instant(attempt.endedAtMs),
})

/** The members that lists and results share. */
export const summaryOf = (run: ListedRun) => {
  const status = runStatus(run.head, run.calls)
  return {
    resultId: run.id,
    isActive: isActive(status),
    status,
    keyInput: run.calls.key,
    receivedContactName: receivedContactName(run),
    ...namesOf(run.plan),
    createdAt: instant(run.createdAtMs),
    startedAt: instant(run.calls.startedAtMs),
    finishedAt: instant(run.head.endedAtMs),
  }
}

/** @param numbers whether phone numbers are shown; without them the members are not there */
export const resultOf = (run: Run, { numbers }: { readonly numbers: boolean }) => {
  const { attempts, plan, head } = run
  const startedAtMs = attempts.find(({ begunAtMs }) => begunAtMs !== null)?.begunAtMs ?? null
  return {
    ...summaryOf({ ...run, calls: { ...callsOf(attempts), startedAtMs, key: keyInput(run) } }),
    callflow: callflowOf(plan, numbers),
    guidance: guidanceOf(plan),
    parameters: run.parameters,
    loopCount: head.loop,
    calls: attempts.map((attempt) => callOf(run, attempt, numbers)),
  }
}
