// What a webhook is told of a callout, in the shapes there are. Our own names everything; Pigeon's is its run notification. Nobody's
// number stands in any of them.

import { briefly } from '#core/cause'
import type { WebhookEvent } from '#store/webhook/fan-out'
import type { Unnoticed } from '#store/webhook/notices'

const instant = (atMs: number): string => new Date(atMs).toISOString()

const calloutBody = (callout: Unnoticed) => {
  const { id, policyId, policyKey, policyName, cause, priority, createdBy, createdAtMs, parentId, head } = callout
  return {
    id,
    status: head.outcome === null ? 'running' : 'ended',
    outcome: head.outcome,
    policy: { id: policyId, key: policyKey, name: policyName },
    text: briefly(cause),
    priority,
    createdAt: instant(createdAtMs),
    createdBy,
    endedAt: head.endedAtMs === null ? null : instant(head.endedAtMs),
    acknowledgedBy: head.acknowledgedBy,
    escalatedFrom: head.reminding?.of === undefined ? parentId : null,
    reminderOf: head.reminding?.of ?? null,
    incident: cause.incidentId ?? null,
    links: { self: `/v1/callouts/${id}`, explanation: `/v1/callouts/${id}/explanation` },
  }
}

/** Pigeon tells a run's start, completion, stop and failure; a run that was never to start has none of them. */
const pigeonNames: Readonly<Record<string, string>> = {
  started: 'started',
  acknowledged: 'completed',
  cancelled: 'cancelled',
  suppressed: 'cancelled',
}

/** What happened to a callout since it was told last: that it started, how it ended. */
export const calloutEvents = (callout: Unnoticed, run: object | null): readonly WebhookEvent[] => {
  const { id, spaceId, projectId, policyId, createdAtMs, head, outcome, startTold } = callout
  const event = (action: string, atMs: number): WebhookEvent => ({
    spaceId,
    projectId,
    policyId,
    name: `callout.${action}`,
    once: `callout ${id} ${action === 'started' ? 'started' : 'ended'}`,
    bodies: {
      noroshi: { event: `callout.${action}`, at: instant(atMs), callout: calloutBody(callout) },
      ...(run === null ? {} : { pigeon: { event: pigeonNames[action] ?? 'failed', ...run } }),
    },
  })
  const began = startTold || outcome === 'suppressed' ? [] : [event('started', createdAtMs)]
  return outcome === null ? began : [...began, event(outcome, head.endedAtMs ?? createdAtMs)]
}
