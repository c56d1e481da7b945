// What other people or programs wrote, within a sentence of ours. Marks in it that turn the reading direction end with it: what stands
// beside it is read as it was meant. Where it stands in an element of its own, the page's style does this.

/** Letters that are written from right to left, and the marks that turn or end a direction. */
const TURNS = /[\u0590-\u08FF\u200E\u200F\u202A-\u202E\u2066-\u2069\uFB1D-\uFDFF\uFE70-\uFEFC]/

const OPENS = /[\u2066-\u2068]/
const FIRST_STRONG = '\u2068'
const CLOSES = '\u2069'

/** Without what would end more than it began. */
const balanced = (text: string): string => {
  let open = 0
  const kept = Array.from(text, (one) => {
    if (OPENS.test(one)) open += 1
    if (one !== CLOSES) return one
    if (open === 0) return ''
    open -= 1
    return one
  })
  return kept.join('') + CLOSES.repeat(open)
}

/** The text as it is where it turns nothing, so that what is copied holds no marks; else isolated. */
export const apart = (text: string): string => (TURNS.test(text) ? `${FIRST_STRONG}${balanced(text)}${CLOSES}` : text)
