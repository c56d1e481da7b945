// Identifiers and dates in the shapes the service uses: two letters and 32 hex digits, and RFC 2822 in UTC.

import { randomUUID } from 'node:crypto'

/** A new identifier, e.g. `CA` + 32 hex digits. */
export function newSid(prefix: 'AC' | 'CA' | 'SM' | 'PN' | 'SK'): string {
  return prefix + randomUUID().replaceAll('-', '')
}

/** `Sun, 22 Nov 2026 00:37:09 +0000` */
export function rfc2822(ms: number): string {
  return new Date(ms).toUTCString().replace('GMT', '+0000')
}

/** The same, or null for something that has not happened. */
export function rfc2822OrNull(ms: number | null): string | null {
  return ms === null ? null : rfc2822(ms)
}
