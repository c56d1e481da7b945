// Instants as people type them: so long from now, a date, or an instant.
import { UsageError } from './failure.ts'

const HOUR_MS = 3_600_000
const unitsMs: Readonly<Record<string, number>> = { m: 60_000, h: HOUR_MS, d: 24 * HOUR_MS, w: 7 * 24 * HOUR_MS }

/**
 * Reads `30m`, `12h`, `90d`, `4w`, a date (until its end, where the reader is) or an instant.
 * @param option the option's name, for the words of a refusal
 */
export function timeToCome(text: string | null, nowMs: number, option: string): string | null {
  if (text === null) return null
  const [, count = '', unit = ''] = /^(\d{1,5})([mhdw])$/.exec(text) ?? []
  const unitMs = unitsMs[unit]
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text)
  const atMs = unitMs === undefined ? Date.parse(isDay ? `${text}T23:59:59.999` : text) : nowMs + Number(count) * unitMs
  if (Number.isNaN(atMs) || atMs <= nowMs) {
    throw new UsageError({
      en: `--${option} takes a time to come, like 30m, 12h, 90d, 4w or 2027-03-31, not "${text}"`,
      ja: `--${option} は 30m、12h、90d、4w、2027-03-31 のような将来の時点です（「${text}」は使えません）`,
    })
  }
  return new Date(atMs).toISOString()
}
