// A phone network on which nothing goes wrong and everything takes as long as it always does: the far end of the real engine
// when a preview is compared with what really happens. Written from the provider's side, and shares nothing with the preview
// but the words for what people do.

import type { CalloutId, ConnectionId } from '#core/ids'
import type { Network } from '#core/preview/request'
import type { Spoken } from '#core/speech/speech'
import { lines } from '#core/speech/speech'
import type { Engine } from '#engine/engine'
import type { CallOrder, ConnectionFacts, Observation, Placement, WayOut } from '#engine/ports'
import type { Time } from '../simulation/time.ts'

/** What a phone does at each call, the last for all further ones. */
export type Deed =
  | { readonly does: 'no_answer' | 'busy' | 'refused' | 'unreachable' }
  | { readonly does: 'answers'; readonly afterMs: number; readonly keys: string; readonly pressMs?: number }
  | { readonly does: 'hangs_up'; readonly afterMs: number; readonly talkMs: number }
  | { readonly does: 'voicemail' | 'rejects'; readonly afterMs: number }

export type World = {
  readonly time: Time
  readonly network: Network
  readonly connectionId: ConnectionId
  readonly deeds: (address: string) => readonly Deed[]
  readonly engine: () => Engine
}

type Call = {
  readonly sid: string
  readonly order: CallOrder
  readonly deed: Deed
  status: 'queued' | 'ringing' | 'answered' | 'completed' | 'no_answer' | 'busy' | 'failed' | 'cancelled'
}

type Hand = { readonly keys: string[]; readonly pressMs: number | undefined; pressAtMs: number | null }

const TALK_MAX_MS = 600_000
const JOINED_MS = 60_000

const isLive = (call: Call): boolean => ['queued', 'ringing', 'answered'].includes(call.status)

export const orderlyProvider = (world: World): WayOut => {
  const { time, network } = world
  const calls = new Map<string, Call>()
  const dialled = new Map<string, number>()

  const message = (call: Call) => {
    const { callout, attempt } = call.order
    return { calloutId: callout.id as CalloutId, attempt: attempt.ordinal, providerId: call.sid }
  }

  const answeredBy = (call: Call): string | null => {
    if (!network.detectsMachines) return null
    return call.deed.does === 'voicemail' ? 'machine_start' : 'human'
  }

  const callback = (call: Call, tell: (engine: Engine) => Promise<unknown>): void => {
    if (call.order.plan.hearsKeys) void tell(world.engine())
  }

  const hangUp = (call: Call, status: 'completed' | 'no_answer' | 'busy' | 'failed' | 'cancelled'): void => {
    if (!isLive(call)) return
    call.status = status
    const by = status === 'completed' ? answeredBy(call) : null
    callback(call, (engine) => engine.callEnded({ ...message(call), end: status, detail: null, answeredBy: by }))
  }

  const seconds = (call: Call, spoken: readonly string[]): number => {
    const letters = spoken.map((line) => line.length).reduce((one, other) => one + other, 0)
    return Math.round(letters * network.characterMs[call.order.destination.language])
  }

  const dial = async (call: Call): Promise<void> => {
    const { deed, order } = call
    await time.sleep(network.setupMs)
    if (!isLive(call)) return
    if (deed.does === 'busy') return hangUp(call, 'busy')
    if (deed.does === 'unreachable') return hangUp(call, 'failed')
    call.status = 'ringing'
    callback(call, (engine) => engine.callProgressed({ ...message(call), state: 'ringing' }))
    const afterMs = 'afterMs' in deed ? deed.afterMs : order.plan.ringMs
    await time.sleep(Math.min(afterMs, order.plan.ringMs))
    if (!isLive(call)) return
    if (afterMs >= order.plan.ringMs) hangUp(call, 'no_answer')
    else if (deed.does === 'rejects') hangUp(call, 'busy')
    else await pickUp(call)
  }

  const pickUp = async (call: Call): Promise<void> => {
    const { deed, order } = call
    call.status = 'answered'
    const nowMs = time.nowMs()
    time.at(nowMs + (order.plan.callMaxMs ?? TALK_MAX_MS), () => hangUp(call, 'completed'))
    if (deed.does === 'hangs_up') time.at(nowMs + deed.talkMs, () => hangUp(call, 'completed'))
    callback(call, (engine) => engine.callProgressed({ ...message(call), state: 'answered' }))
    if (order.plan.hearsKeys) return converse(call)
    const { readingsMax } = order.plan.template
    const utterances = ['opening', ...Array.from({ length: readingsMax }, () => 'message'), 'goodbye'] as const
    const speech = {
      turn: 0,
      utterances: utterances.map((phrase) => ({ phrase: phrase as 'message' })),
      listens: false,
    }
    const text = order.callout.cause.kind === 'text' ? order.callout.cause.text : ''
    await time.sleep(
      seconds(call, lines({ speech, plan: order.plan, destination: order.destination, values: { text } })),
    )
    hangUp(call, 'completed')
  }

  /** Presses in time or is silent until the wait is over; answers the key, null for silence. */
  const listen = async (call: Call, hand: Hand, speechMs: number): Promise<string | null> => {
    const startMs = time.nowMs()
    const silentAtMs = startMs + speechMs + call.order.plan.template.keyWaitMs
    if (hand.keys.length > 0) hand.pressAtMs ??= startMs + (hand.pressMs ?? speechMs + 1_000)
    const pressAtMs = hand.pressAtMs ?? Number.POSITIVE_INFINITY
    await time.sleep(Math.min(pressAtMs, silentAtMs) - startMs)
    if (pressAtMs > silentAtMs) return null
    hand.pressAtMs = null
    return hand.keys.shift() ?? null
  }

  const converse = async (call: Call): Promise<void> => {
    const { deed } = call
    const answers = deed.does === 'answers' ? deed : { keys: '' }
    const hand: Hand = {
      keys: Array.from(answers.keys),
      pressMs: 'pressMs' in answers ? answers.pressMs : undefined,
      pressAtMs: null,
    }
    let spoken: Spoken | null = await ask(call, { turn: 0, key: null })
    while (spoken !== null && isLive(call)) {
      const speechMs = seconds(call, lines(spoken))
      if (!spoken.speech.listens) {
        await time.sleep(speechMs + (spoken.speech.dials === true ? JOINED_MS : 0))
        if (spoken.speech.dials !== true) return hangUp(call, 'completed')
        if (isLive(call)) spoken = await ask(call, { turn: spoken.speech.turn + 1, key: null, dialed: 'joined' })
        continue
      }
      const key = await listen(call, hand, speechMs)
      if (isLive(call)) spoken = await ask(call, { turn: spoken.speech.turn + 1, key })
    }
  }

  const ask = (call: Call, asked: { turn: number; key: string | null; dialed?: 'joined' }): Promise<Spoken | null> =>
    world.engine().voiceTurn({ ...message(call), ...asked, answeredBy: answeredBy(call) })

  const place = async (order: CallOrder): Promise<Placement> => {
    const { address, calloutId, ordinal } = order.attempt
    const deeds = world.deeds(address)
    const nth = dialled.get(address) ?? 0
    dialled.set(address, nth + 1)
    const deed = deeds[Math.min(nth, deeds.length - 1)] as Deed
    const sid = `${calloutId} ${ordinal}`
    const call: Call = { sid, order, deed, status: 'queued' }
    if (deed.does !== 'refused') {
      calls.set(sid, call)
      void dial(call)
    }
    await time.sleep(network.answerMs)
    return deed.does === 'refused'
      ? { kind: 'refused', refusal: 'permanent', code: 'preview.refused' }
      : { kind: 'placed', providerId: sid }
  }

  const look = async (order: CallOrder): Promise<Observation> => {
    await time.sleep(network.answerMs)
    const call = calls.get(order.attempt.providerId ?? '')
    if (call === undefined) return { kind: 'absent' }
    const { sid: providerId, status } = call
    if (status === 'queued') return { kind: 'live', providerId, state: 'placed' }
    if (status === 'ringing' || status === 'answered') return { kind: 'live', providerId, state: status }
    const by = status === 'completed' ? answeredBy(call) : null
    return { kind: 'ended', providerId, end: status, detail: null, answeredBy: by }
  }

  const facts: ConnectionFacts = {
    id: world.connectionId,
    kind: 'twilio',
    engages: true,
    pace: network.pace,
    simulated: true,
  }
  return {
    connection: () => Promise.resolve(facts),
    allows: () => true,
    place,
    lookup: look,
    watch: look,
    cancel: async (order) => {
      const call = calls.get(order.attempt.providerId ?? '')
      if (call !== undefined) hangUp(call, call.status === 'answered' ? 'completed' : 'cancelled')
      await time.sleep(network.answerMs)
      return true
    },
  }
}
