// What the tests of the phone channel share: connections and orders, a provider that misbehaves byte by byte, and a log that
// remembers. Not part of the product.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Cause } from '#core/cause'
import type { CalloutId, ConnectionId, PlanHash, PolicyId, SpaceId } from '#core/ids'
import type { Destination, Plan } from '#core/plan/plan'
import type { Phrases } from '#core/speech/template'
import type { AttemptRow, CallOrder, EngineLog } from '#engine/ports'
import { type Connections, defaultVoices, type TwilioConnection } from '../connection.ts'

export const accountSid = 'AC00000000000000000000000000000001'
export const authToken = '0123456789abcdef0123456789abcdef'
export const connectionId = '0198a000-0000-7000-8000-00000000c001' as ConnectionId
export const calloutId = '0198a000-0000-7000-8000-00000000a001' as CalloutId
export const spaceId = '0198a000-0000-7000-8000-000000005001' as SpaceId
export const nonce = 'n0nce-n0nce_n0nce'
export const toNumber = '+819001230001'
export const fromNumber = '+815012340001'

export const connection = (change: Partial<TwilioConnection> = {}): TwilioConnection => ({
  id: connectionId,
  accountSid,
  authToken,
  voice: defaultVoices,
  inbound: 'webhook',
  callsPerSecond: 1,
  callsAtOnce: null,
  simulated: true,
  ...change,
})

export const connectionsOf = (known: TwilioConnection | null): Connections => ({ load: () => Promise.resolve(known) })

const ja: Phrases = {
  opening: '狼煙からの通報です。',
  message: '{{text}}',
  menu: '対応する場合は1を押してください。',
  taken: '対応を受け付けました。',
  alreadyTaken: '{{name}}さんが対応しています。',
  over: 'この通報は終了しました。',
  unknownKey: 'その番号は使えません。',
  passed: '次の方に連絡します。',
  left: '今後この通報では連絡しません。',
  goodbye: '失礼します。',
}
const en: Phrases = {
  ...ja,
  opening: 'This is Noroshi.',
  menu: 'Press 1 to take it.',
  taken: 'Taken.',
  goodbye: 'Goodbye.',
}

export const destination = (change: Partial<Destination> = {}): Destination => ({
  channel: 'phone',
  userId: null,
  methodId: null,
  name: '佐藤',
  address: toNumber,
  language: 'ja',
  ...change,
})

export const plan = (change: Partial<Plan> = {}): Plan => ({
  policyId: 'policy' as PolicyId,
  policyKey: 'night',
  policyName: '夜間',
  hearsKeys: true,
  stop: 'first',
  steps: [{ destinations: [0], waitMs: 0 }],
  destinations: [destination()],
  loopsMax: 1,
  loopIntervalMs: 0,
  ringMs: 60_000,
  redial: { max: 0, intervalMs: 0, on: [] },
  deliveredIsEnough: false,
  endsOnRecovery: false,
  connectionId,
  from: fromNumber,
  template: { phrases: { ja, en }, reactions: { '1': { action: 'take' } }, readingsMax: 3, keyWaitMs: 8_000 },
  escalatesTo: null,
  ...change,
})

export const attempt = (change: Partial<AttemptRow> = {}): AttemptRow => ({
  calloutId,
  spaceId,
  connectionId,
  address: toNumber,
  priority: 5,
  nonce,
  claimedBy: null,
  ordinal: 1,
  destination: 0,
  channel: 'phone',
  state: 'begun',
  reason: 'first_attempt',
  result: null,
  detail: null,
  providerId: null,
  plannedAtMs: 0,
  begunAtMs: 0,
  answeredAtMs: null,
  endedAtMs: null,
  answeredBy: null,
  key: null,
  turn: 0,
  answer: null,
  readings: 0,
  retries: 0,
  cancelWanted: false,
  possibleRepeat: false,
  effect: null,
  ...change,
})

export const order = (
  change: {
    attempt?: Partial<AttemptRow>
    plan?: Partial<Plan>
    destination?: Partial<Destination>
    text?: string
    cause?: Cause
  } = {},
): CallOrder => ({
  attempt: attempt(change.attempt),
  destination: destination(change.destination),
  plan: plan(change.plan),
  callout: {
    id: calloutId,
    spaceId,
    planHash: 'hash' as PlanHash,
    cause: change.cause ?? { kind: 'text', text: change.text ?? 'web01のディスクが一杯です。' },
    parameters: {},
    priority: 5,
    parentId: null,
    createdAtMs: 0,
  } as CallOrder['callout'],
})

export type MemoryLog = EngineLog & { readonly lines: { facts: Record<string, unknown>; message: string }[] }

export const memoryLog = (): MemoryLog => {
  const lines: MemoryLog['lines'] = []
  const write = (facts: Record<string, unknown>, message: string): void => void lines.push({ facts, message })
  return { lines, warn: write, error: write }
}

export type BadProvider = {
  readonly url: string
  readonly requests: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[]
  /** Sockets opened so far. */
  readonly sockets: () => number
  close(): Promise<void>
}

type Misbehave = (response: ServerResponse, request: IncomingMessage) => void

/** A provider that answers every request as told. */
export const startBadProvider = async (misbehave: Misbehave): Promise<BadProvider> => {
  const requests: BadProvider['requests'] = []
  const sockets = new Set<Socket>()
  let opened = 0
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => (body += chunk))
    request.on('end', () => {
      requests.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body })
      misbehave(response, request)
    })
  })
  server.on('connection', (socket) => {
    opened += 1
    sockets.add(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    sockets: () => opened,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

export const json = (status: number, body: unknown, headers: Record<string, string> = {}): Misbehave => {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(JSON.stringify(body))
  }
}
