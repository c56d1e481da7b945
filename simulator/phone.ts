// A virtual phone: rings, is answered, pressed and hung up by a script, a test or a person at the page, and remembers what
// was heard on it. Every number that is called has one; it needs no registration.

import type { Behaviour, BehaviourPatch } from './behaviour.ts'
import type { Call } from './call.ts'
import { limits } from './limits.ts'
import type { Line } from './line/line.ts'
import type { Message } from './message.ts'
import type { Network } from './network.ts'
import { textIn } from './texting.ts'

export type TranscriptKind =
  | 'ring' // text: who calls
  | 'dial' // text: whom it calls
  | 'answer' // text: person or machine
  | 'greeting'
  | 'beep'
  | 'say'
  | 'play'
  | 'pause'
  | 'key'
  | 'connected'
  | 'sms'
  | 'text' // an SMS it sent
  | 'end' // text: the final status

export type TranscriptItem = {
  /** Rises by one for each thing on any phone. */
  n: number
  atMs: number
  kind: TranscriptKind
  text: string
  callSid: string | null
  language?: string
  voice?: string
  /** Who ended the call. */
  by?: 'phone' | 'caller' | 'network'
  /** A key: whether anybody was waiting for it. */
  used?: boolean
  /** A machine: whether its recording contains this. */
  recorded?: boolean
  /** Speech that was interrupted. */
  cut?: boolean
  /** The network's apology, not the customer's words. */
  isError?: boolean
}

export type PhoneState = 'idle' | 'ringing' | 'talking' | 'machine'

export class Phone {
  readonly number: string
  name: string | null = null
  overrides: BehaviourPatch = {}
  /** Overrides for the coming calls, one each. */
  upcoming: BehaviourPatch[] = []
  /** Calls now on this phone, ringing or answered. */
  readonly lines = new Set<Line>()
  changedAtMs = 0
  private items: TranscriptItem[] = []
  private readonly network: Network

  constructor(network: Network, number: string) {
    this.network = network
    this.number = number
  }

  /** Sets some knobs of this phone; the others stay. Takes effect on a ringing call too. */
  behave(patch: BehaviourPatch): this {
    this.overrides = { ...this.overrides, ...structuredClone(patch) }
    for (const line of this.lines) line.behaviourChanged('keys' in patch)
    this.network.changed(this)
    return this
  }

  /** Sets knobs for the next call only; asked again, for the one after it. */
  behaveNext(...patches: BehaviourPatch[]): this {
    this.upcoming.push(...patches.map((patch) => structuredClone(patch)))
    return this
  }

  /** Back to the global behaviour. */
  behaveNormally(): this {
    this.overrides = {}
    this.upcoming = []
    for (const line of this.lines) line.behaviourChanged(true)
    this.network.changed(this)
    return this
  }

  behaviour(): Behaviour {
    return this.network.behaviourOf(this)
  }

  state(): PhoneState {
    const line = this.line
    if (!line) return 'idle'
    if (line.isRinging) return 'ringing'
    return line.isMachine ? 'machine' : 'talking'
  }

  /** A person picks up. @returns whether it was ringing */
  answer(): boolean {
    return this.withRinging((line) => line.answer())
  }

  /** The answering machine picks up. @returns whether it was ringing */
  voicemail(): boolean {
    return this.withRinging((line) => line.answer({ isMachine: true }))
  }

  /** A person declines. @returns whether it was ringing */
  reject(): boolean {
    return this.withRinging((line) => line.reject())
  }

  /** @returns whether there was a conversation to press keys in */
  press(keys: string): boolean {
    const line = [...this.lines].find((each) => each.isTalking)
    line?.press(keys)
    return line !== undefined
  }

  /** Whoever called last; null where nobody has. */
  lastCaller(): string | null {
    return this.items.findLast(({ kind }) => kind === 'ring')?.text ?? null
  }

  /** Calls a number, by default whoever called last. @returns whether somebody answers */
  call(number = this.lastCaller(), { hidden = false } = {}): boolean {
    return number !== null && this.network.callIn(this, number, hidden) !== null
  }

  /** Whoever sent the last SMS; null where nobody has. */
  lastTexter(): string | null {
    return this.inbox().findLast(({ from }) => from !== null)?.from ?? null
  }

  /** Sends an SMS, by default to whoever sent the last one. @returns whether anybody has that number */
  text(body: string, number = this.lastTexter()): boolean {
    return number !== null && textIn(this.network, { phone: this, to: number, body })
  }

  /** @returns whether there was a call to hang up */
  hangUp(): boolean {
    const line = this.line
    line?.hangUp()
    return line !== undefined
  }

  /** Resolves when it rings. @errors rejects after `timeoutMs` of real time */
  async rings(timeoutMs = 5000): Promise<this> {
    await this.network.waitFor(() => [...this.lines].some((line) => line.isRinging), timeoutMs)
    return this
  }

  /** Resolves with the first Say or SMS after item `afterN` that contains the text. @errors rejects after `timeoutMs` of real time */
  hears(text: string, { afterN = 0, timeoutMs = 5000 } = {}): Promise<TranscriptItem> {
    const isIt = ({ n, kind, text: words }: TranscriptItem): boolean =>
      n > afterN && (kind === 'say' || kind === 'sms') && words.includes(text)
    return this.network.waitFor(() => this.items.find(isIt), timeoutMs)
  }

  /** Resolves when no call is on it any more. @errors rejects after `timeoutMs` of real time */
  async isFree(timeoutMs = 5000): Promise<this> {
    await this.network.waitFor(() => this.lines.size === 0, timeoutMs)
    return this
  }

  /** Everything that happened on this phone, oldest first. */
  transcript(): readonly TranscriptItem[] {
    return this.items
  }

  /** What was said to this phone, one text per Say, over all calls. */
  heard(): string[] {
    return this.items.filter((item) => item.kind === 'say').map((item) => item.text)
  }

  /** What its answering machine recorded. */
  recorded(): string[] {
    return this.items.filter((item) => item.kind === 'say' && item.recorded === true).map((item) => item.text)
  }

  /** All calls to this number, oldest first. */
  calls(): readonly Call[] {
    return this.network.calls.to(this.number)
  }

  /** All SMS to this number that arrived, oldest first. */
  inbox(): readonly Message[] {
    return this.network.messages.to(this.number).filter((message) => message.deliveredAtMs !== null)
  }

  /** The conversation, or the first call that rings. */
  get line(): Line | undefined {
    const lines = [...this.lines]
    return lines.find((each) => each.isTalking) ?? lines[0]
  }

  remember(item: TranscriptItem): void {
    this.items.push(item)
    if (this.items.length > limits.transcriptItems) this.items.shift()
  }

  forget(): void {
    this.items = []
  }

  private withRinging(act: (line: Line) => void): boolean {
    const line = [...this.lines].find((each) => each.isRinging)
    if (line) act(line)
    return line !== undefined
  }
}
