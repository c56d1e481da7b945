// `noroshi token create|list|revoke`: API tokens. A new token is written to stdout alone, once, so that it can go straight
// into a file; everything said about it goes to stderr.

import type { z } from 'zod'
import { permissions } from '#contract/permissions'
import type { newToken, Token } from '#contract/tokens'
import { type CommandSpec, type Invocation, requiredValueOf, valueOf } from './command.ts'
import { exitCodes } from './deps.ts'
import { UsageError } from './failure.ts'
import { printJson } from './print.ts'
import { nearest } from './suggest.ts'
import { clean, columns, timeWords } from './terminal.ts'
import { timeToCome } from './when.ts'

const createCommand: CommandSpec = {
  name: 'token create',
  summary: { en: 'Issue an API token', ja: 'API トークンを発行する' },
  details: {
    en: `The token is shown this once, alone on standard output.\nScopes: ${permissions.join(', ')}`,
    ja: `トークンは一度だけ、標準出力に単独で表示します。\nスコープ: ${permissions.join(', ')}`,
  },
  options: [
    { name: 'name', short: 'n', value: 'NAME', help: { en: 'What it is for', ja: '用途がわかる名前' } },
    {
      name: 'scope',
      short: 's',
      value: 'SCOPE',
      many: true,
      help: {
        en: 'What it may do; repeatable, or separated by commas',
        ja: '許可する操作（複数可、カンマ区切りも可）',
      },
    },
    {
      name: 'expires',
      value: 'WHEN',
      help: {
        en: 'For example 90d, 12h, 4w or 2027-03-31; never when not given',
        ja: '例: 90d、12h、4w、2027-03-31。省略時は無期限',
      },
    },
    {
      name: 'project',
      short: 'p',
      value: 'KEY',
      help: {
        en: 'The project it belongs to; the whole space when not given',
        ja: '属するプロジェクト。省略時はスペース全体',
      },
    },
  ],
  examples: [
    {
      does: {
        en: 'A token for a monitoring system, straight into a file',
        ja: '監視システム用のトークンをファイルに保存する',
      },
      line: '(umask 077; noroshi token create -n zabbix -s callouts:start,callouts:read --expires 365d > zabbix.token)',
    },
  ],
  run: create,
}

const listCommand: CommandSpec = {
  name: 'token list',
  summary: { en: 'List API tokens', ja: 'API トークンの一覧' },
  options: [],
  examples: [
    {
      does: { en: 'All tokens, never their values', ja: '全トークン（値は表示しません）' },
      line: 'noroshi token list',
    },
  ],
  run: list,
}

const revokeCommand: CommandSpec = {
  name: 'token revoke',
  args: '<id>',
  summary: { en: 'Revoke an API token at once', ja: 'API トークンを直ちに失効させる' },
  options: [],
  examples: [
    {
      does: { en: 'By the id that "token list" shows', ja: 'token list で表示される ID を指定' },
      line: 'noroshi token revoke 0199c2a4-7d1e-7f3a-9a55-3d1c6f0a2b11',
    },
  ],
  run: revoke,
}

export const tokenCommands: readonly CommandSpec[] = [createCommand, listCommand, revokeCommand]

async function create(invocation: Invocation): Promise<number> {
  const { given, terminal, deps, json } = invocation
  const name = requiredValueOf(given, 'name')
  const scopes = scopesOf(given.values.get('scope') ?? [])
  const expiresAt = timeToCome(valueOf(given, 'expires'), deps.now(), 'expires')
  const client = await invocation.client()
  const project = valueOf(given, 'project')
  const body = { name, scopes, ...(expiresAt === null ? {} : { expiresAt }), ...(project === null ? {} : { project }) }
  const created = (await client.send({ method: 'POST', path: '/v1/tokens', body })) as z.infer<typeof newToken>
  if (json) {
    printJson(invocation, created)
    return exitCodes.done
  }
  const until = created.expiresAt === null ? null : timeWords(created.expiresAt, deps.now())
  const words = {
    en: `Token ${created.id}, ${until === null ? 'without expiry' : `until ${until}`}. It is not shown again:`,
    ja: `トークン ${created.id}（${until === null ? '無期限' : `${until} まで`}）。再表示はできません:`,
  }
  terminal.note(terminal.say(words))
  terminal.line(created.token)
  return exitCodes.done
}

function scopesOf(given: readonly string[]): string[] {
  const scopes = given.flatMap((text) => text.split(',')).map((text) => text.trim())
  if (scopes.length === 0) throw new UsageError({ en: '--scope is missing', ja: '--scope がありません' })
  const unknown = scopes.find((scope) => !(permissions as readonly string[]).includes(scope))
  if (unknown === undefined) return scopes
  const near = nearest(unknown, permissions)
  const known = permissions.join(', ')
  throw new UsageError(
    { en: `There is no scope "${unknown}"`, ja: `「${unknown}」というスコープはありません` },
    near === null
      ? { en: `Known: ${known}`, ja: `使えるもの: ${known}` }
      : { en: `Did you mean "${near}"?`, ja: `もしかして: ${near}` },
  )
}

async function list(invocation: Invocation): Promise<number> {
  const { terminal, deps, json } = invocation
  const client = await invocation.client()
  const answer = await client.send({ method: 'GET', path: '/v1/tokens', repeatable: true })
  if (json) {
    printJson(invocation, answer)
    return exitCodes.done
  }
  const { items } = answer as { items: Token[] }
  const time = (iso: string | null) => (iso === null ? '–' : timeWords(iso, deps.now()))
  const heads = [
    { en: 'name', ja: '名前' },
    { en: 'state', ja: '状態' },
    { en: 'expires', ja: '期限' },
    { en: 'last used', ja: '最終利用' },
    { en: 'project', ja: 'プロジェクト' },
    { en: 'id', ja: 'ID' },
    { en: 'scopes', ja: 'スコープ' },
  ].map(terminal.say)
  const rows = items.map((token) => [
    clean(token.name),
    terminal.say(stateOf(token, deps.now())),
    time(token.expiresAt),
    time(token.lastUsedAt),
    clean(token.project ?? '–'),
    token.id,
    token.scopes.join(','),
  ])
  for (const line of columns([heads, ...rows])) terminal.line(line)
  return exitCodes.done
}

function stateOf(token: Token, nowMs: number) {
  if (token.revokedAt !== null) return { en: 'revoked', ja: '失効' }
  const isOver = token.expiresAt !== null && Date.parse(token.expiresAt) <= nowMs
  return isOver ? { en: 'expired', ja: '期限切れ' } : { en: 'valid', ja: '有効' }
}

async function revoke(invocation: Invocation): Promise<number> {
  const { given, terminal, json } = invocation
  const id = given.args[0] ?? ''
  const client = await invocation.client()
  const path = `/v1/tokens/${encodeURIComponent(id)}`
  const answer = await client.send({ method: 'DELETE', path, repeatable: true })
  if (json) printJson(invocation, answer ?? { id, revoked: true })
  else terminal.line(terminal.say({ en: `Token ${id} is revoked.`, ja: `トークン ${id} を失効させました。` }))
  return exitCodes.done
}
