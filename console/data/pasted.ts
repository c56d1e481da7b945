// What people paste comes out of mails, spreadsheets and web pages: with spaces and line breaks around it, digits in full width, and
// characters nobody sees.

/** A kind of field whose value has no spaces in it. */
const closed: readonly string[] = ['email', 'url', 'number']

/** What chats and address books put around what is copied, and no name may have. */
const UNSEEN = /[\u00AD\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF]/g
/** They belong to emoji and to several scripts, and to no number or address. */
const JOINERS = /\u200C|\u200D|\p{Variation_Selector}/gu

/** Returns what is meant by a pasted text in a field of one line. */
export const meant = (text: string, kind: string): string => {
  const seen = text.replace(UNSEEN, '')
  // Blanks part the digits of a number; what was broken over lines belongs together.
  if (kind === 'tel')
    return seen
      .replace(JOINERS, '')
      .normalize('NFKC')
      .replaceAll(/\s*[\r\n]\s*/g, '')
      .replaceAll(/\s+/g, ' ')
      .replaceAll(/[‐-―−ー]/g, '-')
      .trim()
  if (closed.includes(kind)) return seen.replace(JOINERS, '').normalize('NFKC').replaceAll(/\s+/g, '')
  return seen.replaceAll(/\s*[\r\n\t]+\s*/g, ' ').trim()
}
