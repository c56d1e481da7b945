// `noroshi status`: the newest callouts, or one of them with everything that happened and why.

import type { z } from 'zod'
import type { Callout, calloutPage } from '#contract/callouts'
import { limits } from '#contract/limits'
import { type CommandSpec, type Invocation, numberOf, valueOf } from './command.ts'
import { exitCodes } from './deps.ts'
import { UsageError } from './failure.ts'
import { endingLine, follow, printItems, readCallout, readExplanation } from './follow.ts'
import { endingOf, targetWordsOf } from './outcome-words.ts'
import { printJson } from './print.ts'
import { clean, columns, timeWords } from './terminal.ts'

type CalloutPage = z.infer<typeof calloutPage>

const LIST_MAX_DEFAULT = 20
const TEXT_CHARACTERS_MAX = 40

export const statusCommand: CommandSpec = {
  name: 'status',
  args: '[id]',
  summary: { en: 'Show recent callouts, or one and its explanation', ja: '最近の通報、または1件の経過を表示する' },
  details: {
    en: 'Exit code: 0 when it could be shown; with --wait as for "call".',
    ja: '終了コード: 表示できたら 0。--wait 付きは call と同じです。',
  },
  options: [
    { name: 'running', help: { en: 'Only those not ended', ja: '実行中のものだけ' } },
    { name: 'policy', short: 'p', value: 'KEY', help: { en: 'Only those of this policy', ja: 'この連絡網のものだけ' } },
    { name: 'limit', value: 'N', help: { en: 'How many (20)', ja: '件数（20）' } },
    { name: 'wait', short: 'w', help: { en: 'Follow the one until it ends', ja: '終わるまで経過を表示する' } },
  ],
  examples: [
    { does: { en: 'What is going on', ja: '実行中の通報' }, line: 'noroshi status --running' },
    {
      does: { en: 'Who was called, when and why', ja: 'だれに、いつ、なぜ発信したか' },
      line: 'noroshi status 0199c2a4-7d1e-7f3a-9a55-3d1c6f0a2b11',
    },
  ],
  run,
}

async function run(invocation: Invocation): Promise<number> {
  const { given } = invocation
  const id = given.args[0] ?? null
  const isWaiting = given.switches.has('wait')
  if (id === null && isWaiting) {
    throw new UsageError({ en: '--wait needs the id of a callout', ja: '--wait には通報の ID が必要です' })
  }
  if (id === null) return list(invocation)
  return isWaiting ? wait(invocation, id) : show(invocation, id)
}

async function list(invocation: Invocation): Promise<number> {
  const { given, deps, terminal, json } = invocation
  const limit = numberOf(given, 'limit', limits.pageSize) ?? LIST_MAX_DEFAULT
  const query = new URLSearchParams({ limit: String(limit) })
  if (given.switches.has('running')) query.set('status', 'running')
  const policy = valueOf(given, 'policy')
  if (policy !== null) query.set('policy', policy)
  const client = await invocation.client()
  const page = (await client.send({ method: 'GET', path: `/v1/callouts?${query}`, repeatable: true })) as CalloutPage
  if (json) {
    printJson(invocation, page)
    return exitCodes.done
  }
  if (page.items.length === 0) terminal.line(terminal.say({ en: 'There are no callouts.', ja: '通報はありません。' }))
  const rows = page.items.map((item) => [
    timeWords(item.createdAt, deps.now()),
    clean(item.policy),
    shortened(item.text),
    terminal.say(endingOf(item.outcome).words),
    item.acknowledgedBy === null ? '' : clean(item.acknowledgedBy.name),
    item.id,
  ])
  const heads = [
    { en: 'started', ja: '開始' },
    { en: 'policy', ja: '連絡網' },
    { en: 'text', ja: '本文' },
    { en: 'outcome', ja: '結果' },
    { en: 'by', ja: '対応者' },
    { en: 'id', ja: 'ID' },
  ].map(terminal.say)
  if (rows.length > 0) printTable(invocation, [heads, ...rows])
  return exitCodes.done
}

function printTable({ terminal }: Invocation, rows: readonly (readonly string[])[]): void {
  for (const [index, line] of columns(rows).entries()) terminal.line(index === 0 ? terminal.paint('dim', line) : line)
}

async function show(invocation: Invocation, id: string): Promise<number> {
  const client = await invocation.client()
  const callout = await readCallout(client, id)
  const items = await readExplanation(client, id, invocation.language)
  if (invocation.json) {
    printJson(invocation, { ...callout, explanation: items })
    return exitCodes.done
  }
  printCallout(invocation, callout)
  invocation.terminal.line('')
  printItems(invocation, items)
  return exitCodes.done
}

function printCallout(invocation: Invocation, callout: Callout): void {
  const { terminal, deps } = invocation
  const policy = clean(callout.policy)
  terminal.line(`${endingLine(invocation, callout)}  ${terminal.paint('dim', callout.id)}`)
  terminal.line(clean(callout.text))
  const started = timeWords(callout.createdAt, deps.now())
  const by = clean(callout.createdBy)
  terminal.line(
    terminal.say({
      en: `policy ${policy}, priority ${callout.priority}, started ${started} by ${by}`,
      ja: `連絡網 ${policy}、優先度 ${callout.priority}、開始 ${started}（${by}）`,
    }),
  )
  const rows = callout.destinations.map((destination) => [
    `  ${clean(destination.name)}`,
    destination.channel,
    clean(destination.address),
    terminal.say(targetWordsOf(destination.outcome, callout.status === 'ended')),
  ])
  for (const line of columns(rows)) terminal.line(line)
}

async function wait(invocation: Invocation, id: string): Promise<number> {
  const { callout } = await follow(invocation, id, null)
  if (invocation.json) printJson(invocation, callout)
  else invocation.terminal.line(endingLine(invocation, callout))
  return endingOf(callout.outcome).isGood ? exitCodes.done : exitCodes.failed
}

function shortened(text: string): string {
  const letters = Array.from(clean(text))
  return letters.length <= TEXT_CHARACTERS_MAX
    ? letters.join('')
    : `${letters.slice(0, TEXT_CHARACTERS_MAX - 1).join('')}…`
}
