// Runs TwiML on an answered line: asks for a document, performs its verbs in order, follows Redirect and Gather to the next
// document, falls back, apologises, hangs up. One thing happens at a time: a request, a sound, a Gather, or a Dial; `turn`
// counts them, so that an answer which arrives after an interruption is recognised as stale and ignored.

import type { HttpMethod, TwimlSource } from '../call.ts'
import { isDuplicated } from '../callbacks.ts'
import type { Timer } from '../clock.ts'
import { limits } from '../limits.ts'
import type { TranscriptItem } from '../phone.ts'
import type { Document, Problem, TwimlNode } from '../twiml/document.ts'
import { documentOfAnswer, parseTwiml } from '../twiml/document.ts'
import { callFields } from './fields.ts'
import { GatherRun } from './gather-run.ts'
import type { Line } from './line.ts'
import { performVerb } from './verbs.ts'

export type Ask = {
  url: string
  method: HttpMethod
  fields?: Record<string, string>
  /** Name for the duplicate knob. */
  event: 'voice' | 'gather'
  isFallback?: boolean
}

export class Session {
  readonly line: Line
  /** Where the running document came from; null for one given inline. */
  origin: { url: string; method: HttpMethod } | null = null
  gather: GatherRun | null = null
  /** The other leg of a Dial. */
  secondLeg: Line | null = null
  private verbs: readonly TwimlNode[] = []
  private verbAt = 0
  private turn = 0
  private documents = 0
  /** Sounds without length that follow each other in one turn; bounded, because each is a call within a call. */
  private depth = 0
  private isStopped = false
  private sounding: { timer: Timer; item: TranscriptItem } | null = null

  constructor(line: Line) {
    this.line = line
  }

  /** Starts, or interrupts what is going on and starts anew. */
  begin(source: TwimlSource): void {
    this.interrupt()
    if ('twiml' in source) {
      this.origin = null
      this.run(parseTwiml(source.twiml), null)
    } else {
      this.ask({ url: source.url, method: source.method, event: 'voice' })
    }
  }

  stop(): void {
    this.interrupt()
    this.isStopped = true
  }

  /** Whether anybody was waiting for the digit. */
  digit(key: string): boolean {
    return this.gather?.digit(key) ?? false
  }

  /** Requests the next document. Relative addresses are relative to the running one. */
  ask(request: Ask): void {
    this.interrupt()
    const { line } = this
    const { network, call } = line
    const turn = this.turn
    this.documents += 1
    const url = this.resolve(request.url)
    if (url === null) return this.fail({ code: 11100, message: `Invalid URL format: ${request.url}` }, request)
    if (this.documents > limits.documentsPerCall) return this.apologise()
    const webhook = {
      url,
      method: request.method,
      fields: {
        ...callFields(call),
        ...(call.answeredBy === null ? {} : { AnsweredBy: call.answeredBy }),
        ...request.fields,
      },
      accountSid: call.accountSid,
      authToken: network.authTokenOf(call.accountSid),
      idempotencyToken: crypto.randomUUID(),
    }
    const isTwice = isDuplicated(request.event, line.behaviour.callbacks)
    void network.webhooks.send(webhook).then((answer) => {
      if (turn !== this.turn || this.isStopped) return
      if (answer.ok) this.origin = { url, method: request.method }
      this.run(documentOfAnswer(answer), { ...request, url })
    })
    if (isTwice) void network.webhooks.send(webhook)
  }

  private run(document: Document, request: Ask | null): void {
    if (!document.ok) {
      this.fail(document.problem, request)
      return
    }
    this.verbs = document.verbs
    this.verbAt = 0
    this.next()
  }

  /** Performs the following verb; at the end of the document the network hangs up. */
  next(): void {
    if (this.isStopped) return
    const verb = this.verbs[this.verbAt]
    this.verbAt += 1
    if (verb) performVerb(this, verb)
    else this.line.end('completed', { by: 'caller' })
  }

  /** Sounds something for a while, then goes on. */
  sound(item: Omit<TranscriptItem, 'n' | 'atMs' | 'callSid'>, durationMs: number, done: () => void): void {
    const turn = this.turn
    const noted = this.line.sound(item)
    if (this.isStopped || turn !== this.turn) return
    if (durationMs <= 0 && this.depth < limits.instantSounds) {
      this.depth += 1
      done()
      this.depth -= 1
      return
    }
    const timer = this.line.after(durationMs, () => {
      this.sounding = null
      done()
    })
    this.sounding = { timer, item: noted }
  }

  /** Stops what is being said. */
  hush(): void {
    if (!this.sounding) return
    this.sounding.timer.cancel()
    this.sounding.item.cut = true
    this.sounding = null
    this.line.silenced()
  }

  startGather(node: TwimlNode): void {
    this.gather = new GatherRun(this, node)
    this.gather.begin()
  }

  warn(code: number, message: string): void {
    const { network, call } = this.line
    network.debuggerLog.add({ level: 'warning', code, message, sid: call.sid, url: this.origin?.url ?? null })
  }

  /** An error: the fallback address is asked once; without one, or when that fails too, the callee hears an apology. */
  fail(problem: Problem, request: Ask | null): void {
    const { network, call } = this.line
    const failedUrl = request?.url ?? this.origin?.url ?? ''
    const entry = {
      level: 'error',
      code: problem.code,
      message: problem.message,
      sid: call.sid,
      url: failedUrl,
    } as const
    network.debuggerLog.add(entry)
    const { fallback } = call.order
    if (!fallback || request?.isFallback) {
      this.apologise()
      return
    }
    const fields = { ErrorCode: String(problem.code), ErrorUrl: failedUrl }
    this.ask({ ...fallback, fields, event: 'voice', isFallback: true })
  }

  private apologise(): void {
    this.interrupt()
    const text = 'We are sorry, an application error has occurred. Goodbye.'
    const durationMs = text.length * this.line.behaviour.msPerChar
    this.sound({ kind: 'say', text, language: 'en-US', isError: true }, durationMs, () =>
      this.line.end('completed', { by: 'network' }),
    )
  }

  private interrupt(): void {
    this.turn += 1
    this.hush()
    this.gather?.cancel()
    this.gather = null
    const leg = this.secondLeg
    this.secondLeg = null
    leg?.stop('completed')
  }

  private resolve(url: string): string | null {
    const base = this.origin?.url
    if (!URL.canParse(url, base)) return null
    // An absolute address is used to the letter: normalising it would change what is signed.
    return URL.canParse(url) ? url : new URL(url, base).toString()
  }
}
