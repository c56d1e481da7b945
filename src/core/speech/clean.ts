// Text from monitoring systems made fit to be spoken and to be put into a document: a single control character or half of a
// surrogate pair would otherwise make the whole answer invalid, and the person would hear nothing at all.

/** Characters that have no sound and that XML or a speech engine may refuse: controls, bidi marks, zero width, non-characters. */
const UNSPEAKABLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about.
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\uffff\p{Surrogate}\p{Noncharacter_Code_Point}]/gu

const LINE_BREAKS = /\s*[\n\r\u0085\u2028\u2029]\s*/g
const SPACES = /[^\S\n]+/g

/** Returns the text in NFC without unspeakable characters, with runs of spaces and of line breaks as one each. */
export const cleanForSpeech = (text: string): string =>
  text.normalize('NFC').replace(UNSPEAKABLE, ' ').replace(LINE_BREAKS, '\n').replace(SPACES, ' ').trim()

/** A sentence ends at its mark, closing quotes included, or with its line. */
const SENTENCE = /[^。.!?!?\n]*(?:[。!?!?]+[」』)”"]*|\.(?=\s|$)|\.(?!\s)|\n|$)/gu

/** Returns the sentences of a cleaned text; marks stay with their sentence, dots inside names and numbers do not end one. */
export const sentences = (text: string): readonly string[] => {
  const found: string[] = []
  let open = ''
  for (const [piece] of text.matchAll(SENTENCE)) {
    open += piece
    if (piece === '' || !/[。!?!?」』)”"\n]$|\.$/u.test(piece)) continue
    if (piece.endsWith('.') && isInsideWord(text, found, open)) continue
    found.push(open)
    open = ''
  }
  return [...found, open].map((sentence) => sentence.trim()).filter((sentence) => sentence !== '')
}
