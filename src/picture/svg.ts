// SVG as text: elements with escaped attributes and texts, and how wide a text will be. No styles, so that it looks the same
// in a mail, in a wiki and in a page that forbids them.

import { escapeMarkup } from '#words/markup'

type Attributes = Readonly<Record<string, string | number | undefined>>

// XML has no way to write these, escaped or not.
const UNWRITABLE = /[\p{Surrogate}\p{Noncharacter_Code_Point}]|(?![\n\t])\p{Cc}/gu

export const escaped = (text: string): string => escapeMarkup(text.replace(UNWRITABLE, '\uFFFD'))

const number = (value: number): string => {
  const digits = Math.abs(value) < 1 ? 1_000 : 10
  return String(Math.round(value * digits) / digits)
}

/** Returns an element; what is undefined is left out, children are SVG already. */
export const element = (name: string, attributes: Attributes, children: readonly string[] = []): string => {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${typeof value === 'number' ? number(value) : escaped(value)}"`],
  )
  const inner = children.join('')
  return inner === '' ? `<${name}${written.join('')}/>` : `<${name}${written.join('')}>${inner}</${name}>`
}

export const words = (attributes: Attributes, text: string): string => element('text', attributes, [escaped(text)])

const WIDE = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE4F\uFF00-\uFF60\uFFE0-\uFFE6]/
export const isWide = (text: string): boolean => WIDE.test(text)

/** Returns how wide a text is about, in pixels. */
export const widthOf = (text: string, size: number): number =>
  Array.from(text).reduce((sum, letter) => sum + (WIDE.test(letter) || letter.length > 1 ? 1 : 0.58), 0) * size

/** Returns the text, or as much of its beginning as fits, with an ellipsis. */
export const cut = (text: string, size: number, widthMax: number): string => {
  if (widthOf(text, size) <= widthMax) return text
  const letters = Array.from(text)
  while (letters.length > 1 && widthOf(`${letters.join('')}…`, size) > widthMax) letters.pop()
  return `${letters.join('').trimEnd()}…`
}
