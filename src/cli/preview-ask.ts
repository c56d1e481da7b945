// What every way of previewing asks and prints: one policy's preview, what was found, all policies' keys, and how far it is.
import type { Preview } from '#contract/previews'
import type { Client } from './client.ts'
import type { Invocation } from './command.ts'
import { RefusedError } from './failure.ts'
import { clean } from './terminal.ts'

const PAGE = 200
/** Fewer policies are looked at before anybody wonders. */
const TOLD_FROM = 20

export const pathOf = (policy: string, { language }: Invocation): string =>
  `/v1/policies/${encodeURIComponent(policy)}/preview?lang=${language}`

export const groupPathOf = (group: string, { language }: Invocation): string =>
  `/v1/policy-groups/${encodeURIComponent(group)}/preview?lang=${language}`

export async function ask(client: Client, path: string, body: object): Promise<Preview> {
  return (await client.send({ method: 'POST', path, body, repeatable: true })) as Preview
}

export function printFindings({ terminal }: Pick<Invocation, 'terminal'>, findings: Preview['findings']): void {
  for (const { message, policy } of findings) {
    const where = policy === null ? '' : `${clean(policy)}: `
    terminal.line(terminal.paint('yellow', `! ${where}${clean(message)}`))
  }
}

export async function keysOf(client: Client): Promise<string[]> {
  const keys: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const page = await client.send({ method: 'GET', path: `/v1/policies?limit=${PAGE}${after}`, repeatable: true })
    const { items, next } = page as { items: { key: string }[]; next: string | null }
    keys.push(...items.map(({ key }) => key))
    cursor = next
  }
  return keys
}

/** Asks about one policy after the other, and says at each tenth of them how far it is. */
export async function overAll<Answer>(
  { terminal }: Pick<Invocation, 'terminal'>,
  keys: readonly string[],
  look: (key: string) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = []
  const tenth = Math.ceil(keys.length / 10)
  for (const key of keys) {
    answers.push(await look(key))
    const done = answers.length
    if (keys.length < TOLD_FROM || done % tenth !== 0) continue
    const far = `${done}/${keys.length}`
    terminal.note(terminal.say({ en: `${far} policies looked at`, ja: `${far} 件の連絡網を調べました` }))
  }
  return answers
}

/** Why a policy could not be started; any other refusal is thrown on, and ends the command. */
export function refusalOf(error: unknown): { code: string; message: string } {
  if (!(error instanceof RefusedError) || !/^(policy|template)\./.test(error.problem.code ?? '')) throw error
  const { title, detail, code = '' } = error.problem
  return { code, message: detail === undefined ? title : `${title} (${detail})` }
}
