// Calendar programs read here who is on duty when, by a secret address and nothing else. A wrong one, one of another space and
// one that was taken back are the same: not there.

import { Hono } from 'hono'
import { AppError } from '#contract/errors'
import type { DutyDeps } from '#dialects/v1/duty-ports'
import type { AppEnv, Dialect } from '#http/port'
import { icalOf } from './write.ts'

const DAY_MS = 86_400_000
const BEFORE_DAYS = 31
const AHEAD_DAYS = 183

export type FeedLinkDeps = Pick<DutyDeps, 'feeds' | 'duty'> & { readonly nowMs: () => number }

/** From the beginning of a day on, so that an event keeps its name from one reading to the next. */
const rangeAt = (nowMs: number) => {
  const todayMs = Math.floor(nowMs / DAY_MS) * DAY_MS
  return { fromMs: todayMs - BEFORE_DAYS * DAY_MS, toMs: todayMs + AHEAD_DAYS * DAY_MS }
}

/** @errors feed.not_found */
export const createFeedLinks = ({ feeds, duty, nowMs }: FeedLinkDeps): Dialect => {
  const app = new Hono<AppEnv>()
  app.get('/ical/:file{nrf_[\\w-]{54}\\.ics}', async (context) => {
    const spaceId = context.get('spaceId')
    const found = await feeds.find(spaceId, context.req.param('file').replace(/\.ics$/, ''))
    if (found === null) throw new AppError('feed.not_found')
    const { kind, id, name, language } = found
    const turns = await duty.turns(spaceId, { kind, id, range: rangeAt(nowMs()) })
    return context.body(icalOf({ kind, name, language, turns, nowMs: nowMs() }), 200, {
      'Content-Type': 'text/calendar; charset=utf-8',
      'Content-Disposition': 'inline; filename="duty.ics"',
      'Cache-Control': 'private, max-age=900',
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
    })
  })
  return { app }
}
