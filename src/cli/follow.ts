// Follows one callout to its end: asks for its state and its explanation, prints what is new, waits longer while nothing
// happens. The callout does not depend on this: losing the server for a while is said, and it is asked again.

import type { z } from 'zod'
import type { Callout, explanation } from '#contract/callouts'
import type { Client } from './client.ts'
import type { Invocation } from './command.ts'
import { UnreachableError } from './failure.ts'
import { endingOf } from './outcome-words.ts'
import { clean, timeWords } from './terminal.ts'

type Explanation = z.infer<typeof explanation>
export type ExplanationItem = Explanation['items'][number]

const POLL_MS = { min: 500, max: 2_000, factor: 1.5 } as const
/** A server that restarts or changes over is back within this; then it counts as not reachable. */
const LOST_MS_MAX = 60_000
const CHILD_PAGES_MAX = 3

export type Followed = { readonly callout: Callout; readonly isOver: boolean }

type Watch = {
  readonly invocation: Invocation
  readonly client: Client
  readonly deadlineMs: number
}

/** Returns the callout as it ended, or as it stood when the time was up. An escalated one is followed to its next policy. */
export async function follow(invocation: Invocation, id: string, timeoutMs: number | null): Promise<Followed> {
  const client = await invocation.client()
  const deadlineMs = timeoutMs === null ? Number.POSITIVE_INFINITY : invocation.deps.now() + timeoutMs
  const watch: Watch = { invocation, client, deadlineMs }
  let followed = await followOne(watch, id)
  while (followed.isOver && followed.callout.outcome === 'escalated') {
    const next = await childOf(watch, followed.callout.id)
    if (next === null) return followed
    const { terminal, json } = invocation
    const words = { en: `→ goes on as ${next}`, ja: `→ 引き継ぎ先の通報: ${next}` }
    if (!json) terminal.line(terminal.paint('bold', terminal.say(words)))
    followed = await followOne(watch, next)
  }
  return followed
}

async function followOne(watch: Watch, id: string): Promise<Followed> {
  const { deps, json } = watch.invocation
  let shown = 0
  let pauseMs: number = POLL_MS.min
  for (;;) {
    const { callout, items } = await patiently(watch, () => read(watch, id))
    const fresh = items.slice(shown)
    if (!json) printItems(watch.invocation, fresh)
    shown = Math.max(shown, items.length)
    if (callout.status === 'ended') return { callout, isOver: true }
    if (deps.now() >= watch.deadlineMs) return { callout, isOver: false }
    pauseMs = fresh.length > 0 ? POLL_MS.min : Math.min(POLL_MS.max, pauseMs * POLL_MS.factor)
    await deps.sleep(Math.min(pauseMs, Math.max(0, watch.deadlineMs - deps.now())))
  }
}

async function read({ client, invocation }: Watch, id: string) {
  // The state first: an explanation read after it holds at least everything that led to it.
  const callout = await readCallout(client, id)
  const items = await readExplanation(client, id, invocation.language)
  return { callout, items }
}

async function patiently<T>({ invocation }: Watch, ask: () => Promise<T>): Promise<T> {
  const { deps, terminal } = invocation
  let lostAtMs: number | null = null
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof UnreachableError)) throw error
      if (lostAtMs === null) {
        lostAtMs = deps.now()
        const words = {
          en: `The server does not answer (${error.message}); the callout itself goes on there. Asking again…`,
          ja: `サーバが応答しません（${error.message}）。通報自体はサーバ側で続きます。再接続しています…`,
        }
        terminal.note(terminal.paintNote('yellow', terminal.say(words)))
      }
      if (deps.now() - lostAtMs >= LOST_MS_MAX) throw error
      await deps.sleep(POLL_MS.max)
    }
  }
}

/** Returns the callout that another one escalated to. Newest first, so it stands near the beginning. */
async function childOf({ client, invocation }: Watch, parent: string): Promise<string | null> {
  let cursor: string | null = null
  for (let page = 0; page < CHILD_PAGES_MAX; page += 1) {
    const at = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const path = `/v1/callouts?limit=200${at}`
    const answer = await patiently({ client, invocation, deadlineMs: 0 }, () =>
      client.send({ method: 'GET', path, repeatable: true }),
    )
    const { items, next } = answer as { items: { id: string; escalatedFrom: string | null }[]; next: string | null }
    const child = items.find((item) => item.escalatedFrom === parent)
    if (child) return child.id
    if (next === null) return null
    cursor = next
  }
  return null
}

export async function readCallout(client: Client, id: string): Promise<Callout> {
  const path = `/v1/callouts/${encodeURIComponent(id)}`
  // The server answers by the contract; /v1 only ever adds to it.
  return (await client.send({ method: 'GET', path, repeatable: true })) as Callout
}

export async function readExplanation(client: Client, id: string, language: 'ja' | 'en'): Promise<ExplanationItem[]> {
  const path = `/v1/callouts/${encodeURIComponent(id)}/explanation?lang=${language}`
  const answer = await client.send({ method: 'GET', path, repeatable: true })
  return (answer as Explanation).items
}

/** Writes the explanation, one sentence a line. Each begins with its time of day, in the server's time zone. */
export function printItems({ terminal, deps }: Invocation, items: readonly ExplanationItem[]): void {
  for (const item of items) {
    const [, time, sentence] = /^(\d\d:\d\d:\d\d) (.*)$/s.exec(item.text) ?? []
    const shownTime = terminal.paint('dim', time ?? timeWords(item.at, deps.now()))
    terminal.line(`${shownTime}  ${clean(sentence ?? item.text)}`)
  }
}

/** Returns one line that says how a callout stands, and by whom it was taken. */
export function endingLine({ terminal }: Invocation, callout: Pick<Callout, 'outcome' | 'acknowledgedBy'>): string {
  const { words, colour } = endingOf(callout.outcome)
  const name = callout.acknowledgedBy === null ? '' : clean(callout.acknowledgedBy.name)
  const by = name === '' ? '' : terminal.say({ en: ` by ${name}`, ja: `（${name}）` })
  return terminal.paint(colour, `${terminal.say(words)}${by}`)
}
