// How a number or address looks to those who may not see it: enough to tell two apart, not enough to call.

const STARS = '****'

/** Returns `+81****5678`, `s****@example.jp`, or the first character and stars. */
export const maskAddress = (address: string): string => {
  if (/^\+\d+$/.test(address))
    return address.length < 9 ? `+${STARS}` : `${address.slice(0, 3)}${STARS}${address.slice(-4)}`
  const at = address.lastIndexOf('@')
  if (at > 0) return `${address.slice(0, 1)}${STARS}${address.slice(at)}`
  return `${address.slice(0, 1)}${STARS}`
}
