// `noroshi test-send` and `noroshi dial` (テスト送信、直接発信): one message to one person, without a policy. Both stay until it is
// known what became of it. What costs money is sent only when that was said.
import { randomUUID } from 'node:crypto'
import type { DirectStarted } from '#contract/direct'
import { parametersOf, textOf } from './call.ts'
import { type CommandSpec, type Invocation, numberOf, type OptionSpec, valueOf } from './command.ts'
import { exitCodes } from './deps.ts'
import { UsageError } from './failure.ts'
import { endingLine, follow } from './follow.ts'
import { endingOf } from './outcome-words.ts'
import { printJson } from './print.ts'
import { triedIn, triedOptions } from './tried.ts'

const testPath = '/v1/test-sends'
const TIMEOUT_SECONDS = { min: 1, max: 3_600 } as const

const options: readonly OptionSpec[] = [
  { name: 'user', short: 'u', value: 'KEY', help: { en: 'Whom: key or id of a user', ja: 'ユーザのキーまたは ID' } },
  {
    name: 'address',
    value: 'ADDRESS',
    help: { en: 'Or a number or address that nobody has yet', ja: 'または、登録していない番号やアドレス' },
  },
  {
    name: 'channel',
    short: 'c',
    value: 'CHANNEL',
    help: { en: 'phone (also when not given), sms, mail, slack, …', ja: 'phone（省略時）、sms、mail、slack など' },
  },
  { name: 'label', value: 'LABEL', help: { en: 'Which of the user’s methods', ja: '連絡方法のラベル' } },
  {
    name: 'connection',
    value: 'KEY',
    help: { en: 'Through which connection', ja: '使う接続先のキー' },
  },
  { name: 'from', value: 'NUMBER', help: { en: 'The caller id, for phones', ja: '発信元の電話番号（電話のみ）' } },
  { name: 'text', short: 't', value: 'TEXT', help: { en: 'What is said; "-" reads it', ja: '本文。「-」で標準入力' } },
  { name: 'subject', value: 'TEXT', help: { en: 'For channels that have one', ja: '件名（ある手段のみ）' } },
  { name: 'template', value: 'KEY', help: { en: 'What stands around the text', ja: 'テンプレートのキー' } },
  {
    name: 'param',
    value: 'NAME=VALUE',
    many: true,
    help: { en: 'A parameter of the template; repeatable', ja: 'テンプレートのパラメータ（複数可）' },
  },
  { name: 'answer', help: { en: 'Ask for an answer by a link', ja: '応答用のリンクを付ける' } },
  { name: 'accept-cost', help: { en: 'Send also where that costs money', ja: '料金がかかっても送信する' } },
  {
    name: 'timeout',
    value: 'SECONDS',
    help: { en: 'Wait no longer than this for the result', ja: '結果を待つ上限の秒数' },
  },
]

const endings = {
  en: 'Stays until the result is known. Exit code: 0 delivered or answered; 1 not; 2 refused.',
  ja: '結果が分かるまで待ちます。終了コード: 0 送達または応答あり、1 なし、2 拒否。',
} as const

export const testSendCommand: CommandSpec = {
  name: 'test-send',
  args: '[text]',
  summary: { en: 'Try a contact method or a connection', ja: '連絡方法や接続先を試す（テスト送信）' },
  details: {
    en: `Sends a sample, or your text, through the connection you name, to a user or to an address that is not saved.\n${endings.en}`,
    ja: `見本または指定した本文を、選んだ接続先から、ユーザまたは未登録の宛先に送ります。\n${endings.ja}`,
  },
  options: [...options, ...triedOptions],
  examples: [
    {
      does: { en: 'Does this mail server send?', ja: 'このメールサーバは送れるか' },
      line: 'noroshi test-send --channel mail --address sato@example.jp --connection mail',
    },
    {
      does: { en: 'Ring a user’s phone', ja: 'ユーザの電話を鳴らしてみる' },
      line: 'noroshi test-send --user sato --from +815012345678 --accept-cost',
    },
    {
      does: { en: 'How would this template sound?', ja: '保存していないテンプレートを電話で聞く' },
      line: 'noroshi test-send --user sato --template-file night.yaml --accept-cost',
    },
    {
      does: { en: 'How would this policy tell alerts?', ja: '保存していない連絡網のアラートの知らせ方を電話で聞く' },
      line: 'noroshi test-send --user sato --policy-file night.yaml --accept-cost',
    },
  ],
  run: (invocation) => send(invocation, testPath),
}

export const dialCommand: CommandSpec = {
  name: 'dial',
  args: '[text]',
  summary: { en: 'Contact one person once, without a policy', ja: '連絡網を使わず、1人に1回だけ連絡する（直接発信）' },
  details: {
    en: `No schedule and no pause is asked.\n${endings.en}`,
    ja: `当番表や停止の設定に関係なく連絡します。\n${endings.ja}`,
  },
  options,
  examples: [
    {
      does: { en: 'A mail to somebody', ja: '1人にメールを送る' },
      line: 'noroshi dial --user sato --channel mail --text "The spare part has arrived"',
    },
  ],
  run: (invocation) => send(invocation, '/v1/direct-sends'),
}

async function send(invocation: Invocation, path: string): Promise<number> {
  const { given, json, terminal } = invocation
  const timeoutSeconds = numberOf(given, 'timeout', TIMEOUT_SECONDS)
  const body = await bodyOf(invocation, path)
  const client = await invocation.client()
  const headers = { 'idempotency-key': `cli-${randomUUID()}` }
  const started = (await client.send({ method: 'POST', path, body, headers, repeatable: true })) as DirectStarted
  const way = {
    en: `Sent through ${started.connection}: ${started.id}`,
    ja: `${started.connection} から送りました: ${started.id}`,
  }
  if (!json) terminal.line(terminal.paint('bold', terminal.say(way)))
  const timeoutMs = timeoutSeconds === null ? null : timeoutSeconds * 1_000
  const { callout, isOver } = await follow(invocation, started.id, timeoutMs)
  if (json) printJson(invocation, callout)
  else if (isOver) terminal.line(endingLine(invocation, callout))
  return isOver && endingOf(callout.outcome).isGood ? exitCodes.done : exitCodes.failed
}

async function bodyOf(invocation: Invocation, path: string) {
  const { given } = invocation
  const hasText = given.args.length > 0 || valueOf(given, 'text') !== null
  const parameters = parametersOf(given)
  const named = Object.fromEntries(
    ['connection', 'from', 'subject', 'template'].flatMap((name) => {
      const value = valueOf(given, name)
      return value === null ? [] : [[name, value]]
    }),
  )
  return {
    to: recipientOf(invocation),
    ...named,
    ...(path === testPath ? await triedIn(invocation, hasText) : {}),
    ...(hasText || path !== testPath ? { text: await textOf(invocation) } : {}),
    ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
    ...(given.switches.has('answer') ? { answer: true } : {}),
    ...(given.switches.has('accept-cost') ? { acceptCost: true } : {}),
  }
}

function recipientOf({ given, language }: Invocation): Record<string, string> {
  const user = valueOf(given, 'user')
  const address = valueOf(given, 'address')
  const label = valueOf(given, 'label')
  const channel = valueOf(given, 'channel') ?? 'phone'
  if ((user === null) === (address === null))
    throw new UsageError({
      en: 'Give either --user or --address',
      ja: '--user か --address のどちらかを指定してください',
    })
  if (address !== null && label !== null)
    throw new UsageError({ en: '--label goes with --user', ja: '--label は --user と共に指定します' })
  if (address !== null) return { channel, address, language }
  return { channel, user: user ?? '', ...(label === null ? {} : { label }) }
}
