// For tests: callouts as /v1 shows them, and a server on which they go through given stages.
import type { Callout } from '#contract/callouts'
import { type Answer, type Asked, type FakeServer, startFakeServer } from './server.ts'

export const ID = '0199c2a4-7d1e-7f3a-9a55-3d1c6f0a2b11'
export const CHILD = '0199c2a4-7d1e-7f3a-9a55-3d1c6f0a2b22'

export const callout = (rest: Partial<Callout> = {}): Callout => ({
  id: ID,
  status: 'running',
  outcome: null,
  policy: 'night',
  policyName: '夜間',
  purpose: null,
  text: 'DBサーバが応答しません',
  priority: 5,
  createdAt: '2026-11-22T03:00:00.000Z',
  createdBy: 'zabbix',
  endedAt: null,
  acknowledgedBy: null,
  escalatedFrom: null,
  reminderOf: null,
  comesBackAt: null,
  resolvedAt: null,
  resolvedBy: null,
  links: { self: '', explanation: '', attempts: '' },
  policyGroup: null,
  parameters: {},
  next: null,
  mergedRequests: 0,
  loop: 1,
  step: 0,
  destinations: [
    {
      destination: 0,
      name: '佐藤 翔太',
      user: null,
      channel: 'phone',
      address: '+81-90-****-0001',
      outcome: null,
      open: true,
      taken: false,
    },
  ],
  attempts: [],
  ...rest,
})

export const taken = callout({
  status: 'ended',
  outcome: 'acknowledged',
  endedAt: '2026-11-22T03:01:00.000Z',
  acknowledgedBy: { userId: null, name: '佐藤 翔太', via: 'phone' },
})
export const endedAs = (outcome: Callout['outcome'], rest: Partial<Callout> = {}): Callout =>
  callout({ status: 'ended', outcome, endedAt: '2026-11-22T03:01:00.000Z', ...rest })

/** How a callout stands at one look, and how much of its explanation there is by then. */
export type Stage = { readonly callout: Callout; readonly texts: readonly string[] }

const explanationOf = (texts: readonly string[]) => ({
  language: 'ja',
  items: texts.map((text, index) => ({
    at: `2026-11-22T03:00:0${index}.000Z`,
    text,
    reason: 'started',
    attempt: null,
    destination: null,
  })),
})

/** A server where each look at a callout shows its next stage; `other` answers the rest, before or instead. */
export function calloutServer(
  stages: Readonly<Record<string, readonly Stage[]>>,
  other: (asked: Asked, turn: number) => Answer | null = () => null,
): Promise<FakeServer> {
  const looks = new Map<string, number>()
  const stageOf = (id: string) => {
    const all = stages[id] ?? []
    return all[Math.min(looks.get(id) ?? 1, all.length) - 1]
  }
  return startFakeServer((asked, turn) => {
    const own = other(asked, turn)
    if (own !== null) return own
    if (asked.method === 'POST') return { status: 201, body: { id: ID, status: 'running', policy: 'night' } }
    if (asked.path.startsWith('/v1/callouts?')) {
      return {
        body: { items: Object.values(stages).flatMap((all) => all.slice(-1).map((one) => one.callout)), next: null },
      }
    }
    const [, id = '', sub] = /^\/v1\/callouts\/([^/?]+)(\/explanation)?/.exec(asked.path) ?? []
    if (sub === undefined) looks.set(id, (looks.get(id) ?? 0) + 1)
    const stage = stageOf(id)
    if (stage === undefined) return { status: 404, body: { title: 'no', status: 404, code: 'callout.not_found' } }
    return { body: sub === undefined ? stage.callout : explanationOf(stage.texts) }
  })
}
