// Button calls about alerts: what they tell is read and noted by the store, and what their keys ask for is done here, by the id of
// the person who pressed them. Both can be asked for again after a crash and then say and do the same.

import { buttonKeys } from '#core/callout/buttons'
import type { Told } from '#core/speech/buttons'
import type { LiveCall, Teller } from '#engine/ports'
import type { ToldCall } from '#store/alert/told'
import type { ConfigStore } from '#store/config/store'
import type { AlertFollower } from './alert-follower.ts'
import { runOfSource } from './causes.ts'

type Treat = 'acknowledge' | 'downtime'
export type TellerOptions = {
  readonly config: {
    readonly alerts: Pick<ConfigStore['alerts'], 'acknowledge' | 'setDowntime'>
    readonly alertsTold: ConfigStore['alertsTold']
  }
  readonly nowMs: () => number
}

type FinishKeys = {
  readonly finishKeys: (spaceId: string, run: { readonly id: string; readonly calloutId: string }) => Promise<void>
}

const callOf = ({ source, calloutId, attempt }: LiveCall): ToldCall => {
  const runId = runOfSource(source)
  if (runId === null) throw new Error(`${source} is about no alerts`)
  return { runId, calloutId, attempt }
}

export const createTeller = ({ config, nowMs }: TellerOptions) => {
  const { alerts, alertsTold } = config
  let take: AlertFollower['take'] | null = null

  const treat = async (
    spaceId: string,
    call: ToldCall,
    { by, downtimeMs }: { readonly by: Treat; readonly downtimeMs: number },
  ): Promise<number> => {
    const heard = await alertsTold.heard(spaceId, call)
    const person = { userId: null, name: heard.userKey }
    const done =
      by === 'acknowledge'
        ? await alerts.acknowledge(spaceId, heard.alertIds, person)
        : await alerts.setDowntime(spaceId, heard.alertIds, { by: person, untilMs: nowMs() + downtimeMs })
    take?.(spaceId, { wanted: [], resting: done.resting, waitsUntilMs: null })
    return heard.alertIds.length
  }

  const tell: Teller['tell'] = async (call, { turn, utterance, plan }): Promise<Told> => {
    const { spaceId } = call
    const { phrase, from = 'start' } = utterance
    if (phrase === 'counts') return alertsTold.counts(spaceId, callOf(call))
    if (phrase === 'failures' || phrase === 'recoveries')
      return alertsTold.details(spaceId, callOf(call), { turn, of: phrase, from })
    const by = phrase === 'downtime' ? 'downtime' : 'acknowledge'
    const count = await treat(spaceId, callOf(call), { by, downtimeMs: plan.buttons?.downtimeMs ?? 0 })
    return { kind: 'done', by, count }
  }

  return {
    /** Hands runs that may have nothing left which needs somebody to whoever follows them. */
    restWith: (follow: AlertFollower['take']) => {
      take = follow
    },
    queue: (call) => alertsTold.queue(call.spaceId, callOf(call)),
    tell,
    finishKeys: async (spaceId, { id, calloutId }) => {
      for (const { attempt, key } of await alertsTold.keysOf(spaceId, calloutId)) {
        const call = { runId: id, calloutId, attempt }
        // A downtime was noted with its time, or never began; it is not begun anew.
        if (key === buttonKeys.acknowledge) await treat(spaceId, call, { by: 'acknowledge', downtimeMs: 0 })
      }
    },
  } satisfies Teller & FinishKeys & { readonly restWith: (follow: AlertFollower['take']) => void }
}
