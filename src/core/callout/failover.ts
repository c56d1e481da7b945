// Going by another way: where the connection of an attempt is known not to work before it begins, and where it certainly did not take
// the attempt. Never where nobody knows: whoever may have been reached is not reached a second time by another way.
//
//   planned on a way that does not work → planned on the next that does
//   begun → refused by the connection → ended, and a new attempt is planned on the next way

import { hasOtherWays, type Way, waysTo } from '../plan/way.ts'
import type { Event, RefusalKind } from './event.ts'
import type { Reason } from './reason.ts'
import { type Attempt, isCallBack, type Target } from './state.ts'
import { finishTarget, speaksForTarget, stopAttempt } from './steps.ts'
import { attemptOf, planAttempt, record, recordAttempt, setAttempt, setHead, targetOf, type Work } from './work.ts'

type Of<Type extends Event['type']> = Extract<Event, { type: Type }>
type Known = Pick<Work, 'plan' | 'head'>
type Placed = { readonly way: Way; readonly index: number }

const withdrawnKey = (destination: number, way: number): string => `${destination}.${way}`

/** The ways that are left for an attempt from one on. Whoever is called back is called: they asked for it on the phone. */
const waysFrom = ({ plan, head }: Known, attempt: Attempt, first: number): readonly Placed[] =>
  waysTo(plan, attempt.destination)
    .map((way, index) => ({ way, index }))
    .slice(first)
    .filter(({ way, index }) => {
      if (isCallBack(attempt) && way.channel !== attempt.channel) return false
      return head.withdrawn?.includes(withdrawnKey(attempt.destination, index)) !== true
    })

/**
 * Returns the way an attempt is to go by: the first that works from its own on. Where none does it stays with its own, for to try is
 * better than to leave somebody out.
 */
export const chooseWay = (known: Known, attempt: Attempt, works: (way: Way) => boolean): number => {
  const own = attempt.way ?? 0
  if (!hasOtherWays(known.plan, attempt.destination)) return own
  return waysFrom(known, attempt, own).find(({ way }) => works(way))?.index ?? own
}

const facts = ({ channel, standsIn }: Way): Readonly<Record<string, string>> => ({
  channel,
  ...(standsIn === undefined ? {} : { connection: standsIn }),
})

export const attemptRerouted = (work: Work, { attempt: ordinal, way: index }: Of<'AttemptRerouted'>): void => {
  const attempt = attemptOf(work, ordinal)
  const way = waysTo(work.plan, attempt.destination)[index]
  if (attempt.state !== 'planned' || way === undefined || !speaksForTarget(work, attempt)) return
  const reason = way.channel === attempt.channel ? 'connection_down' : 'channel_down'
  recordAttempt(work, attempt, [reason, facts(way)])
  setAttempt(work, attempt, { way: index, channel: way.channel, detail: null })
}

/** Whether what refused it is the connection, and another may take it. */
const mayGoOn = (work: Work, attempt: Attempt, { kind, ofConnection }: Of<'CallRefused'>): boolean =>
  kind !== 'permanent' && ofConnection !== false && hasOtherWays(work.plan, attempt.destination)

/** One that asks for patience is left for another of its channel at once; for another channel when it has none left. */
const nextWay = (work: Work, attempt: Attempt, patient: boolean): Placed | undefined =>
  waysFrom(work, attempt, (attempt.way ?? 0) + 1).find(({ way }) => !patient || way.channel === attempt.channel)

export type Onward = { readonly reason: Reason; readonly next: Placed }

type Refused = { readonly event: Of<'CallRefused'>; readonly patient: boolean }

/** Returns by which way somebody is tried next whom a connection has certainly not reached; null where there is none. */
export const onward = (work: Work, attempt: Attempt, { event, patient }: Refused): Onward | null => {
  const next = mayGoOn(work, attempt, event) ? nextWay(work, attempt, patient) : undefined
  if (next === undefined) return null
  const by = next.way.channel === attempt.channel ? 'next_connection' : 'next_channel'
  return { reason: isCallBack(attempt) ? attempt.reason : by, next }
}

export const goOnward = (work: Work, attempt: Attempt, { reason, next }: Onward): void => {
  const { retries, possibleRepeat } = attempt
  const by = { way: next.index, channel: next.way.channel, retries, facts: facts(next.way) }
  planAttempt(work, targetOf(work, attempt.destination), { reason, atMs: work.nowMs, possibleRepeat, by })
}

/** The first way of the attempt's channel: what is tried again later begins there anew. */
export const firstOfChannel = ({ plan }: Known, { destination, channel, way }: Attempt): number =>
  way === undefined ? 0 : waysTo(plan, destination).findIndex((one) => one.channel === channel)

/** Whether a refusal for good is about the destination itself, and not about another channel it was tried on. */
export const isOwnChannel = ({ plan }: Pick<Known, 'plan'>, { destination, channel }: Attempt): boolean =>
  plan.destinations[destination]?.channel === channel

/** Destinations that an address is another way to, with those ways. */
const otherWaysBy = ({ plan }: Pick<Known, 'plan'>, address: string): ReadonlyMap<number, readonly number[]> => {
  const found = new Map<number, readonly number[]>()
  for (const [destination, one] of plan.destinations.entries()) {
    if (one.address === address || one.otherWays?.some((other) => other.address === address) !== true) continue
    const ways = waysTo(plan, destination).flatMap((way, index) => (way.address === address ? [index] : []))
    found.set(destination, ways)
  }
  return found
}

export const destinationsBy = (plan: Work['plan'], address: string): readonly number[] => [
  ...otherWaysBy({ plan }, address).keys(),
]

/** An address is taken out: nobody is written to at it in the place of their own any more. */
export const otherWaysWithdrawn = (work: Work, { address, by }: Of<'NumberWithdrawn'>): void => {
  for (const [destination, ways] of otherWaysBy(work, address)) {
    if (work.head.outcome !== null) return
    const keys = ways.map((way) => withdrawnKey(destination, way))
    setHead(work, { withdrawn: [...new Set([...(work.head.withdrawn ?? []), ...keys])] })
    const target = work.targets.get(destination)
    if (target !== undefined) leaveWay(work, target, { ways, name: by.name })
  }
}

const leaveWay = (
  work: Work,
  target: Target,
  { ways, name }: { readonly ways: readonly number[]; readonly name: string },
): void => {
  if (!target.open) return
  const attempt = attemptOf(work, target.attempt as number)
  if (!ways.includes(attempt.way ?? 0)) return
  record(work, 'number_withdrawn', { destination: target.destination, facts: { name } })
  stopAttempt(work, target, 'number_withdrawn')
  finishTarget(work, target, { outcome: 'skipped', settled: false, hurry: true })
}

/** A refusal as the history tells it. */
export const refusalReason: Readonly<Record<RefusalKind, Reason>> = {
  permanent: 'provider_refused',
  configuration: 'provider_misconfigured',
  temporary: 'provider_unavailable',
}
