// What is told of a run to the addresses that follow it: the original's body for start, completion, stop and failure. Pure; who
// is told, and how often it is tried, is not decided here.

import { maskNumber } from '#core/plan/mask'
import type { Run } from './ports.ts'
import { callsOf, keyInput, namesOf, receivedContactName } from './result.ts'
import { runStatus } from './statuses.ts'

export type RunNotice = {
  readonly resultId: string
  readonly callflowId: string | null
  readonly callflowName: string | null
  readonly guidanceId: string | null
  readonly guidanceName: string | null
  /** Only of a run that succeeded, like the members below. */
  readonly receivedContactName?: string
  readonly keyInput?: string
  /** Whom the person was connected to, with the middle of the number hidden: a notice goes to who knows whom. */
  readonly transferTo?: string
}

/** Returns the body to be sent about a run as it is now. */
export const runNotice = (run: Run): RunNotice => {
  const names = { resultId: run.id, ...namesOf(run.plan) }
  if (runStatus(run.head, callsOf(run.attempts)) !== 'succeeded') return names
  const name = receivedContactName(run)
  const key = keyInput(run)
  const transferred = run.attempts.some(({ result }) => result === 'connected')
  return {
    ...names,
    ...(name === null ? {} : { receivedContactName: name }),
    ...(key === null ? {} : { keyInput: key }),
    ...(transferred && run.plan.transferTo !== undefined ? { transferTo: maskNumber(run.plan.transferTo) } : {}),
  }
}
