// A text as plain words of a bounded length, for channels that have no other form.

const clean = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n]|\p{Cs}/gu, '')
    .trim()

/** Returns the text in at most so many UTF-16 units, without half a character at its end. */
const cutTo = (text: string, units: number): string => {
  if (text.length <= units) return text
  let kept = ''
  for (const character of text) {
    if (kept.length + character.length > units - 1) break
    kept += character
  }
  return `${kept}…`
}

/** Returns the text without what cannot be shown, cut where it is too long. @param unitsMax in UTF-16 units */
export const plainWords = (text: string, unitsMax: number): string => cutTo(clean(text), unitsMax)
