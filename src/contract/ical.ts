// Calendars of other programs on their way in: holidays into a calendar, turns into a schedule.

import { z } from '@hono/zod-openapi'
import { instant, key } from './text.ts'

const flag = z.enum(['true', 'false']).default('false')

export const icalSkipReasons = [
  'no_start',
  'empty',
  'zone_unknown',
  'rule_unsupported',
  'cancelled',
  'not_whole_days',
  'user_unknown',
] as const

const skipped = z.array(z.object({ summary: z.string(), why: z.enum(icalSkipReasons), message: z.string() }))

export const holidayImportQuery = z.object({
  mode: z
    .enum(['add', 'replace'])
    .default('add')
    .openapi({ description: 'replace: days added before are taken out; add: they stay' }),
  dryRun: flag.openapi({ description: 'true: says what would be taken, and changes nothing' }),
})

export const holidayImport = z
  .object({
    days: z.array(z.object({ from: z.string(), through: z.string(), name: z.string() })),
    skipped,
  })
  .openapi('HolidayImport')

export const dutyImportQuery = z.object({
  position: key,
  temporary: key.openapi({ description: 'the key of the temporary schedule it becomes; one of this key is replaced' }),
  from: instant,
  to: instant,
  dryRun: flag.openapi({ description: 'true: says what would be taken, and changes nothing' }),
})

export const dutyImport = z
  .object({
    shifts: z.array(z.object({ position: z.string(), user: z.string(), startsAt: instant, endsAt: instant })),
    skipped,
  })
  .openapi('DutyImport')
