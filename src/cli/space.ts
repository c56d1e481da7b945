// `noroshi space add|list|rename|host`: companies on one installation. They stand above every API token, so these commands work on
// the database itself, also beside a running server. A new space's token and password are written once, to stdout.

import { key as keySchema, name as nameSchema } from '#contract/text'
import { fieldMessage } from '#words/field-messages'
import { type CommandSpec, type Invocation, type OptionSpec, valueOf } from './command.ts'
import { exitCodes, type LocalOptions, type SpaceAnswer, type SpaceRequest, type Words } from './deps.ts'
import { UsageError } from './failure.ts'
import { configOption } from './local.ts'
import { printJson } from './print.ts'
import { clean, columns } from './terminal.ts'

const optionsOf = ({ given, language }: Invocation): LocalOptions => ({ config: valueOf(given, 'config'), language })

const where: Words = {
  en: 'Works on the database itself, with the same settings as "serve": run it where, and as whom, the server runs. The server may be running; it knows of the change within a second.\nExit code: 0 done, 1 the database cannot be reached, 2 refused.',
  ja: 'データベースを直接操作します。serve と同じ設定を使うので、サーバと同じ場所・同じユーザで実行してください。サーバが動作中でもかまいません（1 秒以内に反映されます）。\n終了コード: 0 完了、1 データベースに届かない、2 拒否。',
}

const option = (name: string, value: string, help: Words): OptionSpec => ({ name, value, help })

const addCommand: CommandSpec = {
  name: 'space add',
  args: '<key>',
  summary: {
    en: 'Add a space with its first administrator and token',
    ja: 'スペースを追加し、最初の管理者とトークンを作る',
  },
  details: {
    en: `The password is for one use. Token and password are shown this once.\nSpaces cannot be deleted yet.\n${where.en}`,
    ja: `パスワードは一度だけ使えます。トークンとパスワードの表示は一度だけです。\nスペースの削除はまだできません。\n${where.ja}`,
  },
  options: [
    option('name', 'NAME', { en: 'Its name for people; the key when not given', ja: '表示名。省略時はキー' }),
    {
      ...option('host', 'HOST', { en: 'A full host name of it; repeatable', ja: 'ホスト名（完全な名前、複数可）' }),
      many: true,
    },
    option('account', 'NAME', {
      en: 'Account of its first administrator; admin when not given',
      ja: '最初の管理者のアカウント名。省略時は admin',
    }),
    configOption,
  ],
  examples: [
    {
      does: { en: 'A second company on this server', ja: '同じサーバに別の会社を加える' },
      line: 'noroshi space add acme --name "ACME K.K." --host noroshi.acme.example',
    },
  ],
  run: add,
}

const listCommand: CommandSpec = {
  name: 'space list',
  summary: { en: 'List the spaces with their host names', ja: 'スペースとホスト名の一覧' },
  details: where,
  options: [configOption],
  examples: [{ does: { en: 'All of them', ja: '全スペース' }, line: 'noroshi space list' }],
  run: list,
}

const renameCommand: CommandSpec = {
  name: 'space rename',
  args: '<key>',
  summary: { en: 'Give a space another name or key', ja: 'スペースの表示名またはキーを変える' },
  details: where,
  options: [
    option('name', 'NAME', { en: 'Its new name', ja: '新しい表示名' }),
    option('key', 'KEY', {
      en: 'Its new key; the space "default" keeps its own',
      ja: '新しいキー（default は変えられません）',
    }),
    configOption,
  ],
  examples: [
    {
      does: { en: 'After the company changed its name', ja: '社名が変わったとき' },
      line: 'noroshi space rename acme --name "ACME Holdings"',
    },
  ],
  run: rename,
}

const hostCommand: CommandSpec = {
  name: 'space host',
  args: '<add|remove> <key> <host>',
  summary: { en: 'Give or take a host name', ja: 'ホスト名を加える・外す' },
  details: {
    en: `A request to this host name means the space; to an unknown one, the space "default".\n${where.en}`,
    ja: `このホスト名への要求はそのスペースのものになります。登録のない名前は default です。\n${where.ja}`,
  },
  options: [configOption],
  examples: [
    { does: { en: 'Give one', ja: '加える' }, line: 'noroshi space host add acme noroshi.acme.example' },
    { does: { en: 'Take it away', ja: '外す' }, line: 'noroshi space host remove acme noroshi.acme.example' },
  ],
  run: host,
}

export const spaceCommands: readonly CommandSpec[] = [addCommand, listCommand, renameCommand, hostCommand]

const words: Readonly<Record<string, Words>> = {
  'space.key_taken': { en: 'Another space has this key', ja: 'そのキーは別のスペースが使っています' },
  'space.not_found': { en: 'There is no such space', ja: 'そのスペースはありません' },
  'space.is_default': { en: 'The space "default" keeps its key', ja: 'スペース default のキーは変えられません' },
  'space.host_invalid': { en: 'This is no full host name', ja: 'ホスト名として正しくありません' },
  'space.host_taken': { en: 'A space has this host name already', ja: 'そのホスト名はすでに登録されています' },
  'space.host_unknown': { en: 'The space has no such host name', ja: 'そのスペースにそのホスト名はありません' },
}

/** Returns the answer; a refusal is usage, and a database that cannot be reached a failure in words. */
async function ask(invocation: Invocation, request: SpaceRequest): Promise<Extract<SpaceAnswer, { ok: true }> | null> {
  const answer = await invocation.deps.space(request, optionsOf(invocation))
  if (answer.ok) return answer
  if (answer.code === 'unreachable') {
    invocation.terminal.note(answer.detail)
    return null
  }
  const { en, ja } = words[answer.code] ?? { en: answer.code, ja: answer.code }
  throw new UsageError({ en: `${en}: ${answer.detail}`, ja: `${ja}: ${answer.detail}` })
}

type Field = 'key' | 'name'
const schemas = { key: keySchema, name: nameSchema } as const

function checked(field: Field, text: string): string {
  const result = schemas[field].safeParse(text)
  if (result.success) return result.data
  const why = result.error.issues[0]?.message ?? ''
  throw new UsageError({
    en: `"${text}" cannot be a ${field}: ${fieldMessage(why, 'en')}`,
    ja: `「${text}」は使えません: ${fieldMessage(why, 'ja')}`,
  })
}

const checkedOrNull = (field: Field, text: string | null): string | null =>
  text === null ? null : checked(field, text)

async function add(invocation: Invocation): Promise<number> {
  const { given, terminal, json } = invocation
  const key = checked('key', given.args[0] ?? '')
  const request: SpaceRequest = {
    do: 'add',
    key,
    name: checkedOrNull('name', valueOf(given, 'name')) ?? key,
    hosts: given.values.get('host') ?? [],
    account: checkedOrNull('name', valueOf(given, 'account')) ?? 'admin',
  }
  const answer = await ask(invocation, request)
  if (answer === null) return exitCodes.failed
  if (answer.did !== 'add') return exitCodes.done
  const { space } = answer
  if (json) {
    printJson(invocation, space)
    return exitCodes.done
  }
  const told = (en: string, ja: string, value: string): string => `${terminal.say({ en, ja })} ${value}`
  terminal.note(
    terminal.say({
      en: `Space ${space.key} was added. What follows is not shown again:`,
      ja: `スペース ${space.key} を追加しました。以下は再表示できません:`,
    }),
  )
  terminal.line(told('account', 'アカウント', clean(space.account)))
  terminal.line(told('password for one use', '一度だけ使えるパスワード', space.oneTimePassword))
  terminal.line(told('API token', 'API トークン', space.token))
  if (space.hosts.length === 0) {
    const cure = `noroshi space host add ${space.key} HOST`
    terminal.note(
      terminal.say({
        en: `It has no host name yet and cannot be reached: ${cure}`,
        ja: `ホスト名がないため、まだ接続できません: ${cure}`,
      }),
    )
  }
  return exitCodes.done
}

async function list(invocation: Invocation): Promise<number> {
  const { terminal, json } = invocation
  const answer = await ask(invocation, { do: 'list' })
  if (answer === null) return exitCodes.failed
  if (answer.did !== 'list') return exitCodes.done
  if (json) {
    printJson(invocation, { items: answer.spaces })
    return exitCodes.done
  }
  const heads = [
    { en: 'key', ja: 'キー' },
    { en: 'name', ja: '名前' },
    { en: 'host names', ja: 'ホスト名' },
    { en: 'id', ja: 'ID' },
  ].map(terminal.say)
  const rows = answer.spaces.map(({ key, name, hosts, id }) => [clean(key), clean(name), hosts.join(' ') || '–', id])
  for (const line of columns([heads, ...rows])) terminal.line(line)
  return exitCodes.done
}

async function rename(invocation: Invocation): Promise<number> {
  const { given } = invocation
  const name = checkedOrNull('name', valueOf(given, 'name'))
  const newKey = checkedOrNull('key', valueOf(given, 'key'))
  if (name === null && newKey === null) {
    throw new UsageError({ en: 'Give --name or --key', ja: '--name か --key を指定してください' })
  }
  return done(invocation, { do: 'rename', key: given.args[0] ?? '', name, newKey })
}

async function host(invocation: Invocation): Promise<number> {
  const [action = '', key = '', name = ''] = invocation.given.args
  if (action !== 'add' && action !== 'remove') {
    throw new UsageError({
      en: `Choose add or remove, not "${action}"`,
      ja: `add か remove を指定してください（「${action}」は使えません）`,
    })
  }
  return done(invocation, { do: action === 'add' ? 'addHost' : 'removeHost', key, host: name })
}

async function done(invocation: Invocation, request: SpaceRequest): Promise<number> {
  const answer = await ask(invocation, request)
  if (answer === null) return exitCodes.failed
  if (invocation.json) printJson(invocation, { done: true })
  else invocation.terminal.line(invocation.terminal.say({ en: 'Done.', ja: '完了しました。' }))
  return exitCodes.done
}
