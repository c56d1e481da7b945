// `noroshi pause` and `noroshi resume` (停止/再開): of the whole space, or of one policy.
import type { Pause } from '#contract/pauses'
import type { Client } from './client.ts'
import { type CommandSpec, type Invocation, type OptionSpec, valueOf } from './command.ts'
import { exitCodes } from './deps.ts'
import { printJson } from './print.ts'
import { clean, timeWords } from './terminal.ts'
import { timeToCome } from './when.ts'

const policy: OptionSpec = {
  name: 'policy',
  short: 'p',
  value: 'KEY',
  help: { en: 'Only this policy; else the whole space', ja: 'この連絡網だけ（省略時はスペース全体）' },
}

const pauseCommand: CommandSpec = {
  name: 'pause',
  summary: { en: 'Stop notification', ja: '通知を停止する' },
  details: {
    en: 'What is started meanwhile is kept as suppressed, and nobody is called. What runs already goes on.',
    ja: '停止中に開始された通報は「抑止」として記録だけされ、誰にも連絡しません。実行中の通報は続きます。',
  },
  options: [
    policy,
    { name: 'reason', short: 'r', value: 'TEXT', help: { en: 'Why, for those who wonder', ja: '停止の理由' } },
    {
      name: 'until',
      value: 'WHEN',
      help: {
        en: 'For example 30m, 2h or 2027-03-31; until "resume" when not given',
        ja: '例: 30m、2h、2027-03-31。省略時は resume まで',
      },
    },
  ],
  examples: [
    {
      does: { en: 'For two hours of maintenance', ja: '2時間の保守作業の間だけ' },
      line: 'noroshi pause --policy night --until 2h --reason "UPS maintenance"',
    },
  ],
  run: pauseNow,
}

const resumeCommand: CommandSpec = {
  name: 'resume',
  summary: { en: 'Resume notification', ja: '通知を再開する' },
  details: {
    en: 'Ends the pauses of the policy, or without one those of the whole space.',
    ja: '連絡網の停止を終えます。連絡網を指定しなければ、スペース全体の停止を終えます。',
  },
  options: [policy],
  examples: [{ does: { en: 'Before its time', ja: '予定より早く' }, line: 'noroshi resume --policy night' }],
  run: resumeNow,
}

export const pauseCommands: readonly CommandSpec[] = [pauseCommand, resumeCommand]

async function pauseNow(invocation: Invocation): Promise<number> {
  const { given, terminal, deps, json } = invocation
  const body = {
    policy: valueOf(given, 'policy'),
    reason: valueOf(given, 'reason') ?? '',
    endsAt: timeToCome(valueOf(given, 'until'), deps.now(), 'until'),
  }
  const client = await invocation.client()
  const pause = (await client.send({ method: 'POST', path: '/v1/pauses', body })) as Pause
  if (json) {
    printJson(invocation, pause)
    return exitCodes.done
  }
  const until = pause.endsAt === null ? null : timeWords(pause.endsAt, deps.now())
  const what = pause.policy === null ? null : clean(pause.policy)
  const words = {
    en: `${what ?? 'Everything'} is stopped ${until === null ? 'until "noroshi resume"' : `until ${until}`}: ${pause.id}`,
    ja: `${what ?? 'すべての通知'}を停止しました（${until === null ? 'noroshi resume まで' : `${until} まで`}）: ${pause.id}`,
  }
  terminal.line(terminal.say(words))
  return exitCodes.done
}

async function resumeNow(invocation: Invocation): Promise<number> {
  const { terminal, json } = invocation
  const client = await invocation.client()
  const ended: Pause[] = []
  for (const { id } of await unended(client, await policyKey(invocation, client))) {
    ended.push((await client.send({ method: 'POST', path: `/v1/pauses/${id}/end`, repeatable: true })) as Pause)
  }
  if (json) printJson(invocation, { ended })
  else if (ended.length === 0)
    terminal.note(terminal.say({ en: 'Nothing was stopped.', ja: '停止中の通知はありません。' }))
  else terminal.line(terminal.say({ en: `Resumed (${ended.length}).`, ja: `再開しました（${ended.length}件）。` }))
  return exitCodes.done
}

/** Pauses name their policy by its key, whichever way it was named here. */
async function policyKey({ given }: Invocation, client: Client): Promise<string | null> {
  const ref = valueOf(given, 'policy')
  if (ref === null) return null
  const path = `/v1/policies/${encodeURIComponent(ref)}`
  return ((await client.send({ method: 'GET', path, repeatable: true })) as { key: string }).key
}

async function unended(client: Client, policyOnly: string | null): Promise<readonly Pause[]> {
  const found: Pause[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const path = `/v1/pauses?limit=200${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`
    const page = (await client.send({ method: 'GET', path, repeatable: true })) as {
      items: Pause[]
      next: string | null
    }
    found.push(...page.items.filter((pause) => pause.policy === policyOnly))
    cursor = page.next
  }
  return found
}
