// `noroshi preview --all`: every policy at one instant, before the night it is needed.
import type { Preview } from '#contract/previews'
import type { Client } from './client.ts'
import type { Invocation } from './command.ts'
import { exitCodes } from './deps.ts'
import { ask, keysOf, overAll, pathOf, printFindings, refusalOf } from './preview-ask.ts'
import { printJson } from './print.ts'
import { clean } from './terminal.ts'

type Looked = {
  readonly policy: string
  readonly ok: boolean
  readonly code: string | null
  readonly findings: Preview['findings']
}

export async function runAll(invocation: Invocation, body: object): Promise<number> {
  const client = await invocation.client()
  const looked = await overAll(invocation, await keysOf(client), async (key) => {
    const one = await look(invocation, client, { key, body })
    if (!invocation.json) printLooked(invocation, one)
    return one
  })
  if (invocation.json) printJson(invocation, looked)
  return looked.every(({ ok }) => ok) ? exitCodes.done : exitCodes.failed
}

/** A policy that could not be started is what was looked for. */
async function look(
  invocation: Invocation,
  client: Client,
  { key, body }: { key: string; body: object },
): Promise<Looked> {
  try {
    const { findings } = await ask(client, pathOf(key, invocation), body)
    return { policy: key, ok: findings.length === 0, code: null, findings }
  } catch (error) {
    const { code, message } = refusalOf(error)
    const place = { step: null, destination: null, user: null, group: null, channel: null, policy: null }
    return { policy: key, ok: false, code, findings: [{ code, message, ...place }] }
  }
}

function printLooked({ terminal }: Invocation, { policy, ok, findings }: Looked): void {
  const state = ok ? terminal.paint('green', 'ok') : terminal.paint('yellow', '!!')
  terminal.line(`${state}  ${clean(policy)}`)
  printFindings({ terminal }, findings)
}
