// `noroshi execute`: starts a 連絡網 by its name with what is to be said on each channel, as JP1's supplied command does.
import type { CommandSpec, Invocation, OptionSpec } from './command.ts'
import { requiredValueOf, valueOf } from './command.ts'
import { exitCodes, type Words } from './deps.ts'
import { credentialsOf, type Executed, executeOnce } from './jp1.ts'
import { printJson } from './print.ts'
import { clean } from './terminal.ts'

const contentOptions: readonly (OptionSpec & { readonly field: string })[] = [
  { name: 'tel', field: 'tel_content', value: 'TEXT', help: { en: 'What phones say', ja: '電話で読み上げる文面' } },
  { name: 'mail-subject', field: 'mail_subject', value: 'TEXT', help: { en: 'Subject of mail', ja: 'メールの件名' } },
  { name: 'mail', field: 'mail_content', value: 'TEXT', help: { en: 'Body of mail', ja: 'メールの本文' } },
  { name: 'slack', field: 'slack_content', value: 'TEXT', help: { en: 'Text for Slack', ja: 'Slack の文面' } },
  { name: 'teams', field: 'teams_content', value: 'TEXT', help: { en: 'Text for Teams', ja: 'Teams の文面' } },
  {
    name: 'lineworks',
    field: 'lineworks_content',
    value: 'TEXT',
    help: { en: 'Text for LINE WORKS', ja: 'LINE WORKS の文面' },
  },
  { name: 'sms', field: 'sms_content', value: 'TEXT', help: { en: 'Text for SMS', ja: 'SMS の文面' } },
]

export const executeCommand: CommandSpec = {
  name: 'execute',
  summary: { en: 'Execute a policy (連絡網) by its name', ja: '連絡網を名前で実行する' },
  details: {
    en: 'Signs in with NOROSHI_ACCOUNT, NOROSHI_SUBACCOUNT and NOROSHI_PASSWORD (or NOROSHI_PASSWORD_FILE), or with the JSON file\nnamed in NOROSHI_CREDENTIALS_FILE. What is not given for a channel comes from the default texts.\nExit code: 0 once the server has it safely on disk; 2 refused; 3 server not reachable.',
    ja: 'NOROSHI_ACCOUNT、NOROSHI_SUBACCOUNT、NOROSHI_PASSWORD（または NOROSHI_PASSWORD_FILE）、または NOROSHI_CREDENTIALS_FILE が\n指す JSON ファイルの認証情報でサインインします。指定しなかった手段には既定の文面を使います。\n終了コード: 0 サーバがディスクに書き終えた、2 拒否、3 サーバにつながらない。',
  },
  options: [
    { name: 'net', value: 'NAME', help: { en: 'The name of the policy', ja: '連絡網名' } },
    ...contentOptions,
    {
      name: 'idempotency-key',
      value: 'KEY',
      help: {
        en: 'The same key never starts twice (made when not given)',
        ja: '同じキーでは二重に開始しません（省略時は自動）',
      },
    },
  ],
  examples: [
    {
      does: { en: 'A job net failed', ja: 'ジョブの異常終了を通報する' },
      line: 'noroshi execute --net 夜間連絡網 --tel "夜間バッチが異常終了しました" --mail-subject "異常終了" --mail "JOB001 RC=8"',
    },
  ],
  run,
}

const statuses: Readonly<Record<string, Words>> = {
  accepted: { en: 'Executed', ja: '実行しました' },
  suppressed: { en: 'Notification is stopped: kept, nobody is called', ja: '通知停止中のため記録のみ行いました' },
  aggregated: { en: 'Merged into a callout that has just begun', ja: '直前の通報にまとめました' },
}

async function run(invocation: Invocation): Promise<number> {
  const { given, deps, terminal, json } = invocation
  const net = requiredValueOf(given, 'net')
  const contents = Object.fromEntries(
    contentOptions.flatMap(({ name, field }) => {
      const text = valueOf(given, name)
      return text === null ? [] : [[field, text] as const]
    }),
  )
  const credentials = await credentialsOf(deps.env)
  const idempotencyKey = valueOf(given, 'idempotency-key')
  const executed = await executeOnce(await invocation.client(), credentials, { net, contents, idempotencyKey })
  if (json) printJson(invocation, executed)
  else terminal.line(`${terminal.say(wordsOf(executed))}: ${clean(executed.id)}`)
  return exitCodes.done
}

const wordsOf = ({ status }: Executed): Words => statuses[status] ?? { en: clean(status), ja: clean(status) }
