// `noroshi test-send` and `noroshi dial` against a real HTTP server: what is asked, and what a script learns of the result.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { callout, calloutServer, endedAs, ID, type Stage } from './testing/callouts.ts'
import { run } from './testing/run.ts'
import { type FakeServer, problem, startFakeServer } from './testing/server.ts'

let server: FakeServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})
const env = (language = 'C') => ({ LANG: language, NOROSHI_URL: server?.url ?? '', NOROSHI_TOKEN: 't' })
const isSend = (path: string) => path.endsWith('-sends')

const serverFor = async (outcome: 'delivered' | 'exhausted') => {
  const last: Stage = { callout: endedAs(outcome), texts: ['sent', 'over'] }
  const inner: Stage[] = [{ callout: callout({ purpose: 'test' }), texts: ['sent'] }, last]
  server = await calloutServer({ [ID]: inner }, ({ path }) =>
    isSend(path) ? { status: 201, body: { id: ID, connection: 'mail', costs: false } } : null,
  )
}

describe('one message to one person', () => {
  it('X-035 X-060 tries what is not saved, and waits for what became of it', async () => {
    await serverFor('delivered')
    const words = ['test-send', '-c', 'mail', '--address', 'a@example.jp', '--connection', 'mail', '--subject', '件名']
    const { code, out } = await run([...words, '--answer'], { env: env() })
    expect([code, out.split('\n')[0]]).toEqual([0, `Sent through mail: ${ID}`])
    expect(server?.asked.find(({ path }) => isSend(path))).toMatchObject({
      path: '/v1/test-sends',
      body: {
        to: { channel: 'mail', address: 'a@example.jp', language: 'en' },
        connection: 'mail',
        subject: '件名',
        answer: true,
      },
    })
  })

  it('goes to a user directly; exit code 1 where nobody answered', async () => {
    await serverFor('exhausted')
    const words = ['dial', '-u', 'sato', '--label', '携帯', '-t', '部品が届きました', '--accept-cost', '--json']
    const { code, out } = await run(words, { env: env('ja') })
    expect([code, JSON.parse(out)]).toEqual([1, expect.objectContaining({ outcome: 'exhausted' })])
    expect(server?.asked.find(({ path }) => isSend(path))).toMatchObject({
      path: '/v1/direct-sends',
      body: { to: { user: 'sato', channel: 'phone', label: '携帯' }, text: '部品が届きました', acceptCost: true },
      headers: { 'idempotency-key': expect.stringMatching(/^cli-/) },
    })
  })

  it('X-054 tries a template that is not saved, as a configuration file would hold it', async () => {
    await serverFor('delivered')
    const file = join(mkdtempSync(join(tmpdir(), 'noroshi-template-')), 'night.yaml')
    writeFileSync(file, 'key: night\nname: 夜間\nmessage: "{{text}}です"\n')
    const { code } = await run(['test-send', '-u', 'sato', '--template-file', file, '-t', '停止'], { env: env() })
    const asked = server?.asked.find(({ path }) => isSend(path))
    expect([code, asked?.body]).toMatchObject([0, { text: '停止', templateBody: { message: '{{text}}です' } }])
    expect(asked?.body).not.toHaveProperty('templateBody.key')
  })

  it('X-035 X-054 X-060 tries the settings of a policy and words that are not saved, about alerts that never were', async () => {
    await serverFor('delivered')
    const file = join(mkdtempSync(join(tmpdir(), 'noroshi-policy-')), 'night.yaml')
    const policy =
      'key: night\nname: 夜間\nkind: xmon_rotation\nfrom: "+815012345678"\nbuttonCall: { acknowledges: true }\n'
    writeFileSync(file, `${policy}steps: [{ destinations: [{ user: sato }] }]\n`)
    const words = ['test-send', '-u', 'sato', '--policy-file', file]
    expect((await run([...words, '--opening', '○○センターです。'], { env: env() })).code).toBe(0)
    expect((await run([...words, '--from', '+815099999999'], { env: env() })).code).toBe(0)
    expect((await run(['test-send', '-u', 'sato', '-c', 'sms', '--alerts'], { env: env() })).code).toBe(0)
    const settings = { kind: 'xmon_rotation', buttonCall: { acknowledges: true } }
    const bodies = server?.asked.filter(({ path }) => isSend(path)).map(({ body }) => body)
    const to = { user: 'sato', channel: 'phone' }
    expect(bodies).toEqual([
      { to, from: '+815012345678', alerts: 'sample', settings, opening: '○○センターです。' },
      { to, from: '+815099999999', alerts: 'sample', settings },
      { to: { ...to, channel: 'sms' }, alerts: 'sample' },
    ])
  })

  it('says that it costs money, and what to add', async () => {
    server = await startFakeServer(() => problem(409, 'direct.costs', { detail: 'sms' }))
    const { code, err } = await run(['dial', '-u', 'sato', '-c', 'sms', 'x'], { env: env() })
    expect(code).toBe(2)
    expect(err).toContain('Sending this costs money')
    expect(err).toContain('--accept-cost')
  })

  it.each([
    [['dial', 'x'], 'Give either --user or --address'],
    [['dial', '-u', 'a', '--address', 'b', 'x'], 'Give either --user or --address'],
    [['dial', '--address', 'b', '--label', 'c', 'x'], '--label goes with --user'],
    [['dial', '-u', 'sato'], 'There is no text'],
    [['test-send', '-u', 'a', '--template', 'b', '--template-file', 'c'], 'Give either --template or --template-file'],
    [['test-send', '-u', 'a', '--template-file', '/nowhere/x.yaml'], 'The file cannot be read'],
    [['test-send', '-u', 'a', '--closing', 'b', 'x'], '--closing is about sample alerts: give no text'],
    [['test-send', '-u', 'a', '--alerts', '-t', 'x'], '--alerts is about sample alerts: give no text'],
    [['dial', '-u', 'a', '--opening', 'b', 'x'], 'opening'],
  ])('refuses %j before anything is sent', async (words, said) => {
    const { code, err } = await run(words, { env: { LANG: 'C', NOROSHI_TOKEN: 't' } })
    expect([code, err]).toEqual([2, expect.stringContaining(said)])
  })
})
