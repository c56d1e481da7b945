// Numbers as they are shown to people who may not see them, and in the history: enough to recognise one's own, not enough to
// dial. Pure string work; the number must be E.164 already.

const lastDigits = 4

/** '+819012345678' → '090-****-5678'; a number of another country keeps its first digits of the country code. */
export const maskNumber = (e164: string): string => {
  if (!/^\+\d{8,15}$/.test(e164)) return '****'
  const last = e164.slice(-lastDigits)
  if (!e164.startsWith('+81')) return `${e164.slice(0, /^\+[17]/.test(e164) ? 2 : 3)}-****-${last}`
  const national = `0${e164.slice(3)}`
  // Mobile, IP and pager numbers have three digits before the subscriber's; areas are shown by two, whatever their length.
  return `${national.slice(0, /^0[25-9]0/.test(national) ? 3 : 2)}-****-${last}`
}
