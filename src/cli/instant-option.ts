// An instant given as an option, as people type it.
import { type Invocation, valueOf } from './command.ts'
import { UsageError } from './failure.ts'

/** A day begins at midnight where the reader is. */
export function instantOf({ given }: Invocation, name: 'from' | 'to'): string | null {
  const text = valueOf(given, name)
  if (text === null) return null
  const atMs = Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00` : text)
  if (!Number.isNaN(atMs)) return new Date(atMs).toISOString()
  throw new UsageError({
    en: `--${name} takes a day or an instant like 2027-01-01T03:00:00+09:00, not "${text}"`,
    ja: `--${name} は日付か 2027-01-01T03:00:00+09:00 のような日時です（「${text}」は使えません）`,
  })
}
