// Text from monitoring systems made fit to be spoken and to be put into a document: a single control character or half of a
// surrogate pair would otherwise make the whole answer invalid, and the person would hear nothing at all.

/** Marks without a sound inside words: soft hyphens, zero widths, directions. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g

/** What XML or a speech engine refuses: controls, halves of pairs, non-characters. Line breaks are handled after it. */
const UNSPEAKABLE = /[\p{Surrogate}\p{Noncharacter_Code_Point}\ufff9-\ufffd]|(?![\n\r\t\u0085])\p{Cc}/gu

const LINE_BREAKS = /[\r\u0085\u2028\u2029]/g
const SPACES = /[^\S\n]+/g
/** After runs of spaces have become one: otherwise a long run without a line break would be looked at again and again. */
const LINES = / ?(?:\n ?)+/g

/** Returns the text in NFC without unspeakable characters, with every run of spaces, and of line breaks, as one. */
export const cleanForSpeech = (text: string): string =>
  text
    .normalize('NFC')
    .replace(INVISIBLE, '')
    .replace(UNSPEAKABLE, ' ')
    .replace(LINE_BREAKS, '\n')
    .replace(SPACES, ' ')
    .replace(LINES, '\n')
    .trim()

/** After a mark and the quotes that close with it; after a full stop before a space, so not inside names and numbers; at a line's end. */
const SENTENCE_END = /(?<=[\u3002\uff01\uff1f!?][」』）)”"]*)(?![」』）)”"\u3002\uff01\uff1f!?])|(?<=\.)(?=\s)|\n/u

/** Returns the sentences of a cleaned text; their marks stay with them. */
export const sentences = (text: string): readonly string[] =>
  text
    .split(SENTENCE_END)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '')
