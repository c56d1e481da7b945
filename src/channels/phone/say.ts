// Cuts a text into pieces a speech engine takes in one go: at sentences first, then at commas and spaces, and only then in the
// middle of a word. Shortens what is longer than a call can carry, and says so.

import { cleanForSpeech, sentences } from '#core/speech/clean'

/** URL-encoded characters and UTF-8 bytes of one Say; error 13521 beyond (Polly allows 3,000, all engines 4,500 encoded). */
export const sayLimits = { encodedCharacters: 4_500, bytes: 3_000 } as const

export const fitsOneSay = (text: string): boolean =>
  encodeURIComponent(text).length <= sayLimits.encodedCharacters && Buffer.byteLength(text) <= sayLimits.bytes

/** Returns the pieces of a text, in order, each small enough for one Say; none for a text that has nothing to say. */
export const sayPieces = (text: string): readonly string[] =>
  pack(sentences(cleanForSpeech(text)).flatMap(smaller), ' ')

/** Puts neighbours together as long as they fit. */
const pack = (parts: readonly string[], between: string): readonly string[] => {
  const packed: string[] = []
  for (const part of parts) {
    const last = packed.at(-1)
    const joined = last === undefined ? part : `${last}${between}${part}`
    if (last !== undefined && fitsOneSay(joined)) packed[packed.length - 1] = joined
    else packed.push(part)
  }
  return packed
}

/** Parts of a sentence that each fit. */
const smaller = (sentence: string): readonly string[] => {
  if (fitsOneSay(sentence)) return [sentence]
  const parts = sentence.split(/(?<=[、,，;；])|(?<=\s)/u)
  return pack(
    parts.flatMap((part) => (fitsOneSay(part) ? [part] : pack([...part], ''))),
    '',
  ).map((part) => part.trim())
}

/** Returns at most `charactersMax` characters, cut at a sentence if there is one in the second half, never inside a pair. */
export const shorten = (text: string, charactersMax: number): string => {
  const characters = [...text]
  if (characters.length <= charactersMax) return text
  const kept = characters.slice(0, Math.max(0, charactersMax)).join('')
  const whole = sentences(kept).slice(0, -1).join(' ')
  return whole.length >= kept.length / 2 ? whole : kept
}
