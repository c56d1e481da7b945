// `noroshi oncall`: who is on call, now or at an instant; with --user, when somebody is. A script learns of a gap by the exit
// code.
import type { OnCall, Stints } from '#contract/schedules'
import type { Client } from './client.ts'
import { type CommandSpec, type Invocation, valueOf } from './command.ts'
import { exitCodes } from './deps.ts'
import { UsageError } from './failure.ts'
import { printJson } from './print.ts'
import { clean, columns, timeWords } from './terminal.ts'

export const onCallCommand: CommandSpec = {
  name: 'oncall',
  summary: { en: 'Show who is on call', ja: '当番がだれかを示す' },
  details: {
    en: 'Exit code: 0 somebody is on call everywhere, 1 nobody is somewhere. With --user: 1 when not on call now.',
    ja: '終了コード: 0 すべての枠に当番がいる、1 いない枠がある。--user では、今当番でなければ 1。',
  },
  options: [
    {
      name: 'schedule',
      short: 's',
      value: 'KEY',
      help: { en: 'Only this schedule', ja: 'この当番表だけ' },
    },
    {
      name: 'user',
      short: 'u',
      value: 'KEY',
      help: { en: 'When this user is on call: now, or next', ja: 'このユーザの現在または次回の当番' },
    },
    {
      name: 'at',
      value: 'INSTANT',
      help: {
        en: 'When, like 2027-01-01T03:00:00+09:00 (now)',
        ja: '日時。例 2027-01-01T03:00:00+09:00（省略時は今）',
      },
    },
  ],
  examples: [
    { does: { en: 'Now, on every schedule', ja: '今、すべての当番表で' }, line: 'noroshi oncall' },
    {
      does: { en: 'On New Year’s Day at three', ja: '元日の午前3時に' },
      line: 'noroshi oncall -s night --at 2027-01-01T03:00:00+09:00',
    },
    { does: { en: 'When is it Sato’s turn?', ja: '佐藤さんの番はいつか' }, line: 'noroshi oncall --user sato' },
  ],
  run: onCall,
}

function instantOf({ given }: Invocation): string | null {
  const at = valueOf(given, 'at')
  if (at === null) return null
  if (!Number.isNaN(Date.parse(at))) return new Date(at).toISOString()
  throw new UsageError({
    en: `--at takes an instant like 2027-01-01T03:00:00+09:00, not "${at}"`,
    ja: `--at は 2027-01-01T03:00:00+09:00 のような日時です（「${at}」は使えません）`,
  })
}

function onCall(invocation: Invocation): Promise<number> {
  const user = valueOf(invocation.given, 'user')
  const schedule = valueOf(invocation.given, 'schedule')
  if (user !== null && schedule !== null)
    throw new UsageError({ en: 'Either --user or --schedule', ja: '--user と --schedule は同時に指定できません' })
  return user === null ? everybody(invocation, schedule) : oneUser(invocation, user)
}

/** All pages of one instant: a gap on the last of many schedules is one too. */
async function allOnCall(client: Client, query: Readonly<Record<string, string>>): Promise<OnCall> {
  const read = async (asked: Readonly<Record<string, string>>): Promise<OnCall> => {
    const text = new URLSearchParams(asked).toString()
    const path = `/v1/on-call${text === '' ? '' : `?${text}`}`
    return (await client.send({ method: 'GET', path, repeatable: true })) as OnCall
  }
  let shown = await read(query)
  // A server of before there were pages names none.
  while ((shown.next ?? null) !== null) {
    const { at, schedules } = shown
    const more = await read({ ...query, at, cursor: shown.next ?? '' })
    shown = { ...more, schedules: [...schedules, ...more.schedules] }
  }
  return shown
}

async function everybody(invocation: Invocation, schedule: string | null): Promise<number> {
  const { terminal, deps, json } = invocation
  const at = instantOf(invocation)
  const query = { ...(at === null ? {} : { at }), ...(schedule === null ? {} : { schedule }) }
  const shown = await allOnCall(await invocation.client(), query)
  const isGap = shown.schedules.some(({ positions }) => positions.some(({ people }) => people.length === 0))
  if (json) printJson(invocation, shown)
  else if (shown.schedules.length === 0)
    terminal.note(terminal.say({ en: 'There are no schedules.', ja: '当番表はありません。' }))
  else {
    const nobody = terminal.say({ en: 'nobody', ja: '当番なし' })
    const rows = shown.schedules.flatMap(({ schedule: one, positions, nextHandOffAt }) =>
      positions.map(({ position, people }) => [
        clean(one.key),
        clean(position),
        people.length === 0 ? nobody : people.map(({ user }) => clean(user.name)).join(', '),
        nextHandOffAt === null ? '' : `→ ${timeWords(nextHandOffAt, deps.now())}`,
      ]),
    )
    for (const line of columns(rows)) terminal.line(line)
  }
  return isGap ? exitCodes.failed : exitCodes.done
}

async function oneUser(invocation: Invocation, user: string): Promise<number> {
  const { terminal, deps, json } = invocation
  const at = instantOf(invocation)
  const query = at === null ? '' : `?at=${encodeURIComponent(at)}`
  const client = await invocation.client()
  const path = `/v1/users/${encodeURIComponent(user)}/on-call${query}`
  const shown = (await client.send({ method: 'GET', path, repeatable: true })) as Stints
  if (json) printJson(invocation, shown)
  else if (shown.stints.length === 0)
    terminal.note(terminal.say({ en: 'Never, as far as can be seen.', ja: '当番の予定はありません。' }))
  else {
    const isNow = terminal.say({ en: 'now', ja: '当番中' })
    const timeOf = (at: string | null) => (at === null ? '…' : timeWords(at, deps.now()))
    const rows = shown.stints.map(({ schedule, positions, startsAt, endsAt, now }) => [
      clean(schedule.key),
      positions.map(clean).join(', '),
      now ? isNow : '',
      `${timeOf(startsAt)} – ${timeOf(endsAt)}`,
    ])
    for (const line of columns(rows)) terminal.line(line)
  }
  return shown.stints.some(({ now }) => now) ? exitCodes.done : exitCodes.failed
}
