// Where a command puts what it wrote: a file that was named, or standard output.
import { writeFile } from 'node:fs/promises'
import type { Invocation } from './command.ts'
import { UsageError } from './failure.ts'

/** Writes a file and says so. */
export async function save({ terminal }: Pick<Invocation, 'terminal'>, file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new UsageError({ en: `The file cannot be written: ${why}`, ja: `ファイルに書けません: ${why}` })
  }
  terminal.note(terminal.say({ en: `Written to ${file}.`, ja: `${file} に書き出しました。` }))
}

/** Without a file, to standard output. */
export async function writeOut(invocation: Invocation, file: string | null, text: string): Promise<void> {
  if (file === null) invocation.deps.stdout.write(text)
  else await save(invocation, file, text)
}
