// Status callbacks on their way to the customer's server: in order per call, one request each, and mishandled as the knobs
// say (lost, doubled, late, swapped). What a callback contains is decided by who reports it.

import type { CallbackFaults } from './behaviour.ts'
import type { Clock, Timer } from './clock.ts'
import type { DebuggerLog } from './debugger-log.ts'
import type { FormFields } from './signature.ts'
import type { Webhooks } from './webhook.ts'

export type Callback = {
  /** Of the call or message; callbacks of one are sent one after another. */
  sid: string
  event: string
  isLast: boolean
  url: string
  method: 'GET' | 'POST'
  fields: FormFields
  accountSid: string
  authToken: string
}

type Lane = { queue: Callback[]; isBusy: boolean }
type Held = { callback: Callback; timer: Timer }

/** A server that does not answer holds up the following callback only this long. */
const patienceMs = 1000
/** With `reorder`, how long a callback waits for a neighbour to be swapped with. */
const holdMs = 10_000

export class Callbacks {
  sent = 0
  dropped = 0
  private readonly lanes = new Map<string, Lane>()
  private readonly held = new Map<string, Held>()
  private readonly ways: { clock: Clock; webhooks: Webhooks; debuggerLog: DebuggerLog; random: () => number }

  constructor(ways: { clock: Clock; webhooks: Webhooks; debuggerLog: DebuggerLog; random: () => number }) {
    this.ways = ways
  }

  send(callback: Callback, faults: CallbackFaults): void {
    if (this.isDropped(callback.event, faults)) {
      this.dropped += 1
      return
    }
    const copies = isDuplicated(callback.event, faults) ? [callback, callback] : [callback]
    const delayMs =
      faults.delayEvents === undefined || names(faults.delayEvents, callback.event) ? (faults.delayMs ?? 0) : 0
    const deliver = (): void => this.deliver(copies, faults.reorder === true)
    if (delayMs > 0) this.ways.clock.after(delayMs, deliver)
    else deliver()
  }

  clear(): void {
    for (const held of this.held.values()) held.timer.cancel()
    this.held.clear()
    this.lanes.clear()
  }

  private isDropped(event: string, faults: CallbackFaults): boolean {
    if (names(faults.drop, event)) return true
    if ((faults.dropNext ?? 0) > 0) {
      faults.dropNext = (faults.dropNext ?? 0) - 1
      return true
    }
    return faults.dropProbability !== undefined && this.ways.random() < faults.dropProbability
  }

  private deliver(copies: readonly Callback[], isSwapping: boolean): void {
    const first = copies[0]
    if (!first) return
    const earlier = this.held.get(first.sid)
    if (earlier) {
      earlier.timer.cancel()
      this.held.delete(first.sid)
      this.enqueue([...copies, earlier.callback])
    } else if (isSwapping && !first.isLast) {
      const release = (): void => {
        this.held.delete(first.sid)
        this.enqueue(copies)
      }
      this.held.set(first.sid, { callback: first, timer: this.ways.clock.after(holdMs, release) })
    } else {
      this.enqueue(copies)
    }
  }

  private enqueue(callbacks: readonly Callback[]): void {
    const sid = callbacks[0]?.sid ?? ''
    const lane = this.lanes.get(sid) ?? { queue: [], isBusy: false }
    this.lanes.set(sid, lane)
    lane.queue.push(...callbacks)
    if (!lane.isBusy) this.sendNext(sid, lane)
  }

  private sendNext(sid: string, lane: Lane): void {
    const callback = lane.queue.shift()
    if (!callback) {
      lane.isBusy = false
      this.lanes.delete(sid)
      return
    }
    lane.isBusy = true
    this.sent += 1
    let isOver = false
    const goOn = (): void => {
      if (isOver) return
      isOver = true
      timer.cancel()
      this.sendNext(sid, lane)
    }
    const timer = this.ways.clock.after(patienceMs, goOn)
    void this.ways.webhooks.send(callback).then((answer) => {
      const problem = answer.ok ? (answer.status >= 400 ? 11200 : null) : answer.code
      if (problem !== null) {
        const message = answer.ok ? `Status callback: ${callback.url} answered ${answer.status}` : answer.message
        this.ways.debuggerLog.add({ level: 'warning', code: problem, message, sid, url: callback.url })
      }
      goOn()
    })
  }
}

/** Counts down `duplicateNext`; also used for the requests for TwiML. */
export function isDuplicated(event: string, faults: CallbackFaults): boolean {
  if (names(faults.duplicate, event)) return true
  if ((faults.duplicateNext ?? 0) <= 0) return false
  faults.duplicateNext = (faults.duplicateNext ?? 0) - 1
  return true
}

function names(list: readonly string[] | undefined, event: string): boolean {
  return list !== undefined && (list.includes(event) || list.includes('*'))
}
