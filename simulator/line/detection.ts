// Answering machines: what a machine plays when it answers, and what the network's detection makes of it. Synchronous
// detection delays the first TwiML until it has decided; asynchronous detection reports beside the call.

import { callFields } from './fields.ts'
import type { Line } from './line.ts'

/** Starts greeting and detection as the call asks, and calls `begin` when the TwiML may start. */
export function detect(line: Line, begin: () => void): void {
  const { order } = line.call
  if (line.isMachine) playGreeting(line)
  if (order.detection === 'none') {
    begin()
    return
  }
  const decided = decision(line)
  line.after(decided.atMs, () => {
    line.call.answeredBy = decided.answeredBy
    if (order.isDetectionAsync) reportDetection(line, decided)
    else begin()
  })
  if (order.isDetectionAsync) begin()
}

function playGreeting(line: Line): void {
  const { greeting, greetingMs } = line.behaviour
  line.note({ kind: 'greeting', text: greeting })
  line.after(greetingMs, () => {
    line.isRecording = true
    line.note({ kind: 'beep', text: '' })
  })
}

function decision(line: Line): { answeredBy: string; atMs: number } {
  const { amdMs, greetingMs, answeredBy } = line.behaviour
  const { detection, detectionTimeoutMs } = line.call.order
  const waitsForBeep = line.isMachine && detection === 'end'
  const truth = line.isMachine ? (waitsForBeep ? 'machine_end_beep' : 'machine_start') : 'human'
  const atMs = waitsForBeep ? Math.max(amdMs, greetingMs) : amdMs
  if (atMs > detectionTimeoutMs) return { answeredBy: 'unknown', atMs: detectionTimeoutMs }
  return { answeredBy: answeredBy ?? truth, atMs }
}

function reportDetection(line: Line, decided: { answeredBy: string; atMs: number }): void {
  const target = line.call.order.asyncDetection
  if (!target) return
  const { network, call } = line
  network.callbacks.send(
    {
      sid: `${call.sid}/amd`,
      event: 'amd',
      isLast: true,
      url: target.url,
      method: target.method,
      fields: {
        ...callFields(call),
        AnsweredBy: decided.answeredBy,
        MachineDetectionDuration: String(Math.round(decided.atMs)),
      },
      accountSid: call.accountSid,
      authToken: network.authTokenOf(call.accountSid),
    },
    line.behaviour.callbacks,
  )
}
