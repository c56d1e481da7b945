// What `noroshi execute` and the teldial front have in common: they sign in, execute by name and sign out, over the API that
// JP1's own scripts use. The credentials come from the environment or a file, never from the command line, where others see them.
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Client } from './client.ts'
import type { Environment } from './deps.ts'
import { UnreachableError, UsageError } from './failure.ts'

export type Credentials = { readonly account: string; readonly subaccount?: string; readonly password: string }
export type Executed = { readonly id: string; readonly net: string; readonly status: string }
export type Execution = {
  readonly net: string
  readonly contents: Readonly<Record<string, string>>
  readonly idempotencyKey: string | null
}

const missing = (): UsageError =>
  new UsageError(
    { en: 'There is no account to execute with', ja: '実行するアカウントが指定されていません' },
    {
      en: 'Set NOROSHI_ACCOUNT and NOROSHI_PASSWORD (or NOROSHI_PASSWORD_FILE), or name a file in NOROSHI_CREDENTIALS_FILE.',
      ja: 'NOROSHI_ACCOUNT と NOROSHI_PASSWORD（または NOROSHI_PASSWORD_FILE）、または NOROSHI_CREDENTIALS_FILE を設定してください。',
    },
  )

async function readText(variable: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new UsageError({ en: `${variable} cannot be read: ${why}`, ja: `${variable} を読めません: ${why}` })
  }
}

function fromJson(text: string): Credentials | null {
  try {
    const { account, subaccount, password } = JSON.parse(text) as Record<string, unknown>
    if (typeof account !== 'string' || typeof password !== 'string') return null
    return { account, password, ...(typeof subaccount === 'string' ? { subaccount } : {}) }
  } catch {
    return null
  }
}

/** Reads account, subaccount and password: from a JSON file, or one by one from the environment. */
export async function credentialsOf(env: Environment): Promise<Credentials> {
  const file = valueIn(env, 'NOROSHI_CREDENTIALS_FILE').trim()
  return file === '' ? fromEnvironment(env) : fromFile(file)
}

const valueIn = (env: Environment, name: string): string => env[name] ?? ''

async function fromFile(file: string): Promise<Credentials> {
  const found = fromJson(await readText('NOROSHI_CREDENTIALS_FILE', file))
  if (found !== null) return found
  throw new UsageError({
    en: 'NOROSHI_CREDENTIALS_FILE must hold {"account":"…","password":"…"}',
    ja: 'NOROSHI_CREDENTIALS_FILE の中身は {"account":"…","password":"…"} の形にしてください',
  })
}

async function fromEnvironment(env: Environment): Promise<Credentials> {
  const account = valueIn(env, 'NOROSHI_ACCOUNT')
  const file = valueIn(env, 'NOROSHI_PASSWORD_FILE').trim()
  const read = async () => (await readText('NOROSHI_PASSWORD_FILE', file)).replace(/\r?\n$/, '')
  const password = file === '' ? valueIn(env, 'NOROSHI_PASSWORD') : await read()
  if (account === '' || password === '') throw missing()
  const subaccount = valueIn(env, 'NOROSHI_SUBACCOUNT')
  return subaccount === '' ? { account, password } : { account, subaccount, password }
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

/**
 * Signs in, executes and signs out. An execution whose answer was lost is repeated with the same key, so nobody is called twice.
 * @throws RefusedError, UnreachableError
 */
export async function executeOnce(client: Client, credentials: Credentials, execution: Execution): Promise<Executed> {
  const { net, contents, idempotencyKey } = execution
  const signed = await client.send({ method: 'POST', path: '/api/v1/signin', body: credentials, repeatable: true })
  const { id_token: token, access_token: access } = signed as Record<string, unknown>
  if (typeof token !== 'string' || typeof access !== 'string') throw new UnreachableError(client.url, 'no tokens')
  const key = idempotencyKey ?? `cli-${randomUUID()}`
  const executed = await client.send({
    method: 'POST',
    path: `/api/v1/net/${encodeURIComponent(net)}/execute`,
    body: contents,
    headers: { ...bearer(token), 'idempotency-key': key },
    repeatable: true,
  })
  // What has been stored is stored; that the session lasts a little longer then is nobody's concern.
  await client.send({ method: 'POST', path: '/api/v1/signout', headers: bearer(access) }).catch(() => null)
  return executed as Executed
}
