// What a pause kept from beginning is started when it is over, where the pause says so: once for each policy, about all of it together,
// and not about what has recovered meanwhile. And a pause that nobody gave an end is told of, so that it does not stay unnoticed.

import { type KeptByPause, type Restart, restartsOf, together } from '#core/callout/after-pause'
import { briefly, type TextCause } from '#core/cause'
import type { SpaceId } from '#core/ids'
import { limits } from '#core/limits'
import type { Language } from '#core/plan/plan'
import type { Starter } from '#dialects/shared/starter'
import { type Alarm, createAlarm } from '#engine/alarm'
import type { CauseOver, Clock, EngineLog } from '#engine/ports'
import type { OverPause, PauseEnds } from '#store/config/pause-ends'
import { keptText } from '#words/kept'

export type AfterPauseOptions = {
  readonly ends: PauseEnds
  readonly starter: Pick<Starter, 'start'>
  readonly causeOver: CauseOver
  readonly language: Language
  readonly clock: Clock
  readonly log: EngineLog
  /** Something was put into the outbox. */
  readonly woken: () => void
}

export type AfterPause = { readonly run: () => void; readonly stop: () => Promise<void> }

const AT_ONCE = 20
const SAFETY_MS = 5_000
/** How often it is looked for pauses that have been on for a day. */
const TELL_EVERY_MS = 60_000

const stillOpen = async (
  { causeOver }: AfterPauseOptions,
  spaceId: string,
  kept: readonly KeptByPause[],
): Promise<readonly KeptByPause[]> => {
  const open: KeptByPause[] = []
  for (const one of kept) if (!(await causeOver(spaceId as SpaceId, one.cause))) open.push(one)
  return open
}

/** Several are told together. */
const inWords = (kept: readonly KeptByPause[], language: Language): TextCause => {
  const text = keptText(
    kept.map(({ cause }) => briefly(cause)),
    language,
  )
  return { kind: 'text', text: Array.from(text).slice(0, limits.textCharacters.max).join('') }
}

const startFor = async (options: AfterPauseOptions, { id, spaceId }: OverPause, restart: Restart): Promise<void> => {
  const { starter, language, log } = options
  const kept = await stillOpen(options, spaceId, restart.kept)
  const what = together(kept)
  if (what === null) return
  const { ref, isGroup } = restart
  const key = `after-pause:${id}:${ref}`
  const started = await starter.start({
    spaceId,
    projectId: null,
    policy: isGroup ? { group: ref } : { ref },
    template: null,
    cause: what.alone ?? inWords(kept, language),
    parameters: {},
    missingParameters: 'say_nothing',
    priority: what.priority,
    createdBy: 'pause',
    // Whoever starts it again after a crash finds the same callout, also where more has recovered since.
    idempotency: { key, fingerprint: key },
  })
  if (!started.ok)
    log.warn({ spaceId, pause: id, code: started.code, detail: started.detail }, 'what a pause kept was not started')
}

/** Whoever dies in between leaves it due: starting again starts nothing twice. */
export const startAfter = async (options: AfterPauseOptions, pause: OverPause): Promise<void> => {
  for (const one of restartsOf(await options.ends.kept(pause))) await startFor(options, pause, one)
  await options.ends.started(pause, options.clock.nowMs())
}

const tellOpen = async ({ ends, clock, woken }: AfterPauseOptions): Promise<void> => {
  if ((await ends.tellOpen(clock.nowMs())) > 0) woken()
}

/** Starts what pauses kept that are over by now. */
const round = async (options: AfterPauseOptions): Promise<{ more: boolean; nextDueMs: number | null }> => {
  const { ends, clock, log } = options
  const nowMs = clock.nowMs()
  const over = await ends.over(nowMs, AT_ONCE)
  let failed = false
  for (const pause of over) {
    try {
      await startAfter(options, pause)
    } catch (error) {
      // The others are not to wait for this one; it stays due.
      failed = true
      log.warn(
        { spaceId: pause.spaceId, pause: pause.id, cause: String(error) },
        'a pause that is over is looked at again',
      )
    }
  }
  return { more: !failed && over.length === AT_ONCE, nextDueMs: failed ? null : await ends.nextMs(nowMs) }
}

export const createAfterPause = (options: AfterPauseOptions): AfterPause => {
  const { clock, log } = options
  const alarms: Alarm[] = []
  return {
    run: () => {
      const shared = { clock, log, answerLost: () => undefined }
      alarms.push(createAlarm({ ...shared, safetyMs: SAFETY_MS, work: () => round(options) }))
      const work = async () => ({ more: false, nextDueMs: await tellOpen(options).then(() => null) })
      alarms.push(createAlarm({ ...shared, safetyMs: TELL_EVERY_MS, work }))
      for (const alarm of alarms) alarm.expect(clock.nowMs())
    },
    stop: async () => {
      await Promise.all(alarms.map((alarm) => alarm.stop()))
    },
  }
}
