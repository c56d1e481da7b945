// (o) what a company of years is moved and kept by: a table of 30,000 people taken through /v1, with one bad line and without, and a
// backup beside the running server that comes back in an empty database. Done with what (l) has filled.

import { spawn } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { firstToken } from '../tests/support/server-process.ts'
import { figure, type Row } from './figures.ts'
import type { Yard } from './yard.ts'

const program = fileURLToPath(new URL('../../bin/noroshi.mjs', import.meta.url))

const secondsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const begunMs = performance.now()
  await work()
  return (performance.now() - begunMs) / 1_000
}

const tableOf = (people: number, bad: number | null): string => {
  const lines = Array.from({ length: people }, (_, index) => {
    const number = index === bad ? '090-12' : `090-${1000 + Math.floor(index / 9000)}-${1000 + (index % 9000)}`
    return `担当 ${index},moved-${index},${number},moved-${index}@example.jp,異動${index % 100}`
  })
  return `氏名,キー,電話,メール,グループ\r\n${lines.join('\r\n')}\r\n`
}

type Told = { readonly status: number; readonly lines: readonly string[] }

const take = async ({ server, dataDir }: Yard, table: string, query = ''): Promise<Told> => {
  const response = await fetch(`${server().url}/v1/users/import${query}`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${firstToken(dataDir)}`,
      'Content-Type': 'text/csv',
      Accept: 'application/x-ndjson',
    },
    body: table,
  })
  return { status: response.status, lines: (await response.text()).trim().split('\n') }
}

const imports = async (yard: Yard, people: number): Promise<readonly Row[]> => {
  for (let index = 0; index < 100; index += 1)
    await yard.client.ask('POST', '/v1/groups', { body: { key: `異動${index}`, name: `異動${index}` } })
  const usersNow = async () => {
    const { rows } = await yard
      .pools()
      .engine.query<{ count: number }>('select count(*)::integer as count from app_user')
    return rows[0]?.count ?? 0
  }
  const before = await usersNow()
  const seen: Told[] = []
  const told = async (table: string, query?: string) => void seen.push(await take(yard, table, query))
  const refusedS = await secondsOf(() => told(tableOf(people, Math.floor(people / 2))))
  const left = (await usersNow()) - before
  const lookedS = await secondsOf(() => told(tableOf(people, null), '?dryRun=true'))
  const takenS = await secondsOf(() => told(tableOf(people, null)))
  const [refused, , taken] = seen
  return [
    figure('o', `table of ${people} people with one bad line: refused (${refused?.lines.at(-1)?.slice(0, 40)}…)`, [
      refusedS,
      's',
    ]),
    figure('o', 'people it left behind', [left, '']),
    figure('o', 'the same, looked at first (dryRun)', [lookedS, 's']),
    figure('o', `taken: ${(await usersNow()) - before} people, told of on the way ${taken?.lines.length} times`, [
      takenS,
      's',
    ]),
  ]
}

/** The command as people run it, as the account that owns the data where that is another. */
const command = (args: readonly string[], env: Readonly<Record<string, string>>): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { env: { ...process.env, ...env }, stdio: 'pipe' })
    let said = ''
    child.stderr.on('data', (part: Buffer) => {
      said += part.toString()
    })
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${args.join(' ')} ended with ${code}: ${said}`)),
    )
  })

const backups = async ({ dataDir }: Yard): Promise<readonly Row[]> => {
  const file = join(dataDir, '..', 'large.gz')
  const writtenS = await secondsOf(() => command(['backup', file], { NOROSHI_DATA_DIR: dataDir }))
  const empty = join(dataDir, '..', 'restored')
  mkdirSync(empty)
  chmodSync(empty, 0o711)
  const key = join(dataDir, '..', 'kept.key')
  copyFileSync(join(dataDir, 'secret.key'), key)
  const env = { NOROSHI_DATA_DIR: join(empty, 'data'), NOROSHI_SECRET_KEY_FILE: key }
  const restoredS = await secondsOf(() => command(['restore', file], env))
  return [
    figure('o', `noroshi backup beside the running server, ${Math.round(statSync(file).size / 2 ** 20)} MB`, [
      writtenS,
      's',
    ]),
    figure('o', 'noroshi restore into an empty database', [restoredS, 's']),
  ]
}

/** @param people lines of the table */
export const keeping = async (yard: Yard, people: number): Promise<readonly Row[]> => [
  ...(await imports(yard, people)),
  ...(await backups(yard)),
]
