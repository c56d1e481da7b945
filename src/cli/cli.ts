// The command line: from words to a command, from its result to an exit code. main.ts calls runCli with the outside world;
// everything a command needs to know comes from there.
import { readFile } from 'node:fs/promises'
import { languageOf, SettingsError } from '#settings/settings'
import { createClient } from './client.ts'
import { type Given, type Invocation, valueOf } from './command.ts'
import { commands, globalOptions, URL_DEFAULT } from './commands.ts'
import { type CliDeps, type Environment, exitCodes } from './deps.ts'
import { UsageError } from './failure.ts'
import { commandHelp, globalHelp } from './help.ts'
import { parseCommandLine } from './parse.ts'
import { printFailure, printJson, printLines } from './print.ts'
import { teldial, teldialCommand } from './teldial.ts'
import { createTerminal, type Terminal } from './terminal.ts'

export type {
  BackupAnswer,
  CliDeps,
  DoctorCheck,
  DoctorReport,
  LocalOptions,
  SpaceAnswer,
  SpaceRequest,
  SupportAnswer,
} from './deps.ts'
export { exitCodes } from './deps.ts'

const grammar = { commands, global: globalOptions }

/** Runs one command line (without the program's own name) and returns its exit code. */
export async function runCli(argv: readonly string[], deps: CliDeps): Promise<number> {
  const terminal = createTerminal(deps, languageFrom(argv, deps.env))
  try {
    return await runCommand(argv, deps, terminal)
  } catch (error) {
    if (!(error instanceof SettingsError)) return printFailure(error, terminal, argv.includes('--json'))
    for (const line of error.message.split('\n')) printLines(terminal, line, null)
    return exitCodes.refused
  }
}

/** Its options begin with one hyphen and have two letters: they are another program's, and so are its silence and its ways. */
function asTeldial(argv: readonly string[], { env }: CliDeps): { words: readonly string[]; url: string } | null {
  const [name, ...words] = argv
  if (name !== teldialCommand.name || words.some((word) => word === '--help' || word === '-h')) return null
  return { words, url: (env.NOROSHI_URL?.trim() || URL_DEFAULT).replace(/\/+$/, '') }
}

async function runCommand(argv: readonly string[], deps: CliDeps, terminal: Terminal): Promise<number> {
  const dialled = asTeldial(argv, deps)
  if (dialled !== null) return teldial(dialled.words, deps, dialled.url)
  const { command, given } = parseCommandLine(argv, grammar)
  const json = given.switches.has('json')
  if (given.switches.has('help')) {
    terminal.line(
      command === null ? globalHelp(commands, globalOptions, terminal) : commandHelp(command, globalOptions, terminal),
    )
    return exitCodes.done
  }
  if (given.switches.has('version')) {
    if (json) printJson({ terminal }, { version: deps.version })
    else terminal.line(`noroshi ${deps.version}`)
    return exitCodes.done
  }
  if (command === null) {
    terminal.note(globalHelp(commands, globalOptions, terminal))
    return exitCodes.refused
  }
  checkLanguage(given)
  const { language } = terminal
  const client = async () => createClient(await serverOf(given, deps.env, language), deps)
  const invocation: Invocation = { given, deps, terminal, json, language, client }
  return command.run(invocation)
}

/** The language is needed before anything is parsed, to say in it what cannot be parsed. */
function languageFrom(argv: readonly string[], env: Environment): 'ja' | 'en' {
  const at = argv.findIndex((word) => word === '--lang' || word.startsWith('--lang='))
  const asked = at < 0 ? null : ((argv[at]?.slice('--lang='.length) || argv[at + 1]) ?? null)
  return asked === 'ja' || asked === 'en' ? asked : languageOf(env)
}

function checkLanguage(given: Given): void {
  const asked = valueOf(given, 'lang')
  if (asked === null || asked === 'ja' || asked === 'en') return
  throw new UsageError({
    en: `--lang takes ja or en, not "${asked}"`,
    ja: `--lang は ja か en です（「${asked}」は使えません）`,
  })
}

async function serverOf(given: Given, env: Environment, language: 'ja' | 'en') {
  const text = valueOf(given, 'url') ?? (env.NOROSHI_URL?.trim() || URL_DEFAULT)
  if (!/^https?:$/.test(protocolOf(text))) {
    throw new UsageError({
      en: `"${text}" is not an http or https address`,
      ja: `「${text}」は http または https の URL ではありません`,
    })
  }
  return { url: text.replace(/\/+$/, ''), token: await tokenOf(given, env), language }
}

function protocolOf(text: string): string {
  try {
    return new URL(text).protocol
  } catch {
    return ''
  }
}

async function tokenOf(given: Given, env: Environment): Promise<string | null> {
  const token = valueOf(given, 'token') ?? (env.NOROSHI_TOKEN?.trim() || null)
  const file = env.NOROSHI_TOKEN_FILE?.trim() || null
  const found = token ?? (file === null ? null : await readToken(file))
  if (found === null || /^[\x21-\x7E]+$/.test(found)) return found
  throw new UsageError({
    en: 'The token has characters that no token has',
    ja: 'トークンに使えない文字が含まれています',
  })
}

async function readToken(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim()
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new UsageError({
      en: `NOROSHI_TOKEN_FILE cannot be read: ${why}`,
      ja: `NOROSHI_TOKEN_FILE を読めません: ${why}`,
    })
  }
}
