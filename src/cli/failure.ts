// The two ways a command can end early: a refusal by us (bad usage), which carries a hint, and a failure that a server or
// the network reported. Both carry their exit code; cli.ts prints them.
import { type ExitCode, exitCodes, type Words } from './deps.ts'

/** The command line itself is wrong: nothing was sent. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly words: Words
  readonly hint: Words | null
  constructor(words: Words, hint: Words | null = null) {
    super(words.en)
    this.words = words
    this.hint = hint
  }
}

/** An RFC 9457 answer as the server sends it; everything but the title may be missing when a proxy answered. */
export type Problem = {
  readonly title: string
  readonly status: number
  readonly code?: string | undefined
  readonly detail?: string | undefined
  readonly cure?: string | undefined
  readonly instance?: string | undefined
  readonly errors?: readonly { readonly field: string; readonly message: string; readonly code?: string | undefined }[]
}

/** The server answered, and the answer is no. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError'
  readonly problem: Problem
  readonly retryAfterMs: number | null
  constructor(problem: Problem, retryAfterMs: number | null = null) {
    super(problem.title)
    this.problem = problem
    this.retryAfterMs = retryAfterMs
  }
  get exitCode(): ExitCode {
    if (this.problem.status === 503) return exitCodes.unreachable
    return this.problem.status >= 500 ? exitCodes.failed : exitCodes.refused
  }
}

/** No server of ours answered: refused connection, no name, time-out, or something else that speaks HTTP. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError'
  readonly url: string
  constructor(url: string, why: string, cause?: unknown) {
    super(why, { cause })
    this.url = url
  }
}
