// `noroshi readings import|export|preview`: how words are spoken (再生メッセージ置き換え設定), as the `word,reading` lines other
// systems have them, and what will be said of a text.
import { readFile } from 'node:fs/promises'
import { limits } from '#contract/limits'
import type { ReadingImport, ReadingPreview } from '#contract/readings'
import { type CommandSpec, type Invocation, type OptionSpec, valueOf } from './command.ts'
import { exitCodes } from './deps.ts'
import { UsageError } from './failure.ts'
import { readAllBytes } from './input.ts'
import { writeOut } from './output.ts'
import { printJson } from './print.ts'
import { clean } from './terminal.ts'

const language: OptionSpec = {
  name: 'language',
  value: 'ja|en',
  help: { en: 'The language that is spoken (ja)', ja: '読み上げる言語（省略時は ja）' },
}

const importCommand: CommandSpec = {
  name: 'readings import',
  args: '<file>',
  summary: { en: 'Take a list of readings', ja: '読みの一覧を取り込む' },
  details: {
    en: 'One `word,reading` a line, in UTF-8, UTF-16 or Shift_JIS; - reads standard input. A list is taken whole or not at all.',
    ja: '1行に「単語,読み」を1組。UTF-8、UTF-16、Shift_JIS に対応。- で標準入力。誤りのある行が一つでもあれば何も変更しません。',
  },
  options: [
    language,
    { name: 'replace', help: { en: 'Remove readings that are not in the list', ja: '一覧にない読みを削除する' } },
    { name: 'dry-run', help: { en: 'Only say what would be changed', ja: '変更内容を示すだけで取り込まない' } },
  ],
  examples: [
    {
      does: { en: 'What X-MON’s screen holds', ja: 'X-MON の設定をそのまま' },
      line: 'noroshi readings import readings.csv',
    },
    { does: { en: 'One word', ja: '一語だけ' }, line: 'echo "DB,データベース" | noroshi readings import -' },
  ],
  run: importList,
}

const exportCommand: CommandSpec = {
  name: 'readings export',
  summary: { en: 'Write all readings of a language as a list', ja: '読みの一覧を書き出す' },
  options: [
    language,
    {
      name: 'output',
      short: 'o',
      value: 'FILE',
      help: { en: 'A file; else standard output', ja: '書き出すファイル（省略時は標準出力）' },
    },
  ],
  examples: [{ does: { en: 'Into a file', ja: 'ファイルへ' }, line: 'noroshi readings export -o readings.csv' }],
  run: exportList,
}

const previewCommand: CommandSpec = {
  name: 'readings preview',
  args: '<text>',
  summary: { en: 'Show what will be said of a text', ja: '文がどう読み上げられるかを示す' },
  options: [language],
  examples: [
    {
      does: { en: 'Before a night it matters', ja: '本番の前に' },
      line: 'noroshi readings preview "[CRITICAL] db_server-01 CPU 98.5%"',
    },
  ],
  run: preview,
}

export const readingCommands: readonly CommandSpec[] = [importCommand, exportCommand, previewCommand]

function languageOf({ given }: Invocation): string {
  const wanted = valueOf(given, 'language') ?? 'ja'
  if (wanted === 'ja' || wanted === 'en') return wanted
  throw new UsageError({ en: '--language is ja or en', ja: '--language は ja か en です' })
}

async function bytesOf({ deps }: Invocation, file: string): Promise<Uint8Array<ArrayBuffer>> {
  if (file === '-') return readAllBytes(deps.stdin, limits.bodyBytes.max)
  try {
    return new Uint8Array(await readFile(file))
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new UsageError({ en: `The file cannot be read: ${why}`, ja: `ファイルを読めません: ${why}` })
  }
}

async function importList(invocation: Invocation): Promise<number> {
  const { given, terminal, json } = invocation
  const query = new URLSearchParams({
    language: languageOf(invocation),
    mode: given.switches.has('replace') ? 'replace' : 'merge',
    dryRun: String(given.switches.has('dry-run')),
  })
  const raw = { type: 'text/csv', content: await bytesOf(invocation, given.args[0] ?? '') }
  const client = await invocation.client()
  const path = `/v1/readings/import?${query.toString()}`
  const done = (await client.send({ method: 'POST', path, raw, repeatable: true })) as ReadingImport
  if (json) {
    printJson(invocation, done)
    return exitCodes.done
  }
  const { created, changed, unchanged, removed } = done
  terminal.line(
    terminal.say({
      en: `${created} new, ${changed} changed, ${unchanged} unchanged, ${removed} removed.`,
      ja: `追加 ${created}、変更 ${changed}、変更なし ${unchanged}、削除 ${removed}。`,
    }),
  )
  if (done.dryRun) terminal.note(terminal.say({ en: 'Nothing was changed.', ja: '何も変更していません。' }))
  return exitCodes.done
}

async function exportList(invocation: Invocation): Promise<number> {
  const { given } = invocation
  const file = valueOf(given, 'output')
  const path = `/v1/readings/export?language=${languageOf(invocation)}`
  const client = await invocation.client()
  const list = ((await client.send({ method: 'GET', path, as: 'text', repeatable: true })) ?? '') as string
  await writeOut(invocation, file, list)
  return exitCodes.done
}

async function preview(invocation: Invocation): Promise<number> {
  const { given, terminal, json } = invocation
  const body = { text: given.args[0] ?? '', language: languageOf(invocation) }
  const client = await invocation.client()
  const path = '/v1/readings/preview'
  const shown = (await client.send({ method: 'POST', path, body, repeatable: true })) as ReadingPreview
  if (json) {
    printJson(invocation, shown)
    return exitCodes.done
  }
  for (const line of shown.spoken.split('\n')) terminal.line(clean(line))
  for (const { text, spoken, rule, readings } of shown.parts) {
    const why = rule ?? readings.map(({ word }) => word).join(', ')
    terminal.note(`  ${clean(text)} → ${clean(spoken)}  (${clean(why)})`)
  }
  return exitCodes.done
}
