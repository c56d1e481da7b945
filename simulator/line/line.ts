// One live call between the network and a phone: dialled → ringing → in-progress → ended. Owns the ring timeout, the call's
// time limit, answering machine detection and the status callbacks; hands the TwiML to a Session and the phone's habits to a
// Person. Ends exactly once, whatever happens at the same moment.

import type { Behaviour } from '../behaviour.ts'
import type { Call, CallEvent, TwimlSource } from '../call.ts'
import type { Timer } from '../clock.ts'
import type { Network } from '../network.ts'
import type { Phone, TranscriptItem } from '../phone.ts'
import { detect } from './detection.ts'
import { progressFields } from './fields.ts'
import { Person } from './person.ts'
import { Session } from './session.ts'

/** Set on the second leg of a Dial, which runs no TwiML of its own. */
export type Bridge = { answered(): void; ended(): void }

type FinalStatus = 'completed' | 'busy' | 'no-answer' | 'failed' | 'canceled'

/** The answer code of an ending that has no other. */
const sipCodes: Record<FinalStatus, number | null> = {
  completed: 200,
  busy: 486,
  'no-answer': 487,
  canceled: 487,
  failed: null,
}

export class Line {
  readonly call: Call
  readonly phone: Phone
  readonly network: Network
  isMachine = false
  /** Whether the machine's tone has sounded, after which it records what it hears. */
  isRecording = false
  session: Session | null = null
  private readonly person: Person
  private readonly bridge: Bridge | null
  private readonly timers: Timer[] = []
  private plan: Timer | null = null
  private ringTimeout: Timer | null = null
  private isOver = false

  constructor(network: Network, call: Call, other: { bridge?: Bridge | null; phone?: Phone } = {}) {
    this.network = network
    this.call = call
    this.bridge = other.bridge ?? null
    this.phone = other.phone ?? network.phone(call.to)
    this.person = new Person(this)
  }

  get behaviour(): Behaviour {
    return this.network.behaviourOf(this.phone, this.call)
  }

  get isRinging(): boolean {
    return this.call.status === 'ringing'
  }

  get isTalking(): boolean {
    return this.call.status === 'in-progress'
  }

  /** Runs `act` later unless the call has ended by then. */
  after(delayMs: number, act: () => void): Timer {
    const timer = this.network.clock.after(delayMs, () => {
      if (!this.isOver) act()
    })
    this.timers.push(timer)
    return timer
  }

  dial(): void {
    this.call.startedAtMs = this.network.clock.nowMs()
    this.report('initiated')
    const { setupMs } = this.behaviour
    if (setupMs > 0) this.after(setupMs, () => this.reachPhone())
    else this.reachPhone()
  }

  /** The phone itself makes the call: whoever it calls answers at once. */
  callIn(): void {
    this.call.startedAtMs = this.network.clock.nowMs()
    this.phone.lines.add(this)
    this.note({ kind: 'dial', text: this.call.to })
    this.talk()
    this.startSession(this.call.order.source)
  }

  private reachPhone(): void {
    const { mode, sipCode, callWaiting } = this.behaviour
    const isInUse = !callWaiting && this.phone.lines.size > 0
    if (mode === 'unreachable') this.end('failed', { sipCode })
    else if (mode === 'busy' || isInUse) this.end('busy', { sipCode: 486 })
    else this.ring()
  }

  private ring(): void {
    this.call.status = 'ringing'
    this.phone.lines.add(this)
    this.note({ kind: 'ring', text: this.call.from })
    this.report('ringing')
    const { ringMs } = this.call.order
    this.ringTimeout = this.after(ringMs, () => this.end('no-answer', { sipCode: 487 }))
    this.makePlan()
  }

  /** The phone's behaviour was changed while the call is alive. */
  behaviourChanged(hasNewKeys: boolean): void {
    this.makePlan()
    if (hasNewKeys && this.isTalking) this.person.restart()
  }

  /** What the phone will do by itself while it rings; made anew when somebody changes its behaviour meanwhile. */
  private makePlan(): void {
    this.plan?.cancel()
    if (!this.isRinging) return
    const { mode, afterMs } = this.behaviour
    if (mode === 'answer') this.plan = this.after(afterMs, () => this.answer())
    if (mode === 'voicemail') this.plan = this.after(afterMs, () => this.answer({ isMachine: true }))
    if (mode === 'reject') this.plan = this.after(afterMs, () => this.reject())
  }

  answer(how: { isMachine?: boolean } = {}): void {
    if (!this.isRinging) return
    this.plan?.cancel()
    this.ringTimeout?.cancel()
    this.isMachine = how.isMachine ?? false
    this.note({ kind: 'answer', text: this.isMachine ? 'machine' : 'person' })
    this.talk()
    if (this.bridge) this.bridge.answered()
    else detect(this, () => this.startSession(this.call.order.source))
  }

  private talk(): void {
    this.call.status = 'in-progress'
    this.call.answeredAtMs = this.network.clock.nowMs()
    this.report('answered')
    this.after(this.call.order.callMsMax, () => this.end('completed', { by: 'network' }))
    this.person.answered()
  }

  reject(): void {
    if (this.isRinging) this.end('busy', { sipCode: 603, by: 'phone' })
  }

  hangUp(): void {
    if (this.isTalking) this.end('completed', { by: 'phone' })
    else if (this.isRinging) this.reject()
  }

  press(keys: string): void {
    if (!this.isTalking) return
    for (const key of keys) {
      const item = this.note({ kind: 'key', text: key, used: false })
      item.used = this.session?.digit(key) ?? false
    }
  }

  /** Cancels or redirects from outside, through the REST API. */
  stop(status: 'canceled' | 'completed'): void {
    if (this.isTalking) {
      if (status === 'completed') this.end('completed', { by: 'caller' })
    } else {
      this.end('canceled', { sipCode: 487, by: 'caller' })
    }
  }

  startSession(source: TwimlSource): void {
    this.session ??= new Session(this)
    this.session.begin(source)
  }

  /** Something sounds on the line; the person and the machine hear it. */
  sound(item: Omit<TranscriptItem, 'n' | 'atMs' | 'callSid'>): TranscriptItem {
    const noted = this.note(this.isMachine ? { ...item, recorded: this.isRecording } : item)
    if (item.kind === 'say' || item.kind === 'play') this.person.hear(item.text)
    return noted
  }

  note(item: Omit<TranscriptItem, 'n' | 'atMs' | 'callSid'>): TranscriptItem {
    return this.network.note(this.phone, { ...item, callSid: this.call.sid })
  }

  /** Speech was cut off; what had not been said was not heard. */
  silenced(): void {
    this.person.silenced()
  }

  end(status: FinalStatus, cause: { sipCode?: number; by?: 'phone' | 'caller' | 'network' } = {}): void {
    if (this.isOver) return
    this.isOver = true
    for (const timer of this.timers) timer.cancel()
    this.session?.stop()
    const { call } = this
    Object.assign(call, { status, endedAtMs: this.network.clock.nowMs(), sipCode: cause.sipCode ?? sipCodes[status] })
    const wasOnPhone = this.phone.lines.delete(this)
    // A call withdrawn before it rang left no trace on the phone; a busy or unreachable one is worth knowing.
    if (wasOnPhone || status !== 'canceled') this.note({ kind: 'end', text: status, by: cause.by ?? 'network' })
    this.report('completed')
    call.line = null
    this.network.callEnded(call)
    this.bridge?.ended()
  }

  /** Forgets the call without a word to anybody. */
  abandon(): void {
    this.isOver = true
    this.session?.stop()
    this.call.line = null
  }

  private report(event: CallEvent): void {
    const { call, network } = this
    call.updatedAtMs = network.clock.nowMs()
    network.changed(this.phone)
    const target = call.order.statusCallback
    if (!target || !target.events.includes(event)) return
    network.callbacks.send(
      {
        sid: call.sid,
        event,
        isLast: event === 'completed',
        url: target.url,
        method: target.method,
        fields: progressFields(call, event, network.clock.nowMs()),
        accountSid: call.accountSid,
        authToken: network.authTokenOf(call.accountSid),
      },
      this.behaviour.callbacks,
    )
  }
}
