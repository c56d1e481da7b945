// `noroshi audit`: who set up what, and who signed in, as a table or as CSV. Newest first.
import type { AuditEntry } from '#contract/audit'
import { limits } from '#contract/limits'
import { type CommandSpec, type Invocation, numberOf, valueOf } from './command.ts'
import { csvOptions, writeCsv } from './csv.ts'
import { exitCodes } from './deps.ts'
import { UsageError } from './failure.ts'
import { instantOf } from './instant-option.ts'
import { printJson } from './print.ts'
import { clean, columns, timeWords } from './terminal.ts'

export const auditCommand: CommandSpec = {
  name: 'audit',
  summary: { en: 'Show who set up what, and who signed in', ja: '監査ログ（設定の変更とサインイン）を示す' },
  details: {
    en: 'Newest first, without secrets and with numbers masked.',
    ja: '新しい順に示します。秘密の値は含まれず、電話番号は伏せられます。',
  },
  options: [
    { name: 'from', value: 'INSTANT', help: { en: 'Not before this instant', ja: 'この日時以降' } },
    { name: 'to', value: 'INSTANT', help: { en: 'Before this instant', ja: 'この日時より前' } },
    {
      name: 'by',
      value: 'WHO',
      help: { en: 'Only by this user (key) or token (name)', ja: 'このユーザ（キー）またはトークン（名前）だけ' },
    },
    {
      name: 'kind',
      value: 'KIND',
      help: { en: 'Only of this kind: policy, user, …', ja: 'この種別だけ（policy、user など）' },
    },
    {
      name: 'action',
      value: 'ACTION',
      help: { en: 'Only this: created, changed, deleted, signed_in, …', ja: 'この操作だけ（changed、signed_in など）' },
    },
    { name: 'limit', short: 'n', value: 'N', help: { en: 'How many (50)', ja: '件数（省略時は 50）' } },
    ...csvOptions,
  ],
  examples: [
    { does: { en: 'Who changed policies', ja: '連絡網を変更した人' }, line: 'noroshi audit --kind policy' },
    {
      does: { en: 'A month for the auditor', ja: '1か月分を監査のために' },
      line: 'noroshi audit --from 2026-11-01 --to 2026-12-01 --csv -o november.csv',
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
  for (const name of ['by', 'kind', 'action']) put(name, valueOf(invocation.given, name))
  return query
}

async function run(invocation: Invocation): Promise<number> {
  const { given } = invocation
  const query = queryOf(invocation)
  if (given.switches.has('csv')) return writeCsv(invocation, '/v1/audit.csv', query)
  if (valueOf(given, 'output') !== null)
    throw new UsageError({ en: '--output goes with --csv', ja: '--output は --csv と共に指定します' })
  return table(invocation, query)
}

async function table(invocation: Invocation, query: URLSearchParams): Promise<number> {
  const { given, deps, terminal, json } = invocation
  query.set('limit', String(numberOf(given, 'limit', limits.pageSize) ?? limits.pageSize.default))
  const client = await invocation.client()
  const path = `/v1/audit?${query.toString()}`
  const page = (await client.send({ method: 'GET', path, repeatable: true })) as { items: AuditEntry[] }
  if (json) {
    printJson(invocation, page)
    return exitCodes.done
  }
  if (page.items.length === 0)
    terminal.note(terminal.say({ en: 'Nothing was changed.', ja: '該当する操作はありません。' }))
  const rows = page.items.map((one) => [
    timeWords(one.at, deps.now()),
    clean(one.by.name === '' ? one.by.kind : one.by.name),
    one.address ?? '',
    one.action,
    one.kind,
    clean(one.name),
    one.changes.map(({ field }) => clean(field)).join(' '),
  ])
  for (const line of columns(rows)) terminal.line(line)
  return exitCodes.done
}
