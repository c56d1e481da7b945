// `noroshi call`: starts a callout and, with --wait, stays until it is decided. Every start carries an idempotency key, so
// that repeating it after a lost answer, here or by the calling script, never rings anybody for nothing.
import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import type { startedCallout } from '#contract/callouts'
import { limits } from '#contract/limits'
import type { CommandSpec, Given, Invocation } from './command.ts'
import { numberOf, requiredValueOf, valueOf } from './command.ts'
import { exitCodes } from './deps.ts'
import { UsageError } from './failure.ts'
import { endingLine, follow } from './follow.ts'
import { readAll } from './input.ts'
import { endingOf } from './outcome-words.ts'
import { printJson } from './print.ts'

const TIMEOUT_SECONDS = { min: 1, max: 7 * 86_400 } as const

export const callCommand: CommandSpec = {
  name: 'call',
  args: '[text]',
  summary: { en: 'Start a callout', ja: '通報を開始する' },
  details: {
    en: 'The text is given by --text, as an argument, or on standard input with "-".\nExit code with --wait: 0 acknowledged, delivered or recovered; 1 not.\nWithout --wait: 0 once the server has it safely on disk.',
    ja: '本文は --text か引数で渡します。「-」なら標準入力から読みます。\n--wait 付きの終了コード: 0 認知・送達・復旧、1 それ以外。\n--wait なし: サーバがディスクに書き終えた時点で 0。',
  },
  options: [
    {
      name: 'policy',
      short: 'p',
      value: 'KEY',
      help: { en: 'Whom to call: key or id of a policy', ja: '連絡網のキーまたは ID' },
    },
    {
      name: 'policy-group',
      value: 'KEY',
      help: {
        en: 'In the place of a policy: key, id or name of a policy group',
        ja: '連絡網の代わりに、連絡網グループのキー、ID または名前',
      },
    },
    {
      name: 'text',
      short: 't',
      value: 'TEXT',
      help: { en: 'What is said; "-" reads it', ja: '本文。「-」で標準入力' },
    },
    {
      name: 'param',
      value: 'NAME=VALUE',
      many: true,
      help: { en: 'A parameter of the template; repeatable', ja: 'テンプレートのパラメータ（複数可）' },
    },
    {
      name: 'priority',
      value: 'N',
      help: { en: 'From 0 to 9; the smaller number goes first', ja: '0〜9。小さいほど先に発信します' },
    },
    {
      name: 'idempotency-key',
      value: 'KEY',
      help: {
        en: 'The same key never starts twice (made when not given)',
        ja: '同じキーでは二重に開始しません（省略時は自動）',
      },
    },
    { name: 'wait', short: 'w', help: { en: 'Show progress until it ends', ja: '終わるまで経過を表示する' } },
    {
      name: 'timeout',
      value: 'SECONDS',
      help: {
        en: 'With --wait: stop waiting after this (the callout goes on)',
        ja: '--wait の上限秒数（通報は続きます）',
      },
    },
  ],
  examples: [
    {
      does: {
        en: 'Call the night shift and wait until somebody takes it',
        ja: '夜間当番に通報し、だれかが対応するまで待つ',
      },
      line: 'noroshi call --policy night --text "DB server does not answer" --wait',
    },
    {
      does: { en: 'The text from another program', ja: '他のプログラムの出力を本文にする' },
      line: 'tail -n 1 /var/log/backup.log | noroshi call --policy night -',
    },
    {
      does: { en: 'With parameters of the template', ja: 'テンプレートのパラメータを渡す' },
      line: 'noroshi call -p night -t "Disk full" --param server=web01 --param incident=4711',
    },
  ],
  run,
}

async function run(invocation: Invocation): Promise<number> {
  const { given, json, terminal } = invocation
  const timeoutSeconds = numberOf(given, 'timeout', TIMEOUT_SECONDS)
  const id = await start(invocation)
  if (!given.switches.has('wait')) return exitCodes.done
  const { callout, isOver } = await follow(invocation, id, timeoutSeconds === null ? null : timeoutSeconds * 1_000)
  if (json) printJson(invocation, callout)
  else if (isOver) terminal.line(endingLine(invocation, callout))
  if (!isOver) terminal.note(terminal.say(timeUp(id)))
  return isOver && endingOf(callout.outcome).isGood ? exitCodes.done : exitCodes.failed
}

/** Sends the start, prints that it is there, and returns its id. */
async function start(invocation: Invocation): Promise<string> {
  const { given, json, terminal } = invocation
  const body = await bodyOf(invocation)
  const client = await invocation.client()
  const idempotencyKey = valueOf(given, 'idempotency-key') ?? `cli-${randomUUID()}`
  const answer = await client.send({
    method: 'POST',
    path: '/v1/callouts',
    body,
    headers: { 'idempotency-key': idempotencyKey },
    repeatable: true,
  })
  const { id } = answer as z.infer<typeof startedCallout>
  const isWaiting = given.switches.has('wait')
  if (json) {
    if (!isWaiting) printJson(invocation, answer)
    return id
  }
  terminal.line(terminal.paint('bold', terminal.say({ en: `Callout started: ${id}`, ja: `通報を開始しました: ${id}` })))
  const hint = { en: `Follow it: noroshi status ${id}`, ja: `経過を見る: noroshi status ${id}` }
  if (!isWaiting) terminal.note(terminal.paintNote('dim', terminal.say(hint)))
  return id
}

async function bodyOf(invocation: Invocation) {
  const { given } = invocation
  const group = valueOf(given, 'policy-group')
  const parameters = parametersOf(given)
  const priority = numberOf(given, 'priority', limits.priority)
  const text = await textOf(invocation)
  return {
    ...(group === null ? { policy: requiredValueOf(given, 'policy') } : groupAlone(given, group)),
    text,
    ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
    ...(priority === null ? {} : { priority }),
  }
}

function groupAlone(given: Given, policyGroup: string) {
  if (valueOf(given, 'policy') === null) return { policyGroup }
  throw new UsageError({
    en: '--policy-group goes without --policy',
    ja: '--policy-group は --policy と一緒に使えません',
  })
}

/** The text, by option, as the argument or from standard input. */
export async function textOf({ given, deps }: Invocation): Promise<string> {
  const option = valueOf(given, 'text')
  const argument = given.args[0] ?? null
  if (option !== null && argument !== null) {
    throw new UsageError({ en: 'The text is given twice', ja: '本文が2か所で指定されています' })
  }
  const text = option ?? argument
  if (text === null) {
    throw new UsageError(
      { en: 'There is no text', ja: '本文がありません' },
      {
        en: 'Give --text TEXT, or "-" to read it from standard input',
        ja: '--text か、標準入力から読む「-」を指定してください',
      },
    )
  }
  if (text !== '-') return text
  return (await readAll(deps.stdin, limits.bodyBytes.max)).replace(/(\r?\n)+$/, '')
}

export function parametersOf(given: Given): Record<string, string> {
  const parameters = new Map<string, string>()
  for (const text of given.values.get('param') ?? []) {
    const [, name, value = ''] = /^([^=]+)=(.*)$/s.exec(text) ?? []
    if (name === undefined) {
      throw new UsageError({
        en: `--param takes NAME=VALUE, not "${text}"`,
        ja: `--param は 名前=値 の形です（「${text}」は使えません）`,
      })
    }
    if (parameters.has(name)) {
      throw new UsageError({ en: `--param ${name} is given twice`, ja: `--param ${name} が2回指定されています` })
    }
    parameters.set(name, value)
  }
  return Object.fromEntries(parameters)
}

const timeUp = (id: string) => ({
  en: `Time is up; the callout goes on. See: noroshi status ${id}`,
  ja: `待ち時間を過ぎました。通報は続いています。経過: noroshi status ${id}`,
})
