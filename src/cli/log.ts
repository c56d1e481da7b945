// `noroshi log`: the delivery log, as a table or as CSV. Newest first.
import type { LoggedAttempt } from '#contract/attempt-log'
import { limits } from '#contract/limits'
import { type CommandSpec, type Invocation, numberOf, valueOf } from './command.ts'
import { csvOptions, writeCsv } from './csv.ts'
import { exitCodes } from './deps.ts'
import { UsageError } from './failure.ts'
import { instantOf } from './instant-option.ts'
import { printJson } from './print.ts'
import { clean, columns, timeWords } from './terminal.ts'

export const logCommand: CommandSpec = {
  name: 'log',
  summary: { en: 'Show who was contacted when, and what became of it', ja: '発信の記録（ログ）を示す' },
  details: {
    en: 'Newest first: every call and message, of whichever callout.',
    ja: 'すべての通報の発信を、新しい順に示します。',
  },
  options: [
    { name: 'from', value: 'INSTANT', help: { en: 'Not before this instant', ja: 'この日時以降' } },
    { name: 'to', value: 'INSTANT', help: { en: 'Before this instant', ja: 'この日時より前' } },
    { name: 'user', short: 'u', value: 'KEY', help: { en: 'Only to this user', ja: 'このユーザだけ' } },
    { name: 'channel', short: 'c', value: 'CHANNEL', help: { en: 'Only by this channel', ja: 'この手段だけ' } },
    { name: 'connection', value: 'KEY', help: { en: 'Only through this connection', ja: 'この接続先だけ' } },
    {
      name: 'result',
      value: 'RESULT',
      help: {
        en: 'Only with this result: taken, no_answer, …, under_way',
        ja: 'この結果だけ（taken、no_answer など）',
      },
    },
    { name: 'limit', short: 'n', value: 'N', help: { en: 'How many (50)', ja: '件数（省略時は 50）' } },
    ...csvOptions,
  ],
  examples: [
    {
      does: { en: 'What did not reach Sato lately', ja: '佐藤さんにつながらなかった発信' },
      line: 'noroshi log --user sato --result no_answer',
    },
    {
      does: { en: 'A month for a spreadsheet', ja: '1か月分を表計算ソフト用に' },
      line: 'noroshi log --from 2026-11-01 --to 2026-12-01 --csv -o november.csv',
    },
  ],
  run,
}

function queryOf(invocation: Invocation): URLSearchParams {
  const query = new URLSearchParams()
  const put = (name: string, value: string | null): void => {
    if (value !== null) query.set(name, value)
  }
  put('from', instantOf(invocation, 'from'))
  put('to', instantOf(invocation, 'to'))
  for (const name of ['user', 'channel', 'connection', 'result']) put(name, valueOf(invocation.given, name))
  return query
}

async function run(invocation: Invocation): Promise<number> {
  const { given } = invocation
  const query = queryOf(invocation)
  if (given.switches.has('csv')) return writeCsv(invocation, '/v1/attempts.csv', query)
  if (valueOf(given, 'output') !== null)
    throw new UsageError({ en: '--output goes with --csv', ja: '--output は --csv と共に指定します' })
  return table(invocation, query)
}

async function table(invocation: Invocation, query: URLSearchParams): Promise<number> {
  const { given, deps, terminal, json } = invocation
  query.set('limit', String(numberOf(given, 'limit', limits.pageSize) ?? limits.pageSize.default))
  const client = await invocation.client()
  const path = `/v1/attempts?${query.toString()}`
  const page = (await client.send({ method: 'GET', path, repeatable: true })) as { items: LoggedAttempt[] }
  if (json) {
    printJson(invocation, page)
    return exitCodes.done
  }
  if (page.items.length === 0)
    terminal.note(terminal.say({ en: 'Nothing was sent.', ja: '該当する発信はありません。' }))
  const rows = page.items.map((one) => [
    timeWords(one.begunAt ?? one.plannedAt, deps.now()),
    clean(one.policy),
    clean(one.name),
    one.channel,
    clean(one.address),
    one.result ?? one.state,
    [one.key, one.detail].flatMap((part) => (part === null ? [] : clean(part))).join(' '),
  ])
  for (const line of columns(rows)) terminal.line(line)
  return exitCodes.done
}
