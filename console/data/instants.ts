// Times as the fields of forms hold them, in this device's zone, and as the server takes them.

const MINUTE_MS = 60_000
const TO_MINUTES = 16

/** Returns what a field of date and time holds for an instant; nothing for none. */
export const fieldOf = (instant: string | null): string => {
  if (instant === null) return ''
  const at = new Date(instant)
  return new Date(at.getTime() - at.getTimezoneOffset() * MINUTE_MS).toISOString().slice(0, TO_MINUTES)
}

/** Returns the instant a field of date and time holds; null where it is empty or not whole. */
export const instantOf = (text: string | undefined): string | null => {
  const at = new Date(text ?? '')
  return Number.isNaN(at.getTime()) ? null : at.toISOString()
}

/** As instantOf, for what is to be written: what is no instant goes as it was typed, and the server says so. */
export const instantTyped = (text: string): string | null => (text === '' ? null : (instantOf(text) ?? text))
