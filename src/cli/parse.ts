// From the words of the command line to a command and what was given to it. cac matches the command and checks options and
// arguments; because it would read "007" as 7 and "-" as a flag, every value travels through it as a reference (`@3`).
import { cac } from 'cac'
import type { CommandSpec, Given, OptionSpec } from './command.ts'
import type { Words } from './deps.ts'
import { UsageError } from './failure.ts'
import { kebab, shield } from './shield.ts'
import { nearest } from './suggest.ts'

export type Parsed = { readonly command: CommandSpec | null; readonly given: Given }
export type Grammar = { readonly commands: readonly CommandSpec[]; readonly global: readonly OptionSpec[] }

/** @throws UsageError with a hint for whatever is not known */
export function parseCommandLine(words: readonly string[], grammar: Grammar): Parsed {
  const shielded = shield(words, grammar.commands, grammar.global)
  const cli = cac('noroshi')
  for (const option of grammar.global) cli.option(...cacOption(option))
  for (const spec of grammar.commands) {
    const command = cli.command(`${spec.name} ${spec.args ?? ''}`.trim(), spec.summary.en)
    for (const option of spec.options) command.option(...cacOption(option))
  }
  cli.parse(['', '', ...shielded.argv], { run: false })
  const matched = cli.matchedCommand
  const command = grammar.commands.find(({ name }) => name === matched?.name) ?? null
  const given = read(cli, shielded.values)
  if (given.switches.has('help')) return { command, given }
  if (command === null || matched === undefined) {
    refuseUnknown(shielded.typed, cli.options, grammar)
    return { command: null, given }
  }
  const known = [...grammar.global, ...command.options]
  try {
    matched.checkUnknownOptions()
    matched.checkOptionValue()
    matched.checkRequiredArgs()
    matched.checkUnusedArgs()
  } catch (error) {
    throw asUsageError(error, { command, known, given })
  }
  return { command, given }
}

function cacOption({ name, short, value, help }: OptionSpec): [string, string] {
  const flags = short === undefined ? `--${name}` : `-${short}, --${name}`
  return [value === undefined ? flags : `${flags} <${value}>`, help.en]
}

function read(cli: { args: readonly string[]; options: Record<string, unknown> }, values: readonly string[]): Given {
  const valueAt = (reference: unknown) => values[Number(String(reference).slice(1))] ?? ''
  const found = new Map<string, readonly string[]>()
  const switches = new Set<string>()
  for (const [name, value] of Object.entries(cli.options)) {
    if (name === '--') continue
    if (value === true) switches.add(kebab(name))
    else if (value !== false) found.set(kebab(name), [value].flat().map(valueAt))
  }
  return { args: cli.args.map(valueAt), values: found, switches }
}

function refuseUnknown(typed: string | null, options: Record<string, unknown>, { commands, global }: Grammar): void {
  const strange = Object.keys(options).find((name) => name !== '--' && !isKnown(name, global))
  if (typed === null) {
    if (strange !== undefined) throw unknownOption(strange, global)
    return
  }
  const names = commands.map(({ name }) => name)
  const group = names.filter((name) => name.startsWith(`${typed} `))
  if (group.length > 0) {
    const list = group.join(', ')
    throw new UsageError({ en: `Choose one of: ${list}`, ja: `次のどれかを指定してください: ${list}` })
  }
  const near = nearest(typed, names)
  throw new UsageError(
    { en: `There is no command "${typed}"`, ja: `「${typed}」というコマンドはありません` },
    near === null ? seeHelp('') : didYouMean(`noroshi ${near}`),
  )
}

const isKnown = (name: string, known: readonly OptionSpec[]) =>
  known.some((option) => option.name === kebab(name) || option.short === name)

function unknownOption(name: string, known: readonly OptionSpec[]): UsageError {
  const typed = name.length > 1 ? `--${kebab(name)}` : `-${name}`
  const words: Words = { en: `There is no option "${typed}" here`, ja: `ここでは「${typed}」は使えません` }
  const near = nearest(
    kebab(name),
    known.map((option) => option.name),
  )
  return new UsageError(words, near === null ? seeHelp('') : didYouMean(`--${near}`))
}

type Context = { readonly command: CommandSpec; readonly known: readonly OptionSpec[]; readonly given: Given }

/** Says in both languages what cac says in English. */
function asUsageError(error: unknown, { command, known, given }: Context): UsageError {
  const message = error instanceof Error ? error.message : String(error)
  const unknown = /^Unknown option `-{1,2}(.+)`$/.exec(message)?.[1]
  if (unknown !== undefined) return unknownOption(unknown, known)
  const hint = seeHelp(`${command.name} `)
  const empty = /^option `(?:-\w, )?(--[\w-]+)/.exec(message)?.[1]
  if (empty !== undefined)
    return new UsageError({ en: `${empty} needs a value`, ja: `${empty} に値がありません` }, hint)
  if (message.startsWith('missing required args')) {
    const what = `noroshi ${command.name} ${command.args ?? ''}`
    return new UsageError({ en: `Something is missing: ${what}`, ja: `指定が足りません: ${what}` }, hint)
  }
  const extra = given.args.at(-1) ?? ''
  return new UsageError({ en: `"${extra}" is too much here`, ja: `「${extra}」は余分です` }, hint)
}

const didYouMean = (what: string): Words => ({ en: `Did you mean "${what}"?`, ja: `もしかして: ${what}` })
const seeHelp = (command: string): Words => ({
  en: `See: noroshi ${command}--help`,
  ja: `使い方: noroshi ${command}--help`,
})
