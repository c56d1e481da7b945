// A configuration file on its way to the server: read as YAML, and remembered with its lines, so that what the server says
// about `policies.0.steps` can be shown at the line where it stands.
import { readFile } from 'node:fs/promises'
import { isNode, LineCounter, parseDocument } from 'yaml'
import { limits } from '#contract/limits'
import type { Input } from './deps.ts'
import { RefusedError, UsageError } from './failure.ts'
import { readAll } from './input.ts'

export type FileDocument = {
  readonly value: unknown
  /** The line of a field as the server names it, from 1; null when it stands nowhere in the file. */
  readonly lineOf: (field: string) => number | null
}

/** @param file a path, or `-` for standard input */
export async function readDocument(file: string, stdin: Input): Promise<FileDocument> {
  const text = file === '-' ? await readAll(stdin, limits.bodyBytes.max) : await readText(file)
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { prettyErrors: true, lineCounter })
  const [error] = document.errors
  if (error !== undefined) {
    // The rest of the message quotes the lines around, which may hold what should not be in a log.
    const why = error.message.split('\n')[0]?.replace(/:$/, '') ?? ''
    throw new UsageError({ en: `${file} is not YAML: ${why}`, ja: `${file} を YAML として読めません: ${why}` })
  }
  const value: unknown = document.toJS({ maxAliasCount: 100 })
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UsageError(
      { en: `${file} holds no configuration`, ja: `${file} に設定がありません` },
      { en: 'It begins with "version: 1".', ja: '先頭は「version: 1」です。' },
    )
  }
  const lineOf = (field: string) => {
    const path = field.replace(/^document\./, '').split('.')
    // What is missing has no line; the object it is missing from has one.
    for (let length = path.length; length > 0; length -= 1) {
      const node = document.getIn(path.slice(0, length).map(step), true)
      if (isNode(node) && node.range) return lineCounter.linePos(node.range[0]).line
    }
    return null
  }
  return { value, lineOf }
}

const step = (name: string) => (/^\d+$/.test(name) ? Number(name) : name)

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new UsageError({ en: `The file cannot be read: ${why}`, ja: `ファイルを読めません: ${why}` })
  }
}

/** Returns the refusal with the line of each field it names. */
export function withLines(error: unknown, { lineOf }: FileDocument, language: 'ja' | 'en'): unknown {
  if (!(error instanceof RefusedError)) return error
  const errors = (error.problem.errors ?? []).map((one) => {
    const line = lineOf(one.field)
    const words = language === 'ja' ? `${line} 行目` : `line ${line}`
    return line === null ? one : { ...one, field: `${words}, ${one.field.replace(/^document\./, '')}` }
  })
  return new RefusedError({ ...error.problem, errors }, error.retryAfterMs)
}
