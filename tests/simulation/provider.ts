// A phone provider, a mail server and their people, for the simulation: calls ring, are answered or not, ask what to say, and end; mails
// are answered, in words nobody can read too, or come back. Messages of theirs are lost, doubled, delayed and reordered; answers get
// lost; requests are refused. It keeps the truth for the checkers.

import type { Pace } from '#core/callout/admit'
import type { DialEnd } from '#core/callout/event'
import type { CalloutId, ConnectionId } from '#core/ids'
import type { Engine } from '#engine/engine'
import type { AttemptRow, CallOrder, ConnectionFacts, Observation, Placement, WayOut } from '#engine/ports'
import type { Heard } from './alert-checks.ts'
import { heardIn, keyDialled } from './button-caller.ts'
import { forGood, isPhones, type Outages, phones } from './outages.ts'
import type { Random } from './random.ts'
import type { Time } from './time.ts'

export type Call = {
  readonly sid: string
  readonly calloutId: CalloutId
  readonly attempt: number
  readonly address: string
  readonly createdAtMs: number
  status: 'queued' | 'ringing' | 'in-progress' | 'completed' | 'no_answer' | 'busy' | 'failed' | 'cancelled'
  endedAtMs: number | null
  /** Keys the person pressed, in order. */
  readonly keys: string[]
  /** What the person was told of monitored objects. */
  readonly heard: Heard[]
  /** How much of that was checked. */
  heardChecked: number
}

export type Faults = {
  readonly refuse: number
  readonly loseAnswer: number
  readonly loseRequest: number
  readonly dropCallback: number
  readonly doubleCallback: number
  readonly permanent: number
  /** Chance that the provider's list does not show a call it has. */
  readonly missingInList: number
}

export const noFaults: Faults = {
  refuse: 0,
  loseAnswer: 0,
  loseRequest: 0,
  dropCallback: 0,
  doubleCallback: 0,
  permanent: 0,
  missingInList: 0,
}

export type Provider = {
  readonly calls: readonly Call[]
  readonly channel: (alive: () => boolean) => WayOut
  /** From now on nothing goes wrong and everybody answers and takes it. */
  readonly heal: () => void
  readonly connectionId: ConnectionId
  /** Every attempt that reached somebody's phone or mailbox. */
  readonly reached: readonly Reached[]
}

export type Reached = Pick<AttemptRow, 'calloutId' | 'connectionId' | 'address'> & { readonly attempt: number }

export type ProviderOptions = {
  readonly time: Time
  readonly random: Random
  readonly faults: Faults
  readonly pace: Pace
  /** How a connection is doing at an instant. */
  readonly stateOf: Outages
  /** A living engine to talk to, or null when none is. */
  readonly engine: () => Engine | null
  /** Somebody has just been told something on the phone. */
  readonly told?: (() => void) | undefined
}

const isOver = (call: Call): boolean => !['queued', 'ringing', 'in-progress'].includes(call.status)
const never = <Value>(): Promise<Value> => new Promise(() => undefined)

export const createProvider = (options: ProviderOptions): Provider => {
  const { time, random } = options
  const calls: Call[] = []
  const reached: Reached[] = []
  const bySid = new Map<string, Call>()
  const connectionId = phones
  let faults = options.faults
  let healed = false

  const latency = (): Promise<void> => time.sleep(random.between(5, 400))

  /** Delivers a status message: perhaps twice, perhaps late, perhaps never. */
  const callback = (send: (engine: Engine) => Promise<void>): void => {
    if (random.chance(faults.dropCallback)) return
    const copies = random.chance(faults.doubleCallback) ? 2 : 1
    for (let copy = 0; copy < copies; copy += 1) {
      time.at(time.nowMs() + random.between(1, healed ? 50 : 3_000), () => {
        const engine = options.engine()
        if (engine !== null) void send(engine).catch(() => undefined)
      })
    }
  }

  const progressed = (call: Call, state: 'placed' | 'ringing' | 'answered'): void => {
    const { calloutId, attempt, sid: providerId } = call
    callback((engine) => engine.callProgressed({ calloutId, attempt, providerId, state }))
  }

  const finish = (call: Call, status: Call['status']): void => {
    if (isOver(call)) return
    call.status = status
    call.endedAtMs = time.nowMs()
    const { calloutId, attempt, sid: providerId } = call
    const end = status as 'completed' | 'no_answer' | 'busy' | 'failed' | 'cancelled'
    callback((engine) => engine.callEnded({ calloutId, attempt, providerId, end, detail: null, answeredBy: null }))
  }

  /** Asks for a turn until somebody answers it; like the provider, gives up after a few tries and hangs up. */
  type Spoken = NonNullable<Awaited<ReturnType<typeof askTurn>>>

  const askTurn = async (call: Call, turn: number, heard: { key: string | null; dialed?: DialEnd }) => {
    for (let tries = 0; tries < 3; tries += 1) {
      const engine = options.engine()
      const { calloutId, attempt, sid: providerId } = call
      const request = engine
        ?.voiceTurn({ calloutId, attempt, providerId, turn, ...heard, answeredBy: null })
        .catch(() => null)
      const spoken = await Promise.race([request ?? never<null>(), time.sleep(15_000).then(() => 'timeout' as const)])
      if (spoken !== 'timeout' && spoken !== null) return spoken
      if (isOver(call)) return null
    }
    return null
  }

  /** What was said is listened to. Returns whether the call goes on, and waits for a key. */
  const listened = async (call: Call, spoken: Spoken, human: boolean): Promise<boolean> => {
    call.heard.push(...heardIn(spoken))
    options.told?.()
    await time.sleep(random.between(1_000, 12_000))
    if (spoken.speech.dials === true) await joined(call, spoken.speech.turn + 1)
    if (isOver(call) || !spoken.speech.listens) return false
    return !hangsUp(human)
  }

  const talk = async (call: Call): Promise<void> => {
    call.status = 'in-progress'
    progressed(call, 'answered')
    const human = healed || random.chance(0.75)
    let turn = 0
    let key: string | null = null
    for (;;) {
      const spoken = await askTurn(call, turn, { key })
      if (spoken === null || isOver(call)) break
      if (!(await listened(call, spoken, human))) break
      key = pressed(call, human ? keyFor(spoken) : null)
      turn = spoken.speech.turn + 1
    }
    finish(call, 'completed')
  }

  const keyFor = ({ speech }: Spoken): string | null => (speech.dialled === true ? dialled() : person())

  /** The transfer number is called; the person stays on the line, or hangs up before that is over. */
  const joined = async (call: Call, turn: number): Promise<void> => {
    await time.sleep(random.between(1_000, 60_000))
    if (isOver(call) || (!healed && random.chance(0.3))) return
    const dialed = random.pick(['joined', 'joined', 'busy', 'no_answer', 'failed'] as const)
    await askTurn(call, turn, { key: null, dialed })
  }

  const hangsUp = (human: boolean): boolean => human && !healed && random.chance(0.15)

  const pressed = (call: Call, key: string | null): string | null => {
    if (key !== null) call.keys.push(key)
    return key
  }

  const dialled = (): string | null => (healed ? random.pick(['1#', '9#', '9#', '3#']) : keyDialled(random))

  const person = (): string | null => {
    if (healed) return '1'
    const drawn = random.next()
    if (drawn < 0.26) return '1'
    if (drawn < 0.42) return '2'
    if (drawn < 0.5) return '3'
    if (drawn < 0.68) return '5'
    if (drawn < 0.73) return '7'
    return drawn < 0.78 ? '8' : null
  }

  const ring = async (call: Call, ringMs: number): Promise<void> => {
    await time.sleep(random.between(10, 1_500))
    if (isOver(call)) return
    progressed(call, 'placed')
    const drawn = healed ? 1 : random.next()
    if (drawn < 0.08) return finish(call, 'failed')
    if (drawn < 0.2) return finish(call, 'busy')
    call.status = 'ringing'
    progressed(call, 'ringing')
    const answers = healed || random.chance(0.6)
    await time.sleep(answers ? random.between(500, ringMs - 1_000) : ringMs)
    if (isOver(call)) return
    if (answers) await talk(call)
    else finish(call, 'no_answer')
  }

  const reach = ({ attempt: { calloutId, connectionId: by, address, ordinal: attempt } }: CallOrder): void => {
    reached.push({ calloutId, connectionId: by, address, attempt })
  }

  /** Somebody, or a mail server, writes back after a while: often nobody does. */
  const writesBack = (send: (engine: Engine) => Promise<unknown>): void => {
    time.at(time.nowMs() + random.between(500, 120_000), () => {
      const engine = options.engine()
      if (engine !== null) void send(engine).catch(() => undefined)
    })
  }

  /** Its server returns it: twice now and then, also when somebody has answered it. */
  const comesBack = (about: { readonly calloutId: CalloutId; readonly attempt: number }): void => {
    const permanent = random.chance(0.5)
    const bounce = { ...about, code: permanent ? forGood : 'mail.4.4.7', permanent }
    const copies = random.chance(0.2) ? 2 : 1
    for (let copy = 0; copy < copies; copy += 1) writesBack((engine) => engine.cameBack(bounce))
  }

  /** Handed over at once, and answered by link or not; or it comes back: nothing rings. */
  const write = async (order: CallOrder): Promise<Placement> => {
    const { calloutId, ordinal: attempt } = order.attempt
    const about = { calloutId, attempt }
    reach(order)
    if (healed || random.chance(0.4)) {
      const action = healed ? 'take' : random.pick(['take', 'next', 'leave'] as const)
      writesBack((engine) => engine.respond({ ...about, action }))
    }
    if (!healed && random.chance(0.2)) writesBack((engine) => engine.replyUnread(about))
    if (!healed && random.chance(0.25)) comesBack(about)
    await latency()
    return { kind: 'delivered', providerId: `M${reached.length}`, detail: null }
  }

  const create = (order: CallOrder): Call => {
    const call: Call = {
      sid: `CA${calls.length + 1}`,
      calloutId: order.callout.id,
      attempt: order.attempt.ordinal,
      address: order.attempt.address,
      createdAtMs: time.nowMs(),
      status: 'queued',
      endedAtMs: null,
      keys: [],
      heard: [],
      heardChecked: 0,
    }
    reach(order)
    calls.push(call)
    bySid.set(call.sid, call)
    void ring(call, order.plan.ringMs)
    return call
  }

  const place = async (order: CallOrder): Promise<Placement> => {
    const state = healed ? 'works' : options.stateOf(order.attempt.connectionId)
    // It stalls, or answers when nobody listens any more: what became of the request nobody knows.
    if (state === 'stalls') await time.sleep(random.between(1_000, 10_000))
    const taken = state === 'works' || (state === 'stalls' && random.chance(0.5))
    if (state === 'fails')
      return { kind: 'refused', refusal: random.pick(['temporary', 'configuration']), code: 'down' }
    if (!taken) return { kind: 'unknown', code: 'timeout' }
    const placement = order.attempt.channel === 'phone' ? await call(order) : await write(order)
    return state === 'stalls' ? { kind: 'unknown', code: 'timeout' } : placement
  }

  const call = async (order: CallOrder): Promise<Placement> => {
    if (random.chance(faults.refuse)) return { kind: 'refused', refusal: 'temporary', code: '20429' }
    if (random.chance(faults.permanent))
      return { kind: 'refused', refusal: random.pick(['permanent', 'configuration']), code: '21211' }
    if (random.chance(faults.loseRequest)) return { kind: 'unknown', code: 'timeout' }
    const made = create(order)
    await latency()
    if (random.chance(faults.loseAnswer)) return { kind: 'unknown', code: 'timeout' }
    return { kind: 'placed', providerId: made.sid }
  }

  const observe = (call: Call | undefined): Observation => {
    if (call === undefined) return { kind: 'absent' }
    const { sid: providerId, status } = call
    if (status === 'queued') return { kind: 'live', providerId, state: 'placed' }
    if (status === 'ringing') return { kind: 'live', providerId, state: 'ringing' }
    if (status === 'in-progress') return { kind: 'live', providerId, state: 'answered' }
    return { kind: 'ended', providerId, end: status, detail: null, answeredBy: null }
  }

  /** The provider's list is eventually consistent: a call shows up in it a few seconds late. */
  const find = (order: CallOrder): Call | undefined =>
    calls.find(
      (call) =>
        call.calloutId === order.callout.id &&
        call.attempt === order.attempt.ordinal &&
        time.nowMs() - call.createdAtMs > 3_000,
    )

  const factsOf = (id: ConnectionId): ConnectionFacts => ({
    id,
    kind: isPhones(id) ? 'twilio' : 'smtp',
    engages: isPhones(id),
    pace: id === connectionId ? options.pace : { callsPerSecond: null, callsAtOnce: null },
    simulated: true,
  })
  const slow = async <Value>(answer: () => Value | Promise<Value>): Promise<Value> => {
    await latency()
    return answer()
  }

  return {
    calls,
    connectionId,
    reached,
    heal: () => {
      healed = true
      faults = noFaults
    },
    // A process that was killed hears no answers any more; what it sent has been sent.
    channel: (alive) => {
      const whileAlive = async <Value>(work: () => Promise<Value>): Promise<Value> => {
        if (!alive()) return never()
        const value = await work()
        return alive() ? value : never()
      }
      return {
        connection: (_space, id) => Promise.resolve(factsOf(id)),
        allows: () => true,
        place: (order) => whileAlive(() => slow(() => place(order))),
        lookup: (order) =>
          whileAlive(() =>
            slow(() =>
              random.chance(faults.refuse)
                ? { kind: 'unavailable', code: '20429' }
                : observe(random.chance(faults.missingInList) ? undefined : find(order)),
            ),
          ),
        watch: (order) => whileAlive(() => slow(() => observe(bySid.get(order.attempt.providerId ?? '')))),
        cancel: (order) =>
          whileAlive(() =>
            slow(() => {
              if (random.chance(faults.refuse)) return false
              const call = bySid.get(order.attempt.providerId ?? '')
              if (call !== undefined && !isOver(call))
                finish(call, call.status === 'in-progress' ? 'completed' : 'cancelled')
              return true
            }),
          ),
      }
    },
  }
}
