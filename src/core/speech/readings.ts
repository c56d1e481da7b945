// The dictionary of readings (再生メッセージ置き換え設定): which words stand in a text, whatever they are part of. The longest
// word of the whole text is taken first, then the next, and no place is taken twice. Linear in the text, however many entries
// there are: each word is found by walking a tree of letters, never by trying one word after the other.

import { limits } from '../limits.ts'
import { cleanForSpeech } from './clean.ts'

export type Entry = { readonly word: string; readonly reading: string }

/** Where a word stands; offsets count UTF-16 units, `entry` is the place in the list the dictionary was made of. */
export type Match = { readonly start: number; readonly end: number; readonly entry: number }

export type Dictionary = {
  /** In the order of the text, without overlaps. */
  readonly find: (text: string) => readonly Match[]
  readonly entry: (match: Match) => Entry
}

export type EntryProblem = 'word_empty' | 'reading_empty' | 'word_too_long' | 'reading_too_long'

const length = (text: string): number => Array.from(text).length

/** One line, in NFC, without what is neither seen nor heard: as texts are before they are spoken. */
const cleaned = (text: string): string => cleanForSpeech(text).replaceAll('\n', ' ')

/** Returns an entry as it is kept, or what is wrong with it. */
export const checkEntry = (raw: Entry): { ok: true; entry: Entry } | { ok: false; code: EntryProblem } => {
  const word = cleaned(raw.word)
  const reading = cleaned(raw.reading)
  if (word === '') return { ok: false, code: 'word_empty' }
  if (reading === '') return { ok: false, code: 'reading_empty' }
  if (length(word) > limits.dictionary.wordCharacters.max) return { ok: false, code: 'word_too_long' }
  if (length(reading) > limits.dictionary.readingCharacters.max) return { ok: false, code: 'reading_too_long' }
  return { ok: true, entry: { word, reading } }
}

const NONE = -1
/** Children are kept in one map, by node and UTF-16 unit together. */
const UNITS = 65_536

type Tree = {
  readonly child: ReadonlyMap<number, number>
  /** The entry a node ends, or NONE. */
  readonly entryOf: readonly number[]
  /** The next shorter word on the way to a node, as its node, or NONE. */
  readonly shorterOf: readonly number[]
}

const growTree = (entries: readonly Entry[]): Tree => {
  const child = new Map<number, number>()
  const entryOf = [NONE]
  const parentOf = [NONE]
  for (const [index, { word }] of entries.entries()) {
    let node = 0
    for (let at = 0; at < word.length; at += 1) {
      const step = node * UNITS + word.charCodeAt(at)
      let next = child.get(step)
      if (next === undefined) {
        next = entryOf.push(NONE) - 1
        parentOf.push(node)
        child.set(step, next)
      }
      node = next
    }
    if (entryOf[node] === NONE) entryOf[node] = index
  }
  // A parent is always made before its children.
  const shorterOf = parentOf.map(() => NONE)
  for (let node = 1; node < parentOf.length; node += 1) {
    const parent = parentOf[node] as number
    shorterOf[node] = entryOf[parent] === NONE ? (shorterOf[parent] as number) : parent
  }
  return { child, entryOf, shorterOf }
}

/** The node of the longest word that begins here, or NONE. */
const longestAt = ({ child, entryOf }: Tree, text: string, start: number): number => {
  let found = NONE
  let node: number | undefined = 0
  for (let at = start; at < text.length; at += 1) {
    node = child.get(node * UNITS + text.charCodeAt(at))
    if (node === undefined) break
    if (entryOf[node] !== NONE) found = node
  }
  return found
}

/** Places by the length of the word that wants them. */
class Wishes {
  readonly #byLength: { start: number; node: number }[][] = []
  add(wordLength: number, wish: { start: number; node: number }): void {
    const wishes = this.#byLength[wordLength] ?? []
    wishes.push(wish)
    this.#byLength[wordLength] = wishes
  }
  get longest(): number {
    return this.#byLength.length - 1
  }
  of(wordLength: number): readonly { start: number; node: number }[] {
    return (this.#byLength[wordLength] ?? []).sort((one, other) => one.start - other.start)
  }
}

/** Makes a dictionary. Of two entries with the same word the first counts; words must not be empty. */
export const createDictionary = (entries: readonly Entry[]): Dictionary => {
  const tree = growTree(entries)
  const entryAt = (index: number): Entry => entries[index] as Entry
  const wordLength = (node: number): number => entryAt(tree.entryOf[node] as number).word.length
  const find = (text: string): readonly Match[] => {
    const wishes = new Wishes()
    for (let start = 0; start < text.length; start += 1) {
      const node = longestAt(tree, text, start)
      if (node !== NONE) wishes.add(wordLength(node), { start, node })
    }
    const taken = new Uint8Array(text.length)
    const matches: Match[] = []
    for (let size = wishes.longest; size > 0; size -= 1) {
      for (const { start, node } of wishes.of(size)) {
        if (taken[start] === 1) continue
        // Whatever is taken already is at least as long, so it covers an end of what it overlaps.
        if (taken[start + size - 1] === 1) {
          const shorter = tree.shorterOf[node] as number
          if (shorter !== NONE) wishes.add(wordLength(shorter), { start, node: shorter })
          continue
        }
        taken.fill(1, start, start + size)
        matches.push({ start, end: start + size, entry: tree.entryOf[node] as number })
      }
    }
    return matches.sort((one, other) => one.start - other.start)
  }
  return { find, entry: (match) => entryAt(match.entry) }
}
