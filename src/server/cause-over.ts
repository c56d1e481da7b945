// Whether what a callout is about needs nobody any more. Asked before what was acknowledged comes back: alerts that recovered since, or
// are in downtime, and a closed incident, call nobody again.

import type { CauseOver } from '#engine/ports'
import type { ConfigStore } from '#store/config/store'
import { runOfSource } from './causes.ts'

export type CauseOverDeps = Pick<ConfigStore, 'alertRuns' | 'callouts'> & { readonly nowMs: () => number }

export const createCauseOver =
  ({ alertRuns, callouts, nowMs }: CauseOverDeps): CauseOver =>
  async (spaceId, cause) => {
    const { incidentId } = cause
    if (incidentId !== undefined && (await callouts.isClosed(spaceId, incidentId))) return true
    const run = cause.kind === 'live' ? runOfSource(cause.source) : null
    if (run === null) return false
    const members = (await alertRuns.get(spaceId, run))?.members ?? []
    const now = nowMs()
    return members.every(({ body }) => body.state === 'recovered' || Number(body.downtimeUntilMs) > now)
  }
