// `noroshi preview --sweep 7d`: the times of a week in which a policy, or any of them, has nobody to call.
import type { Sweep } from '#contract/sweeps'
import type { Client } from './client.ts'
import { type Given, type Invocation, valueOf } from './command.ts'
import { exitCodes } from './deps.ts'
import { UsageError } from './failure.ts'
import { keysOf, overAll, refusalOf } from './preview-ask.ts'
import { printJson } from './print.ts'
import { clean, timeWords } from './terminal.ts'

const DAYS_MAX = 31
const others = ['svg', 'person', 'others', 'text', 'alerts', 'rule', 'target', 'priority', 'seed']

/** How many days are swept; null when none are. */
export function sweptDays(given: Given): number | null {
  const text = valueOf(given, 'sweep')
  if (text === null) return null
  const days = Number(/^(\d{1,2})d$/.exec(text)?.[1])
  if (!(days >= 1 && days <= DAYS_MAX))
    throw new UsageError({
      en: `--sweep takes days from 1d to ${DAYS_MAX}d, not "${text}"`,
      ja: `--sweep は 1d から ${DAYS_MAX}d までの日数です（「${text}」は使えません）`,
    })
  const beside = others.find((name) => given.values.has(name))
  if (beside !== undefined)
    throw new UsageError({ en: `--sweep goes without --${beside}`, ja: `--sweep は --${beside} と一緒に使えません` })
  return days
}

type Swept = {
  readonly policy: string
  readonly ok: boolean
  readonly code: string | null
  readonly message: string | null
  readonly nobody: Sweep['nobody']
  readonly gaps: Sweep['gaps']
  readonly quiet: Sweep['quiet']
}

export async function runSweep(invocation: Invocation, body: object): Promise<number> {
  const client = await invocation.client()
  const policy = valueOf(invocation.given, 'policy')
  const swept = await overAll(invocation, policy === null ? await keysOf(client) : [policy], async (key) => {
    const one = await sweep(client, { key, body, mayBeRefused: policy === null, language: invocation.language })
    if (!invocation.json) printSwept(invocation, one)
    return one
  })
  if (invocation.json) printJson(invocation, swept)
  return swept.every(({ ok }) => ok) ? exitCodes.done : exitCodes.failed
}

async function sweep(
  client: Client,
  { key, body, mayBeRefused, language }: { key: string; body: object; mayBeRefused: boolean; language: string },
): Promise<Swept> {
  const path = `/v1/policies/${encodeURIComponent(key)}/sweep?lang=${language}`
  try {
    const swept = (await client.send({ method: 'POST', path, body, repeatable: true })) as Sweep
    const { policy, nobody, gaps, quiet } = swept
    const ok = nobody.length + gaps.length + quiet.length === 0
    return { policy, ok, code: null, message: null, nobody, gaps, quiet }
  } catch (error) {
    if (!mayBeRefused) throw error
    return { policy: key, ok: false, ...refusalOf(error), nobody: [], gaps: [], quiet: [] }
  }
}

function printSwept({ terminal, deps }: Invocation, { policy, ok, message, nobody, gaps, quiet }: Swept): void {
  const state = ok ? terminal.paint('green', 'ok') : terminal.paint('yellow', '!!')
  terminal.line(`${state}  ${clean(policy)}`)
  const found = (text: string): void => terminal.line(terminal.paint('yellow', `! ${text}`))
  const span = ({ startsAt, endsAt }: Sweep['nobody'][number]): string =>
    `${timeWords(startsAt, deps.now())} – ${timeWords(endsAt, deps.now())}`
  if (message !== null) found(clean(message))
  const words = terminal.say({ en: 'nobody is called', ja: 'だれにも連絡できません' })
  for (const one of nobody) found(`${span(one)}  ${words}`)
  for (const gap of [...gaps, ...quiet]) {
    const where = gap.policy === policy ? '' : `${clean(gap.policy)}: `
    found(`${span(gap)}  ${where}${clean(gap.message)}`)
  }
}
