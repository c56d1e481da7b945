// Lists that are also written as CSV, to standard output or into a file that spreadsheets open.
import { type Invocation, type OptionSpec, valueOf } from './command.ts'
import { exitCodes } from './deps.ts'
import { writeOut } from './output.ts'

export const csvOptions: readonly OptionSpec[] = [
  { name: 'csv', help: { en: 'All of them, as CSV', ja: '該当する全件を CSV で' } },
  {
    name: 'output',
    short: 'o',
    value: 'FILE',
    help: { en: 'With --csv: a file; else standard output', ja: '--csv の書き出し先（省略時は標準出力）' },
  },
]

export async function writeCsv(invocation: Invocation, path: string, query: URLSearchParams): Promise<number> {
  const file = valueOf(invocation.given, 'output')
  query.set('lang', invocation.language)
  const client = await invocation.client()
  const asked = { method: 'GET', path: `${path}?${query.toString()}`, as: 'text', repeatable: true } as const
  const lines = ((await client.send(asked)) ?? '') as string
  // Spreadsheets know by the mark that it is UTF-8; reading an answer drops it.
  const marked = lines.startsWith('\uFEFF') ? lines : `\uFEFF${lines}`
  await writeOut(invocation, file, file === null ? lines : marked)
  return exitCodes.done
}
