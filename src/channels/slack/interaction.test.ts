// Presses of buttons in Slack: by its signed requests, as Slack's documents describe them, and through its own client's socket.

import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConnectionId } from '#core/ids'
import type { AttemptRow, CallOrder } from '#engine/ports'
import { type Slack, startSlack } from '../../../tests/support/slack.ts'
import { answerToken } from '../answer/token.ts'
import { orderFor } from '../testing/channel.case.ts'
import { isSignedBySlack, type Pressed } from './interaction.ts'
import { slackRoutes } from './routes.ts'
import { openSlackSocket, type SlackSocket } from './socket.ts'

const nowMs = 1_800_000_000_000
const signingSecret = '8f742231b10e8888abcd99yyyzzz85a5'
const sign = (rawBody: string, { secret = signingSecret, seconds = nowMs / 1_000 } = {}) => ({
  'X-Slack-Request-Timestamp': String(seconds),
  'X-Slack-Signature': `v0=${createHmac('sha256', secret).update(`v0:${seconds}:${rawBody}`).digest('hex')}`,
})

describe('the signature of a request', () => {
  it('is the one in Slack’s documents', () => {
    const rawBody =
      'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c'
    const signature = 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503'
    const request = { rawBody, timestamp: '1531420618', signature }
    expect(isSignedBySlack(signingSecret, request, 1_531_420_618_000)).toBe(true)
    expect(isSignedBySlack(signingSecret, request, 1_531_420_618_000 + 301_000)).toBe(false)
    expect(isSignedBySlack(signingSecret, { ...request, signature: 'v0=' }, 1_531_420_618_000)).toBe(false)
    expect(isSignedBySlack(signingSecret, { ...request, timestamp: 'now' }, 1_531_420_618_000)).toBe(false)
  })
})

describe('a press that Slack sends', () => {
  const order: CallOrder = orderFor('slack', { address: '#ops' })
  const running = { ...order, callout: { ...order.callout, head: { outcome: null, acknowledgedBy: null } } }
  const token = answerToken(order.attempt)
  const answered: unknown[] = []
  const app = (secrets: object = { botToken: 'xoxb-1', signingSecret }, kind = 'slack') =>
    slackRoutes({
      attempts: { find: () => Promise.resolve({ ...order.attempt, result: null } as AttemptRow) },
      engine: {
        order: () => Promise.resolve(running as unknown as CallOrder),
        respond: (answer) => Promise.resolve(answered.push(answer)),
      },
      connections: { load: (_space, id) => Promise.resolve({ id, kind, settings: {}, secrets }) },
      nowMs: () => nowMs,
      log: { warn: () => undefined, error: () => undefined },
    })
  const body = (payload: unknown) => new URLSearchParams({ payload: JSON.stringify(payload) }).toString()
  const pressed = (action: string, value = token) =>
    body({ type: 'block_actions', actions: [{ action_id: action, value }] })
  const post = (rawBody: string, headers: Record<string, string> = sign(rawBody), to = app()) =>
    to.request('/', { method: 'POST', headers, body: rawBody })

  it('answers for the attempt whose message it is', async () => {
    answered.length = 0
    expect((await post(pressed('take'))).status).toBe(200)
    expect(answered).toEqual([{ calloutId: order.attempt.calloutId, attempt: 1, action: 'take' }])
  })

  it('is taken note of and answers nothing where it only opens the page, or names no answer', async () => {
    answered.length = 0
    expect((await post(pressed('open'))).status).toBe(200)
    expect((await post(pressed('erase'))).status).toBe(200)
    expect(answered).toEqual([])
  })

  it('answers nothing when it is forged, old, or signed by another profile', async () => {
    answered.length = 0
    const raw = pressed('take')
    const statuses = [
      await post(raw, {}),
      await post(raw, sign(`${raw} `)),
      await post(raw, sign(raw, { secret: 'f'.repeat(32) })),
      await post(raw, sign(raw, { seconds: nowMs / 1_000 - 301 })),
      await post(raw, sign(raw), app({ botToken: 'xoxb-1' })),
      await post(raw, sign(raw), app({ botToken: 'xoxb-1', signingSecret }, 'smtp')),
    ].map(({ status }) => status)
    expect(statuses).toEqual([403, 403, 403, 403, 403, 403])
    const guessed = pressed('take', `${token.slice(0, -5)}AAAA1`)
    for (const raw of ['', 'payload=%7B', body({ type: 'view_submission' }), pressed('take', 'x'), guessed])
      expect((await post(raw)).status, raw).toBe(404)
    expect(answered).toEqual([])
  })

  it('is not acknowledged while it cannot be counted', async () => {
    const broken = slackRoutes({
      attempts: { find: () => Promise.reject(new Error('down')) },
      engine: { order: () => Promise.resolve(null), respond: () => Promise.resolve() },
      connections: { load: () => Promise.resolve(null) },
      nowMs: () => nowMs,
      log: { warn: () => undefined, error: () => undefined },
    })
    expect((await post(pressed('take'), {}, broken)).status).toBe(503)
  })
})

describe('a socket to Slack', () => {
  let slack: Slack
  const opened: SlackSocket[] = []
  beforeAll(async () => {
    slack = await startSlack()
  })
  afterAll(async () => {
    await Promise.all(opened.map((socket) => socket.stop()))
    await slack.close()
  })
  const open = (pressed: (one: Pressed) => Promise<void>, appToken = slack.appToken, logged: string[] = []) => {
    const connection = { id: 'c' as ConnectionId, baseUrl: slack.url, appToken }
    const log = { warn: (_facts: object, text: string) => void logged.push(text), error: () => undefined }
    const socket = openSlackSocket({ connection, pressed, log, againMs: 20 })
    opened.push(socket)
    return socket
  }
  const press = { type: 'block_actions', actions: [{ action_id: 'take', value: 'token' }] }

  it('hears presses, acknowledges what was counted, and is opened again when it breaks off', async () => {
    const heard: Pressed[] = []
    const socket = open((one) => Promise.resolve(void heard.push(one)))
    await expect.poll(() => slack.sockets(), { timeout: 5_000 }).toEqual({ opened: 1, open: true })
    await slack.tell(press)
    await slack.tell({ type: 'view_submission' })
    slack.breakOff()
    await expect.poll(() => slack.sockets(), { timeout: 5_000 }).toEqual({ opened: 2, open: true })
    await slack.tell(press)
    expect(heard).toEqual([
      { action: 'take', token: 'token' },
      { action: 'take', token: 'token' },
    ])
    await socket.stop()
    await expect.poll(() => slack.sockets().open, { timeout: 5_000 }).toBe(false)
    expect(slack.sockets().opened).toBe(2)
  })

  it('says that there is none where its token is wrong, and goes on trying', async () => {
    const logged: string[] = []
    open(() => Promise.resolve(), 'xapp-wrong', logged)
    await expect.poll(() => logged.length, { timeout: 5_000 }).toBeGreaterThan(1)
    expect(logged[0]).toContain('buttons cannot answer')
  })
})
