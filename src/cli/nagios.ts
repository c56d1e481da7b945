// `noroshi nagios`: the notification command of Nagios, X-MON and Icinga 2. Macros come as options, or from Nagios's environment
// (NAGIOS_…, with enable_environment_macros); a source's key stands where other commands have a token. Nothing is put into a
// shell line, so nothing a plugin writes can be taken for one.
import type { CommandSpec, Given, Invocation, OptionSpec } from './command.ts'
import { valueOf } from './command.ts'
import { type Environment, exitCodes } from './deps.ts'
import { UsageError } from './failure.ts'
import { printJson } from './print.ts'

/** An option, the field it is sent as, and the macros of hosts and services it stands for. */
type Macro = OptionSpec & { readonly field: string; readonly macros: readonly [host: string, service?: string] }

const macros: readonly Macro[] = [
  {
    name: 'type',
    field: 'type',
    value: 'TYPE',
    macros: ['NOTIFICATIONTYPE'],
    help: {
      en: 'PROBLEM, RECOVERY, ACKNOWLEDGEMENT, DOWNTIMESTART, DOWNTIMEEND, …; by the state when not given',
      ja: 'PROBLEM、RECOVERY、ACKNOWLEDGEMENT、DOWNTIMESTART、DOWNTIMEEND など（省略時は状態から判断）',
    },
  },
  { name: 'host', field: 'host', value: 'NAME', macros: ['HOSTNAME'], help: { en: 'The host', ja: 'ホスト名' } },
  {
    name: 'service',
    field: 'service',
    value: 'NAME',
    macros: ['SERVICEDESC'],
    help: { en: 'The service; none: the host itself', ja: 'サービス名（なければホスト自体の通知）' },
  },
  {
    name: 'state',
    field: 'state',
    value: 'STATE',
    macros: ['HOSTSTATE', 'SERVICESTATE'],
    help: {
      en: 'DOWN, UNREACHABLE, WARNING, CRITICAL, UNKNOWN, UP, OK',
      ja: 'DOWN、UNREACHABLE、WARNING、CRITICAL、UNKNOWN、UP、OK',
    },
  },
  {
    name: 'state-type',
    field: 'statetype',
    value: 'HARD|SOFT',
    macros: ['HOSTSTATETYPE', 'SERVICESTATETYPE'],
    help: { en: 'Hard when not given', ja: 'ハードかソフトか（省略時はハード）' },
  },
  {
    name: 'attempt',
    field: 'attempt',
    value: 'N',
    macros: ['HOSTATTEMPT', 'SERVICEATTEMPT'],
    help: { en: 'Which check found it', ja: '試行回数' },
  },
  {
    name: 'number',
    field: 'notification_number',
    value: 'N',
    macros: ['HOSTNOTIFICATIONNUMBER', 'SERVICENOTIFICATIONNUMBER'],
    help: { en: 'Which notification of this problem it is', ja: '通知回数' },
  },
  {
    name: 'output',
    field: 'output',
    value: 'TEXT',
    macros: ['HOSTOUTPUT', 'SERVICEOUTPUT'],
    help: { en: 'What the check wrote', ja: '監視の出力' },
  },
  {
    name: 'author',
    field: 'author',
    value: 'NAME',
    macros: ['NOTIFICATIONAUTHOR'],
    help: { en: 'Who acknowledged it', ja: '認知済みにした人' },
  },
  {
    name: 'comment',
    field: 'comment',
    value: 'TEXT',
    macros: ['NOTIFICATIONCOMMENT'],
    help: { en: 'What they wrote', ja: 'そのコメント' },
  },
  {
    name: 'time',
    field: 'time',
    value: 'SECONDS',
    macros: ['TIMET'],
    help: { en: 'When, in seconds since 1970; now when not given', ja: '発生時刻（1970年からの秒。省略時は現在）' },
  },
  {
    name: 'host-groups',
    field: 'host_groups',
    value: 'NAMES',
    macros: ['HOSTGROUPNAMES'],
    help: { en: 'Its host groups, with commas', ja: 'ホストグループ（カンマ区切り）' },
  },
  {
    name: 'service-groups',
    field: 'service_groups',
    value: 'NAMES',
    macros: ['SERVICEGROUPNAMES'],
    help: { en: 'Its service groups, with commas', ja: 'サービスグループ（カンマ区切り）' },
  },
]

export const nagiosCommand: CommandSpec = {
  name: 'nagios',
  summary: {
    en: 'Tell of a notification of Nagios, X-MON or Icinga 2',
    ja: 'Nagios・X-MON・Icinga 2 の通知を伝える',
  },
  details: {
    en: 'The source’s key stands where other commands have a token: in NOROSHI_TOKEN_FILE, for example. What is not given as an option\nis taken from the environment (NAGIOS_HOSTNAME, …). It writes nothing when all is well.\nExit code: 0 once the server has it safely on disk; 2 refused; 3 server not reachable.',
    ja: 'トークンの代わりに監視元のキーを使います（NOROSHI_TOKEN_FILE など）。オプションで指定しなかったものは環境変数\n（NAGIOS_HOSTNAME など）から取ります。成功したときは何も表示しません。\n終了コード: 0 サーバがディスクに書き終えた、2 拒否、3 サーバにつながらない。',
  },
  options: macros,
  examples: [
    {
      does: { en: 'In a command of Nagios', ja: 'Nagios のコマンド定義で' },
      line: 'noroshi nagios --type "$NOTIFICATIONTYPE$" --host "$HOSTNAME$" --service "$SERVICEDESC$" --state "$SERVICESTATE$" --number "$SERVICENOTIFICATIONNUMBER$" --output "$SERVICEOUTPUT$"',
    },
    {
      does: { en: 'With Nagios’s environment macros', ja: 'Nagios の環境変数マクロで' },
      line: 'noroshi nagios',
    },
  ],
  run,
}

const isGiven = (text: string | undefined): text is string => text !== undefined && text.trim() !== ''

/** The fields of one notification. Macros of services count where there is a service: Nagios sets those of its host as well. */
function fieldsOf(given: Given, env: Environment): Readonly<Record<string, string>> {
  const macro = (name: string | undefined): string | undefined => env[`NAGIOS_${name ?? ''}`]
  const service = valueOf(given, 'service') ?? macro('SERVICEDESC')
  return Object.fromEntries(
    macros.flatMap(({ name, field, macros: [ofHost, ofService] }) => {
      const text = valueOf(given, name) ?? macro(isGiven(service) ? (ofService ?? ofHost) : ofHost)
      return isGiven(text) ? [[field, text] as const] : []
    }),
  )
}

async function run(invocation: Invocation): Promise<number> {
  const { given, deps, json } = invocation
  const body = fieldsOf(given, deps.env)
  if (body.host === undefined) {
    throw new UsageError({
      en: 'The host is missing: give --host, or let Nagios set its environment macros',
      ja: 'ホスト名がありません。--host を指定するか、Nagios の環境変数マクロを有効にしてください',
    })
  }
  const client = await invocation.client()
  // The time and the number of a notification make a second one of it the same: it may be repeated.
  const taken = await client.send({ method: 'POST', path: '/hooks/nagios', body, repeatable: true })
  if (json) printJson(invocation, taken)
  return exitCodes.done
}
