// What the control API sends to the page.

import type { Behaviour, BehaviourPatch } from '../behaviour.ts'
import type { DebuggerEntry } from '../debugger-log.ts'
import type { Fault } from '../faults.ts'
import type { PhoneState, TranscriptItem } from '../phone.ts'

export type { Behaviour, BehaviourPatch, DebuggerEntry, Fault, PhoneState, TranscriptItem }

export type PhoneView = {
  number: string
  name: string | null
  state: PhoneState
  call: { sid: string; from: string; to: string; direction: string; status: string; answeredBy: string | null } | null
  lastCaller: string | null
  callCount: number
  overrides: BehaviourPatch
  behaviour: Behaviour
  transcript: TranscriptItem[]
  inbox: { sid: string; from: string | null; body: string; deliveredAtMs: number }[]
}

export type AccountView = {
  sid: string
  authToken: string
  cps: number | null
  concurrency: number | null
  unfinished: number
  queued: number
  numbers: string[]
}

export type NetworkView = {
  url: string
  resets: number
  behaviour: Behaviour
  faults: Fault[]
  clock: { mode: 'real' | 'stepped'; nowMs: number }
  accounts: AccountView[]
  debugger: DebuggerEntry[]
  demo: { policies: { id: string; key: string; name: string }[] } | null
}
