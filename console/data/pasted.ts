// What people paste comes out of mails, spreadsheets and web pages: with spaces and line breaks around it, digits in full width, and
// characters nobody sees.

/** A kind of field whose value has no spaces in it. */
const closed: readonly string[] = ['email', 'url', 'number']

const UNSEEN = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF]/g

/** Returns what is meant by a pasted text in a field of one line. */
export const meant = (text: string, kind: string): string => {
  const seen = text.replace(UNSEEN, '')
  // Blanks part the digits of a number; what was broken over lines belongs together.
  if (kind === 'tel')
    return seen
      .normalize('NFKC')
      .replaceAll(/\s*[\r\n]\s*/g, '')
      .replaceAll(/\s+/g, ' ')
      .replaceAll(/[‐-―−ー]/g, '-')
      .trim()
  if (closed.includes(kind)) return seen.normalize('NFKC').replaceAll(/\s+/g, '')
  return seen.replaceAll(/\s*[\r\n\t]+\s*/g, ' ').trim()
}
