// What a shell passes must reach a command as it was typed, but cac reads "007" as 7 and "-" as a flag. So, before cac,
// every value and argument becomes a reference (`@3`), and every option gets the one spelling that cac surely knows.
import type { CommandSpec, OptionSpec } from './command.ts'
import { UsageError } from './failure.ts'

export type Shielded = {
  /** For cac: the command's name, options, references. */
  readonly argv: readonly string[]
  /** What the references stand for. */
  readonly values: readonly string[]
  /** The first word that is no option: the command as it was typed. */
  readonly typed: string | null
}

export const camel = (name: string) => name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
export const kebab = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/**
 * The command is found first, by what any command knows; then its own options are read: commands may use a letter each in its
 * own way.
 * @throws UsageError when a switch is given a value
 */
export function shield(
  words: readonly string[],
  commands: readonly CommandSpec[],
  global: readonly OptionSpec[],
): Shielded {
  const { args } = sort(words, [...global, ...commands.flatMap((command) => command.options)])
  const [name] = commandNames(args, commands)
  const command = commands.find((one) => one.name === name)
  if (command === undefined) return shielded(sort(words, global), [])
  return shielded(sort(words, [...global, ...command.options]), command.name.split(' '))
}

type Sorted = {
  readonly flags: readonly string[]
  readonly args: readonly string[]
  readonly values: readonly string[]
}

const shielded = ({ flags, args, values }: Sorted, name: readonly string[]): Shielded => {
  const rest = args.slice(name.length)
  const references = rest.map((_, index) => `@${values.length + index}`)
  const command = name.length === 0 ? [] : [name.join(' ')]
  return { argv: [...command, ...flags, ...references], values: [...values, ...rest], typed: args[0] ?? null }
}

/** Takes the words apart: options with references to their values, and the rest. */
function sort(words: readonly string[], options: readonly OptionSpec[]): Sorted {
  const values: string[] = []
  const flags: string[] = []
  const args: string[] = []
  for (let index = 0; index < words.length; ) {
    const word = words[index] ?? ''
    if (word === '--') {
      args.push(...words.slice(index + 1))
      break
    }
    index += 1
    const flag = flagOf(word, options)
    if (flag === null) {
      args.push(word)
      continue
    }
    const value = valueFor(flag, words[index], options)
    if (value !== null && flag.attached === null) index += 1
    flags.push(value === null ? flag.cacWord : `${flag.cacWord}=@${values.push(value) - 1}`)
  }
  return { flags, args, values }
}

type Flag = { readonly option: OptionSpec | null; readonly cacWord: string; readonly attached: string | null }

/** Returns what a word is as an option: `--name`, `--name=value`, `-n`, `-nVALUE`; null for a plain word. */
function flagOf(word: string, options: readonly OptionSpec[]): Flag | null {
  const found = splitLong(word) ?? splitShort(word)
  if (found === null) return null
  const option = options.find((one) => found.name === one.name || found.name === one.short) ?? null
  // Unknown ones go to cac as they were typed; it refuses them by name.
  if (option === null) return { option, cacWord: word, attached: null }
  if (option.value === undefined && found.attached !== null) {
    throw new UsageError({ en: `--${option.name} takes no value`, ja: `--${option.name} に値は付けられません` })
  }
  return { option, cacWord: `--${camel(option.name)}`, attached: found.attached }
}

function splitLong(word: string) {
  const [, name, attached = null] = /^--([^=]{2,})(?:=(.*))?$/s.exec(word) ?? []
  return name === undefined ? null : { name, attached }
}

function splitShort(word: string) {
  const [, name, attached = ''] = /^-([A-Za-z])(.*)$/s.exec(word) ?? []
  return name === undefined ? null : { name, attached: attached === '' ? null : attached }
}

/** Returns the value of an option; the next word is one unless it is itself an option of ours. */
function valueFor(flag: Flag, next: string | undefined, options: readonly OptionSpec[]): string | null {
  if (flag.option?.value === undefined) return null
  if (flag.attached !== null) return flag.attached
  return next === undefined || isOption(next, options) ? null : next
}

const isOption = (word: string, options: readonly OptionSpec[]) =>
  options.some((one) => word === `--${one.name}` || word === `-${one.short}` || word.startsWith(`--${one.name}=`))

/** Returns the command that the first one or two words name, as a list of one or none. */
function commandNames(args: readonly string[], commands: readonly CommandSpec[]): string[] {
  const possible = [args.slice(0, 2).join(' '), args[0]]
  const name = possible.find((one) => commands.some((command) => command.name === one))
  return name === undefined ? [] : [name]
}
