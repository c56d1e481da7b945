// Cuts a text into pieces a speech engine takes in one go: at sentences first, then at commas and spaces, and only then in the
// middle of a word. Shortens what is longer than a call can carry, and says so.

import { cleanForSpeech, sentences } from '#core/speech/clean'

/** URL-encoded characters and UTF-8 bytes of one Say; error 13521 beyond (Polly allows 3,000, all engines 4,500 encoded). */
export const sayLimits = { encodedCharacters: 4_500, bytes: 3_000 } as const

type Size = { readonly encoded: number; readonly bytes: number }

/** Sizes add up, which keeps packing linear: a text is measured once, not at every attempt to lengthen it. */
const sizeOf = (text: string): Size => ({ encoded: encodeURIComponent(text).length, bytes: Buffer.byteLength(text) })

const sum = (...sizes: readonly Size[]): Size => ({
  encoded: sizes.reduce((total, size) => total + size.encoded, 0),
  bytes: sizes.reduce((total, size) => total + size.bytes, 0),
})

const fits = (size: Size): boolean => size.encoded <= sayLimits.encodedCharacters && size.bytes <= sayLimits.bytes

export const fitsOneSay = (text: string): boolean => fits(sizeOf(text))

/** Returns the pieces of a text, in order, each small enough for one Say; none for a text that has nothing to say. */
export const sayPieces = (text: string): readonly string[] =>
  pack(sentences(cleanForSpeech(text)).flatMap(smaller), ' ')

/** Puts neighbours together as long as they fit. */
const pack = (parts: readonly string[], between: string): readonly string[] => {
  const packed: string[][] = []
  const gap = sizeOf(between)
  let size: Size = { encoded: Number.POSITIVE_INFINITY, bytes: 0 }
  for (const part of parts) {
    const own = sizeOf(part)
    const joined = sum(size, gap, own)
    if (fits(joined)) packed.at(-1)?.push(part)
    else packed.push([part])
    size = fits(joined) ? joined : own
  }
  return packed.map((piece) => piece.join(between))
}

/** Parts of a sentence that each fit. */
const smaller = (sentence: string): readonly string[] => {
  if (fitsOneSay(sentence)) return [sentence]
  const parts = sentence.split(/(?<=[、,，;；])|(?<=\s)/u)
  return pack(
    parts.flatMap((part) => (fitsOneSay(part) ? [part] : pack(Array.from(part), ''))),
    '',
  ).map((part) => part.trim())
}

/** Returns at most `charactersMax` characters, cut at a sentence if there is one in the second half, never inside a pair. */
export const shorten = (text: string, charactersMax: number): string => {
  const characters = Array.from(text)
  if (characters.length <= charactersMax) return text
  const kept = characters.slice(0, Math.max(0, charactersMax)).join('')
  const whole = sentences(kept).slice(0, -1).join(' ')
  return whole.length >= kept.length / 2 ? whole : kept
}
