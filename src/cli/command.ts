// What a command is: its name, options, examples and what runs it. The table of commands in commands.ts is read three
// times: to parse, to print help, and by the test that compares it with docs/cli.md.
import type { Client } from './client.ts'
import type { CliDeps, Words } from './deps.ts'
import { UsageError } from './failure.ts'
import type { Terminal } from './terminal.ts'

export type OptionSpec = {
  readonly name: string
  readonly short?: string
  /** What stands for its value in the help; without one the option is a switch. */
  readonly value?: string
  readonly many?: boolean
  readonly help: Words
}

export type Example = { readonly does: Words; readonly line: string }

export type CommandSpec = {
  /** One or two words. */
  readonly name: string
  /** `<required>` and `[optional]`, as cac writes them. */
  readonly args?: string
  readonly summary: Words
  readonly details?: Words
  readonly options: readonly OptionSpec[]
  readonly examples: readonly Example[]
  /** More help, made when it is asked for: the settings of `serve`. */
  readonly appendix?: (language: 'ja' | 'en') => string
  readonly run: (call: Invocation) => Promise<number>
}

/** What was typed, by option name. */
export type Given = {
  readonly args: readonly string[]
  readonly values: ReadonlyMap<string, readonly string[]>
  readonly switches: ReadonlySet<string>
}

export type Invocation = {
  readonly given: Given
  readonly deps: CliDeps
  readonly terminal: Terminal
  readonly json: boolean
  readonly language: 'ja' | 'en'
  readonly client: () => Promise<Client>
}

/** Returns an option's value, or null. Given twice it is refused: which one was meant cannot be known. */
export function valueOf(given: Given, name: string): string | null {
  const values = given.values.get(name) ?? []
  if (values.length > 1) {
    throw new UsageError({ en: `--${name} is given more than once`, ja: `--${name} が2回以上指定されています` })
  }
  return values[0] ?? null
}

/** Returns an option's value; refuses when it is missing. */
export function requiredValueOf(given: Given, name: string): string {
  const value = valueOf(given, name)
  if (value === null) throw new UsageError({ en: `--${name} is missing`, ja: `--${name} がありません` })
  return value
}

/** Returns an option's whole number within its bounds, or null when it is not given. */
export function numberOf(given: Given, name: string, { min, max }: { min: number; max: number }): number | null {
  const text = valueOf(given, name)
  if (text === null) return null
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (value >= min && value <= max) return value
  throw new UsageError({
    en: `--${name} takes a whole number from ${min} to ${max}, not "${text}"`,
    ja: `--${name} は ${min}〜${max} の整数です（「${text}」は使えません）`,
  })
}
