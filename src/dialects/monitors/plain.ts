// The plain way in: the events of /v1/alerts, with the key of a source in the place of a token.

import { z } from 'zod'
import { alertEvents } from '#contract/alerts'
import { eventOf } from '#dialects/shared/alert-events'
import { fieldMessage } from '#words/field-messages'
import type { Read } from './ports.ts'

const plainBody = z.strictObject({ events: alertEvents })

export const plainEvents = (body: unknown): Read => {
  const read = plainBody.safeParse(body)
  if (read.success) return { ok: true, events: read.data.events.map(eventOf) }
  const [issue] = read.error.issues
  return { ok: false, why: `${issue?.path.map(String).join('.') ?? ''}: ${fieldMessage(issue?.message ?? '', 'en')}` }
}
