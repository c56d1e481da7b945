// The phone network: accounts, calls, messages and phones on one clock, and the knobs that apply to all. The REST API, the
// control API, the page and tests in the same process all act through this object; it knows nothing of HTTP requests in.

import type { Account, AccountOptions } from './account.ts'
import {
  createAccount,
  defaultAccountSid,
  defaultAuthToken,
  defaultKeySecret,
  defaultKeySid,
  enqueue,
} from './account.ts'
import type { Behaviour, BehaviourPatch } from './behaviour.ts'
import { defaultBehaviour } from './behaviour.ts'
import type { Call } from './call.ts'
import { incomingOrder, isFinished } from './call.ts'
import { Callbacks } from './callbacks.ts'
import type { ClockMode, ClockOptions } from './clock.ts'
import { NetworkClock, wallMs } from './clock.ts'
import { DebuggerLog } from './debugger-log.ts'
import { Faults } from './faults.ts'
import { newSid } from './ids.ts'
import { Ledger } from './ledger.ts'
import type { Bridge } from './line/line.ts'
import { Line } from './line/line.ts'
import type { Message } from './message.ts'
import { deliver } from './message.ts'
import type { TranscriptItem } from './phone.ts'
import { Phone } from './phone.ts'
import { RequestLog } from './request-log.ts'
import { Watch } from './watch.ts'
import { Webhooks } from './webhook.ts'

export type Settings = {
  /** Little memory per call: no transcripts, no request log. */
  lean: boolean
  /** Lists show a call only this long after it was created: the service's are "eventually consistent". */
  listLagMs: number
  /** How long (real time) a stepped clock waits for webhooks that are not answered. */
  patienceMs: number
}

export type NetworkOptions = {
  /** 'stepped' stands still until advanced; `nowMs` sets it. */
  clock?: ClockMode | ClockOptions
  /** Global knobs. */
  behaviour?: BehaviourPatch
  settings?: Partial<Settings>
  /** The default account, where it should differ: its numbers, rate, concurrency. */
  account?: AccountOptions
  /** Phones that exist from the start, in this order on the page. */
  phones?: readonly { number: string; name?: string; behaviour?: BehaviourPatch }[]
  /** For `dropProbability`; 0 ≤ value < 1. */
  random?: () => number
}

export type NewCall = Pick<Call, 'accountSid' | 'to' | 'from' | 'numberSid' | 'direction' | 'parentSid' | 'order'>
export type NewMessage = Pick<
  Message,
  'accountSid' | 'to' | 'from' | 'serviceSid' | 'segments' | 'body' | 'statusCallback'
>

const defaultSettings: Settings = { lean: false, listLagMs: 0, patienceMs: 5000 }

export class Network {
  readonly clock: NetworkClock
  readonly webhooks: Webhooks
  readonly callbacks: Callbacks
  readonly debuggerLog: DebuggerLog
  readonly faults = new Faults()
  readonly requests = new RequestLog()
  readonly watch = new Watch()
  readonly accounts = new Map<string, Account>()
  readonly calls = new Ledger<Call>()
  readonly messages = new Ledger<Message>()
  readonly phones = new Map<string, Phone>()
  readonly defaultAccount: Account
  settings: Settings
  behaviour: Behaviour
  private readonly options: NetworkOptions
  /** How often everything was forgotten; a page that sees it change must fetch the phones again. */
  resets = 0
  private itemCount = 0

  constructor(options: NetworkOptions = {}) {
    this.options = options
    this.clock = new NetworkClock(typeof options.clock === 'string' ? { mode: options.clock } : options.clock)
    this.webhooks = new Webhooks(this.clock)
    this.debuggerLog = new DebuggerLog(this.clock, () => this.watch.changed(null))
    this.callbacks = new Callbacks({
      clock: this.clock,
      webhooks: this.webhooks,
      debuggerLog: this.debuggerLog,
      random: options.random ?? Math.random,
    })
    this.settings = { ...defaultSettings, ...options.settings }
    this.behaviour = { ...defaultBehaviour, ...structuredClone(options.behaviour ?? {}) }
    this.defaultAccount = this.addAccount({ sid: defaultAccountSid, authToken: defaultAuthToken, ...options.account })
    this.defaultAccount.keys.set(defaultKeySid, defaultKeySecret)
    this.addPhones()
  }

  /** The phone of a number, with or without punctuation; made on first use. */
  phone(written: string): Phone {
    const known = this.phones.get(written)
    if (known) return known
    const number = written.replaceAll(/[\s().-]/g, '')
    if (number !== written) return this.phone(number)
    const phone = new Phone(this, number)
    this.phones.set(number, phone)
    return phone
  }

  /** Sets knobs for all phones that do not override them. */
  behave(patch: BehaviourPatch): void {
    this.behaviour = { ...this.behaviour, ...structuredClone(patch) }
    for (const phone of this.phones.values()) for (const line of phone.lines) line.behaviourChanged('keys' in patch)
    this.watch.changed(null)
  }

  behaviourOf(phone: Phone, call?: Call): Behaviour {
    return { ...this.behaviour, ...phone.overrides, ...call?.behaviour }
  }

  addAccount(options: AccountOptions = {}): Account {
    const account = createAccount(options, this.clock.nowMs())
    this.accounts.set(account.sid, account)
    return account
  }

  authTokenOf(accountSid: string): string {
    return this.accounts.get(accountSid)?.authToken ?? ''
  }

  /** Records a call in state queued; it is dialled by `place` or `dial`. */
  createCall(order: NewCall): Call {
    const nowMs = this.clock.nowMs()
    const call: Call = {
      ...order,
      sid: newSid('CA'),
      index: this.calls.nextIndex,
      arrivedAtMs: wallMs(),
      createdAtMs: nowMs,
      updatedAtMs: nowMs,
      startedAtMs: null,
      answeredAtMs: null,
      endedAtMs: null,
      status: 'queued',
      answeredBy: null,
      sipCode: null,
      sequence: 0,
      deleted: false,
      behaviour: null,
      line: null,
    }
    this.calls.add(call)
    const account = this.accounts.get(call.accountSid)
    if (account) account.unfinished += 1
    return call
  }

  /** Creates a call and dials it when the account's rate allows. */
  place(order: NewCall): Call {
    const call = this.createCall(order)
    const phone = this.phone(call.to)
    this.takeUpcoming(call)
    const account = this.accounts.get(call.accountSid)
    const isIgnored = this.behaviourOf(phone, call).mode === 'ignore'
    if (account && !isIgnored) enqueue(account, call, { clock: this.clock, dial: (next) => void this.dial(next) })
    this.changed(phone)
    return call
  }

  /** Gives a call the knobs that were set for the next one to its phone. */
  takeUpcoming(call: Call): void {
    call.behaviour = this.phone(call.to).upcoming.shift() ?? null
  }

  dial(call: Call, bridge: Bridge | null = null): Line | null {
    if (isFinished(call)) return null
    const line = new Line(this, call, { bridge })
    call.line = line
    line.after(0, () => line.dial())
    return line
  }

  /**
   * A phone calls a number that an account owns; what is heard comes from the number's VoiceUrl.
   * @param hidden the caller id is not shown
   * @returns null where nobody answers: no such number, no VoiceUrl, or the phone is in use
   */
  callIn(phone: Phone, written: string, hidden = false): Call | null {
    const to = written.replaceAll(/[\s().-]/g, '')
    const account = [...this.accounts.values()].find(({ numbers }) => numbers.has(to))
    const order = incomingOrder(account?.numbers.get(to)?.settings ?? {})
    if (account === undefined || order === null || phone.lines.size > 0) return null
    const from = hidden ? 'anonymous' : phone.number
    const other = { accountSid: account.sid, numberSid: null, direction: 'inbound', parentSid: null } as const
    const call = this.createCall({ ...other, to, from, order })
    const line = new Line(this, call, { phone })
    call.line = line
    line.callIn()
    return call
  }

  /** Ends a call from outside; one that was never dialled is ended without ringing. */
  stopCall(call: Call, status: 'canceled' | 'completed'): void {
    call.line ??= new Line(this, call)
    call.line.stop(status)
  }

  callEnded(call: Call): void {
    const account = this.accounts.get(call.accountSid)
    if (account) account.unfinished -= 1
  }

  sendMessage(order: NewMessage): Message {
    const nowMs = this.clock.nowMs()
    const message: Message = {
      ...order,
      sid: newSid('SM'),
      index: this.messages.nextIndex,
      arrivedAtMs: wallMs(),
      createdAtMs: nowMs,
      updatedAtMs: nowMs,
      sentAtMs: null,
      deliveredAtMs: null,
      status: 'queued',
      errorCode: null,
      deleted: false,
    }
    this.messages.add(message)
    if (this.behaviourOf(this.phone(message.to)).mode !== 'ignore') this.clock.after(0, () => deliver(this, message))
    return message
  }

  /** Writes something into a phone's transcript. */
  note(phone: Phone, item: Omit<TranscriptItem, 'n' | 'atMs'>): TranscriptItem {
    this.itemCount += 1
    const noted: TranscriptItem = { n: this.itemCount, atMs: this.clock.nowMs(), ...item }
    if (!this.settings.lean) phone.remember(noted)
    this.changed(phone)
    return noted
  }

  changed(phone: Phone): void {
    phone.changedAtMs = this.clock.nowMs()
    this.watch.changed(phone)
  }

  /** Resolves with the first truthy value of `check`, looked at after every change. @errors rejects after `timeoutMs` of real time */
  waitFor<T>(check: () => T, timeoutMs = 5000): Promise<Exclude<T, false | null | undefined | 0 | ''>> {
    return this.watch.waitFor(check, timeoutMs)
  }

  /** Lets time pass on a stepped clock; resolves when everything due has happened and webhooks were answered. */
  advance(ms: number): Promise<void> {
    return this.clock.advance(ms, () => this.quiet())
  }

  /** Resolves when nothing is outstanding and nothing is due at this instant. */
  async settled(): Promise<void> {
    const untilMs = wallMs() + this.settings.patienceMs
    do await this.quiet()
    while (this.clock.isDue && wallMs() < untilMs)
  }

  private async quiet(): Promise<void> {
    const untilMs = wallMs() + this.settings.patienceMs
    do {
      await this.webhooks.idle(Math.max(0, untilMs - wallMs()))
      await new Promise((resolve) => setImmediate(resolve))
    } while (this.webhooks.outstanding > 0 && wallMs() < untilMs)
  }

  /** Back to how it was started: no calls, messages, faults or changed knobs. Accounts and the clock stay. */
  reset(): void {
    for (const call of this.calls.all) call.line?.abandon()
    this.clock.stop()
    this.callbacks.clear()
    this.debuggerLog.clear()
    this.faults.clear()
    this.requests.clear()
    this.calls.clear()
    this.messages.clear()
    this.phones.clear()
    this.settings = { ...defaultSettings, ...this.options.settings }
    this.behaviour = { ...defaultBehaviour, ...structuredClone(this.options.behaviour ?? {}) }
    for (const account of this.accounts.values()) {
      account.unfinished = 0
      account.queue = []
      account.queueAt = 0
    }
    this.resets += 1
    this.addPhones()
    this.watch.changed(null)
  }

  close(): void {
    this.clock.stop()
    this.callbacks.clear()
    this.webhooks.close()
    this.watch.close()
  }

  private addPhones(): void {
    for (const { number, name, behaviour } of this.options.phones ?? []) {
      const phone = this.phone(number)
      phone.name = name ?? null
      if (behaviour) phone.behave(behaviour)
    }
  }
}
