// `noroshi pause` and `noroshi resume` (停止/再開): of the whole space, a policy, a channel or a person.
import type { Pause } from '#contract/pauses'
import type { Client } from './client.ts'
import { type CommandSpec, type Invocation, type OptionSpec, valueOf } from './command.ts'
import { exitCodes } from './deps.ts'
import { UsageError } from './failure.ts'
import { printJson } from './print.ts'
import { clean, timeWords } from './terminal.ts'
import { timeToCome } from './when.ts'

const policy: OptionSpec = {
  name: 'policy',
  short: 'p',
  value: 'KEY',
  help: { en: 'Only this policy; else the whole space', ja: 'この連絡網だけ（省略時はスペース全体）' },
}

const channel: OptionSpec = {
  name: 'channel',
  value: 'CHANNEL',
  help: { en: 'Only this way, for example sms', ja: 'この手段だけ（例: sms）' },
}
const user: OptionSpec = {
  name: 'user',
  short: 'u',
  value: 'KEY',
  help: { en: 'Only this person', ja: 'このユーザだけ' },
}

const pauseCommand: CommandSpec = {
  name: 'pause',
  summary: { en: 'Stop notification', ja: '通知を停止する' },
  details: {
    en: 'What is started meanwhile is kept as suppressed, and nobody is called. Of a channel or a person: they are passed over. What runs already goes on, unless told to stop.',
    ja: '停止中に開始された通報は「抑止」として記録だけされ、だれにも連絡しません。手段またはユーザの停止では、その手段・ユーザを飛ばします。実行中の通報は、指定しなければ続きます。',
  },
  options: [
    policy,
    channel,
    user,
    { name: 'reason', short: 'r', value: 'TEXT', help: { en: 'Why, for those who wonder', ja: '停止の理由' } },
    {
      name: 'from',
      value: 'WHEN',
      help: {
        en: 'When it begins, like --until; now when not given',
        ja: '停止の開始（--until と同じ書き方。省略時は今）',
      },
    },
    {
      name: 'until',
      value: 'WHEN',
      help: {
        en: 'For example 30m, 2h or 2027-03-31; until "resume" when not given',
        ja: '例: 30m、2h、2027-03-31。省略時は resume まで',
      },
    },
    {
      name: 'during',
      value: 'CALENDAR/CONDITION',
      help: {
        en: 'Only while this condition of the calendar holds: again and again',
        ja: 'カレンダーのこの適用条件の間だけ、繰り返し',
      },
    },
    {
      name: 'match',
      value: 'PATTERN',
      help: {
        en: 'Only callouts whose text is like this, such as "*web*"',
        ja: '文面がこのパターンの通報だけ（例: "*web*"）',
      },
    },
    {
      name: 'stop-running',
      help: { en: 'What runs ends before anybody else is contacted', ja: '実行中の通報も、次の連絡の前に終える' },
    },
    {
      name: 'start-after',
      help: {
        en: 'What was kept is started when it is over, together, but for what recovered',
        ja: '停止が終わったら、停止中の通報（復旧したものを除く）をまとめて始める',
      },
    },
  ],
  examples: [
    {
      does: { en: 'For two hours of maintenance', ja: '2時間の保守作業の間だけ' },
      line: 'noroshi pause --policy night --until 2h --reason "UPS maintenance"',
    },
    {
      does: { en: 'Somebody is on holiday', ja: '休暇中のユーザ' },
      line: 'noroshi pause --user sato --until 2w --reason "on holiday"',
    },
  ],
  run: pauseNow,
}

const resumeCommand: CommandSpec = {
  name: 'resume',
  summary: { en: 'Resume notification', ja: '通知を再開する' },
  details: {
    en: 'Ends the pauses of the policy, the channel or the person; without one those of the whole space.',
    ja: '連絡網・手段・ユーザの停止を終えます。どれも指定しなければ、スペース全体の停止を終えます。',
  },
  options: [policy, channel, user],
  examples: [{ does: { en: 'Before its time', ja: '予定より早く' }, line: 'noroshi resume --policy night' }],
  run: resumeNow,
}

export const pauseCommands: readonly CommandSpec[] = [pauseCommand, resumeCommand]

/** `CALENDAR/CONDITION`. */
function repeatsOf(text: string | null): { calendar: string; condition: string } | null {
  if (text === null) return null
  const [calendar = '', condition = '', ...rest] = text.split('/')
  if (calendar !== '' && condition !== '' && rest.length === 0) return { calendar, condition }
  throw new UsageError({
    en: `--during takes a calendar and one of its conditions, like office/night, not "${text}"`,
    ja: `--during は office/night のような、カレンダーとその適用条件です（「${text}」は使えません）`,
  })
}

async function pauseNow(invocation: Invocation): Promise<number> {
  const { given, terminal, deps, json } = invocation
  const body = {
    policy: valueOf(given, 'policy'),
    channel: valueOf(given, 'channel'),
    user: valueOf(given, 'user'),
    reason: valueOf(given, 'reason') ?? '',
    beginsAt: timeToCome(valueOf(given, 'from'), deps.now(), 'from'),
    repeats: repeatsOf(valueOf(given, 'during')),
    match: valueOf(given, 'match'),
    stopsRunning: given.switches.has('stop-running'),
    startsAfter: given.switches.has('start-after'),
    endsAt: timeToCome(valueOf(given, 'until'), deps.now(), 'until'),
  }
  const client = await invocation.client()
  const pause = (await client.send({ method: 'POST', path: '/v1/pauses', body })) as Pause
  if (json) {
    printJson(invocation, pause)
    return exitCodes.done
  }
  terminal.line(terminal.say(stopped(pause, deps.now())))
  return exitCodes.done
}

function stopped(pause: Pause, nowMs: number): { en: string; ja: string } {
  const until = pause.endsAt === null ? null : timeWords(pause.endsAt, nowMs)
  const of = pause.policy ?? pause.channel ?? pause.user
  const what = of === null ? null : clean(of)
  return {
    en: `${what ?? 'Everything'} is stopped ${until === null ? 'until "noroshi resume"' : `until ${until}`}: ${pause.id}`,
    ja: `${what ?? 'すべての通知'}を停止しました（${until === null ? 'noroshi resume まで' : `${until} まで`}）: ${pause.id}`,
  }
}

async function resumeNow(invocation: Invocation): Promise<number> {
  const { terminal, json } = invocation
  const client = await invocation.client()
  const ended: Pause[] = []
  for (const { id } of await unended(client, await placeOf(invocation, client))) {
    ended.push((await client.send({ method: 'POST', path: `/v1/pauses/${id}/end`, repeatable: true })) as Pause)
  }
  if (json) printJson(invocation, { ended })
  else if (ended.length === 0)
    terminal.note(terminal.say({ en: 'Nothing was stopped.', ja: '停止中の通知はありません。' }))
  else terminal.line(terminal.say({ en: `Resumed (${ended.length}).`, ja: `再開しました（${ended.length}件）。` }))
  return exitCodes.done
}

type Place = Pick<Pause, 'policy' | 'channel' | 'user'>

/** Pauses name policies and people by their keys, whichever way they were named here. */
async function placeOf({ given }: Invocation, client: Client): Promise<Place> {
  const keyOf = async (ref: string | null, kind: string): Promise<string | null> => {
    if (ref === null) return null
    const path = `/v1/${kind}/${encodeURIComponent(ref)}`
    return ((await client.send({ method: 'GET', path, repeatable: true })) as { key: string }).key
  }
  return {
    policy: await keyOf(valueOf(given, 'policy'), 'policies'),
    channel: valueOf(given, 'channel') as Pause['channel'],
    user: await keyOf(valueOf(given, 'user'), 'users'),
  }
}

async function unended(client: Client, place: Place): Promise<readonly Pause[]> {
  const found: Pause[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const path = `/v1/pauses?limit=200${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`
    const page = (await client.send({ method: 'GET', path, repeatable: true })) as {
      items: Pause[]
      next: string | null
    }
    found.push(
      ...page.items.filter(
        (one) => one.policy === place.policy && one.channel === place.channel && one.user === place.user,
      ),
    )
    cursor = page.next
  }
  return found
}
