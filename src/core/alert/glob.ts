// Patterns for names: `*` stands for any characters, `?` for one; letters are compared without their case. Linear in the name for
// each star, whatever the pattern: a rule must not be able to keep the server busy.

/** A pattern or a name as it is compared: its characters, without their case. */
export type Folded = readonly string[]

export const fold = (text: string): Folded => Array.from(text.normalize('NFC').toLowerCase())

/** Whether a whole name is as the pattern says. */
export const matchesGlob = (pattern: string, name: string): boolean => matchesFolded(fold(pattern), fold(name))

/** The same where one of them is asked for many times. */
export const matchesFolded = (wanted: Folded, given: Folded): boolean => {
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
