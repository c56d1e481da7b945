// What a mail address is, to be sent to: one mailbox, of characters that need no quoting and cannot end a header or a command.

const LOCAL = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}$/
const DOMAIN =
  /^(?=.{1,253}$)(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/

/** Dots anywhere are let through: addresses of Japanese mobile carriers have them in a row, and before the @. */
export const isMailAddress = (address: string): boolean => {
  const at = address.lastIndexOf('@')
  return at > 0 && LOCAL.test(address.slice(0, at)) && DOMAIN.test(address.slice(at + 1))
}
