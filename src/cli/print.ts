// How results and failures are written: JSON for scripts, words for people. A failure says what happened, what helps
// against it, and which field is meant.
import { errorWords, isErrorCode } from '#contract/errors'
import type { Invocation } from './command.ts'
import { type ExitCode, exitCodes, type Words } from './deps.ts'
import { type Problem, RefusedError, UnreachableError, UsageError } from './failure.ts'
import { clean, type Terminal } from './terminal.ts'

/** Writes one JSON value to stdout: the whole of what a script reads. */
export function printJson({ terminal }: Pick<Invocation, 'terminal'>, value: unknown): void {
  terminal.line(JSON.stringify(value, null, 2))
}

/** Writes a failure to stderr and returns the exit code that goes with it. Anything unexpected is thrown on. */
export function printFailure(error: unknown, terminal: Terminal, json: boolean): ExitCode {
  if (error instanceof UsageError) {
    printLines(terminal, terminal.say(error.words), error.hint)
    return exitCodes.refused
  }
  if (error instanceof RefusedError) {
    if (json) printJson({ terminal }, error.problem)
    printProblem(terminal, error.problem)
    return error.exitCode
  }
  if (error instanceof UnreachableError) {
    const title = {
      en: `There is no Noroshi server at ${error.url} (${clean(error.message)})`,
      ja: `${error.url} の Noroshi サーバにつながりません（${clean(error.message)}）`,
    }
    printLines(terminal, terminal.say(title), {
      en: 'Check that the server runs, and --url or NOROSHI_URL.',
      ja: 'サーバが動いているか、--url または NOROSHI_URL を確かめてください。',
    })
    return exitCodes.unreachable
  }
  throw error
}

/** Writes what was wrong and, if known, what helps. */
export function printLines(terminal: Terminal, title: string, cure: Words | null): void {
  terminal.note(terminal.paintNote('red', title))
  if (cure !== null) terminal.note(`  ${terminal.say(cure)}`)
}

// The command line knows better than the API where its own token comes from, and what its options are called.
const ownCures: Readonly<Record<string, Words>> = {
  'direct.costs': {
    en: 'Add --accept-cost, if that is what you want.',
    ja: 'それでよければ --accept-cost を付けてください。',
  },
  'auth.missing': {
    en: 'Give --token, NOROSHI_TOKEN or NOROSHI_TOKEN_FILE.',
    ja: '--token、NOROSHI_TOKEN、NOROSHI_TOKEN_FILE のいずれかで指定してください。',
  },
  'auth.invalid': {
    en: 'Check --token, NOROSHI_TOKEN or NOROSHI_TOKEN_FILE.',
    ja: '--token、NOROSHI_TOKEN、NOROSHI_TOKEN_FILE を確かめてください。',
  },
}

function printProblem(terminal: Terminal, problem: Problem): void {
  const { title, cure } = wordsOf(problem, terminal)
  const code = problem.code === undefined ? '' : terminal.paintNote('dim', ` (${clean(problem.code)})`)
  terminal.note(`${terminal.paintNote('red', clean(title))}${code}`)
  for (const line of detailLines(problem, terminal)) terminal.note(`  ${line}`)
  if (cure !== undefined) terminal.note(`  ${clean(cure)}`)
  if (problem.status >= 500 && problem.instance !== undefined) terminal.note(`  ${clean(problem.instance)}`)
}

function wordsOf(problem: Problem, { language }: Terminal): { title: string; cure?: string | undefined } {
  const code = problem.code ?? ''
  const words = isErrorCode(code) ? errorWords(code, language) : problem
  return { title: words.title, cure: ownCures[code]?.[language] ?? words.cure }
}

/** Returns which fields are meant, and the detail where the fields do not say the same already. */
function detailLines({ detail, title, errors = [] }: Problem, { paintNote }: Terminal): string[] {
  const fields = errors.map(({ field, message }) => `${paintNote('bold', clean(field))}: ${clean(message)}`)
  const isSaid = detail === undefined || detail === title || errors.some(({ message }) => message === detail)
  return isSaid ? fields : [clean(detail), ...fields]
}
