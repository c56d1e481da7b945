// Patterns for names: `*` stands for any characters, `?` for one; letters are compared without their case. Linear in the name for
// each star, whatever the pattern: a rule must not be able to keep the server busy.

/** A pattern as names are compared with it: what it begins with, and the characters from its first star or question mark on. */
export type Pattern = { readonly begins: string; readonly wild: readonly string[] | null }

/** A name as it is compared. */
export const nameOf = (text: string): string => text.normalize('NFC').toLowerCase()

export const patternOf = (text: string): Pattern => {
  const whole = nameOf(text)
  const at = whole.search(/[*?]/)
  return at < 0 ? { begins: whole, wild: null } : { begins: whole.slice(0, at), wild: Array.from(whole.slice(at)) }
}

/** Whether a whole name is as the pattern says. @param name as `nameOf` has it */
export const matchesPattern = ({ begins, wild }: Pattern, name: string): boolean =>
  wild === null ? name === begins : name.startsWith(begins) && isAs(wild, Array.from(name.slice(begins.length)))

export const matchesGlob = (pattern: string, name: string): boolean => matchesPattern(patternOf(pattern), nameOf(name))

const isAs = (wanted: readonly string[], given: readonly string[]): boolean => {
  let [at, place] = [0, 0]
  let [star, kept] = [-1, 0]
  while (place < given.length) {
    if (wanted[at] === '*') {
      star = at
      kept = place
      at += 1
    } else if (wanted[at] === '?' || wanted[at] === given[place]) {
      at += 1
      place += 1
    } else if (star < 0) return false
    else {
      // The last star takes one character more, and what follows it is tried again from there.
      kept += 1
      at = star + 1
      place = kept
    }
  }
  return wanted.slice(at).every((character) => character === '*')
}
