// How things look on the terminal: colours where there is one, columns that stay straight with Japanese in them, and texts
// from elsewhere without control characters, so that no monitored host can write to the operator's screen.
import type { Environment, Output, Words } from './deps.ts'

const codes = { bold: '1', dim: '2', red: '31', green: '32', yellow: '33', cyan: '36' } as const
export type Colour = keyof typeof codes

export type Terminal = {
  readonly language: 'ja' | 'en'
  /** A line of the result, to stdout. */
  readonly line: (text: string) => void
  /** A line about what is going on, to stderr: it never disturbs a pipe. */
  readonly note: (text: string) => void
  readonly say: (words: Words) => string
  readonly paint: (colour: Colour, text: string) => string
  /** Like `paint`, for stderr. */
  readonly paintNote: (colour: Colour, text: string) => string
}

type Streams = { readonly stdout: Output; readonly stderr: Output; readonly env: Environment }

export function createTerminal({ stdout, stderr, env }: Streams, language: 'ja' | 'en'): Terminal {
  const isPlain = (env.NO_COLOR ?? '') !== '' || env.TERM === 'dumb'
  const painter = (output: Output) => (colour: Colour, text: string) =>
    output.isTTY === true && !isPlain ? `\u001B[${codes[colour]}m${text}\u001B[0m` : text
  return {
    language,
    line: (text) => stdout.write(`${text}\n`),
    note: (text) => stderr.write(`${text}\n`),
    say: (words) => words[language],
    paint: painter(stdout),
    paintNote: painter(stderr),
  }
}

/** Returns a text from elsewhere without anything a terminal would obey; line ends become spaces. */
export const clean = (text: string): string =>
  text.replaceAll(/[\r\n\t]+/g, ' ').replaceAll(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, '\uFFFD')

const wide =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE4F\uFF00-\uFF60\uFFE0-\uFFE6]/

/** Returns how many columns a text takes: Japanese letters take two. */
export const widthOf = (text: string): number =>
  Array.from(text).reduce(
    (sum, letter) => sum + (wide.test(letter) || (letter.codePointAt(0) ?? 0) > 0x1_f2ff ? 2 : 1),
    0,
  )

/** Returns rows as lines with straight columns. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = []
  for (const row of rows) {
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, widthOf(cell))
  }
  return rows.map((row) =>
    row
      .map((cell, index) => cell + ' '.repeat((widths[index] ?? 0) - widthOf(cell)))
      .join('  ')
      .trimEnd(),
  )
}

/** Returns the time of day where the reader is, with the day when it is not today's. */
export function timeWords(iso: string, nowMs: number): string {
  const at = new Date(iso)
  if (Number.isNaN(at.getTime())) return clean(iso)
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  const time = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
  return new Date(nowMs).toDateString() === at.toDateString() ? time : `${day} ${time}`
}
