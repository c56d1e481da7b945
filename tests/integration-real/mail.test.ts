// Mails by real programs: Exim takes ours, hands over replies and returns what it cannot deliver; swaks and Alertmanager's own mails come
// in. None of them shares code with us.

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import PostalMime from 'postal-mime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../support/server-process.ts'
import { createWhole, type Whole } from '../support/whole.ts'
import { type Exim, startExim } from './exim.ts'
import { makeFolder, type Program, patience, startProgram, writeInto } from './program.ts'

let whole: Whole
let exim: Exim
/** Where we take mails. */
let ours: number

const swaks = async (
  to: string,
  { server = exim.port, ...mail }: { server?: number; subject?: string; body?: string },
) => {
  const { subject = 'Re: ', body = '了解' } = mail
  const from = ['--from', 'person-1@example.jp', '--h-Subject', subject, '--body', body]
  const run = promisify(execFile)('swaks', ['--server', `127.0.0.1:${server}`, '--to', to, ...from])
  return run.then(
    () => 'taken',
    (error: { stdout: string }) => /<\*\* (\d{3})/.exec(error.stdout)?.[1] ?? error.stdout,
  )
}
const start = async (people: readonly string[]): Promise<string> => {
  const key = people.join('-')
  const steps = people.map((user) => ({ destinations: [{ user, channel: 'mail' }], waitSeconds: 600 }))
  await whole.v1('POST', '/v1/policies', { key, name: key, steps })
  return String((await whole.v1('POST', '/v1/callouts', { policy: key, text: 'db01 が停止しました' }))['id'])
}
const callout = (id: string) => whole.v1('GET', `/v1/callouts/${id}`)
const arrived = async (address: string) => {
  await expect.poll(() => exim.mailTo(address), patience).toBeDefined()
  const [, ...lines] = Buffer.from(exim.mailTo(address) ?? '', 'latin1')
    .toString()
    .split('\n')
  return PostalMime.parse(lines.join('\n'))
}
const source = async (key: string): Promise<string> => {
  const { secret } = await whole.v1('POST', '/v1/sources', { key, name: key, kind: 'mail' })
  return `noroshi+${String(secret)}@in.example.jp`
}
const alertOf = async (name: string) => {
  const { items } = await whole.v1('GET', `/v1/alerts?source=${name}`)
  return (items as { summary: string; state: string }[]).map(({ summary, state }) => [summary, state])
}

beforeAll(async () => {
  ours = await freePort()
  whole = await createWhole({ NOROSHI_SMTP_PORT: String(ours) })
  exim = await startExim({ folder: makeFolder('exim'), port: await freePort(), ours })
  await whole.v1('POST', '/v1/connections', {
    key: 'mail',
    name: 'mail',
    kind: 'smtp',
    secrets: {},
    settings: {
      host: '127.0.0.1',
      port: exim.port,
      security: 'none',
      from: 'noroshi@example.jp',
      answersTo: 'noroshi@in.example.jp',
      bouncesTo: 'noroshi@in.example.jp',
    },
  })
  const contactMethods = [{ channel: 'mail', address: 'nobody@example.jp', default: true }]
  await whole.v1('POST', '/v1/users', { key: 'gone', name: 'gone', contactMethods })
})
afterAll(async () => {
  // First: Exim stays for as long as the connection to it that is kept.
  await whole.close()
  await exim.stop()
})

describe('Exim', () => {
  it('T-008: takes our mail whole, and hands over the reply that takes the callout', async () => {
    const id = await start(['person-1'])
    const mail = await arrived('person-1@example.jp')
    expect([mail.subject, mail.text]).toEqual(['【通報】person-1', expect.stringContaining('db01 が停止しました')])
    expect(await swaks(mail.replyTo?.[0]?.address ?? '', { body: '了解' })).toBe('taken')
    await expect.poll(async () => (await callout(id))['outcome'], patience).toBe('acknowledged')
    expect((await callout(id))['acknowledgedBy']).toMatchObject({ name: '担当1', via: 'mail' })
  })

  it('returns what it cannot deliver, and the next person is written to at once', async () => {
    const id = await start(['gone', 'person-2'])
    await arrived('person-2@example.jp')
    const { attempts } = await callout(id)
    expect(attempts).toMatchObject([{ name: 'gone', result: 'failed', detail: 'mail.5.0.0' }, { name: '担当2' }])
  })
})

describe('what comes in', () => {
  it('T-004: a mail that swaks sends is an alert; an address that nobody made is refused', async () => {
    expect(await swaks(await source('swaks'), { server: ours, subject: 'ディスク 95 %', body: 'web01' })).toBe('taken')
    expect(await alertOf('swaks')).toEqual([['ディスク 95 %', 'problem']])
    expect(await swaks('noroshi@in.example.jp', { server: ours })).toBe('550')
  })

  it('T-004: so is one by which Alertmanager tells of an alert', async () => {
    const folder = makeFolder('alertmanager-mail')
    const port = await freePort()
    const config = writeInto(
      folder,
      'alertmanager.yml',
      `route: { receiver: mail, group_wait: 0s }
receivers:
  - name: mail
    email_configs:
      - to: ${await source('am-mail')}
        from: alertmanager@example.jp
        smarthost: 127.0.0.1:${ours}
        require_tls: false
        headers: { Subject: '{{ .CommonLabels.alertname }} {{ .Status }}' }
`,
    )
    const api = `http://127.0.0.1:${port}`
    const places = [`--config.file=${config}`, `--storage.path=${folder}`, `--web.listen-address=127.0.0.1:${port}`]
    const alertmanager: Program = await startProgram({
      folder,
      command: ['prometheus-alertmanager', ...places, '--cluster.listen-address='],
      isUp: async () => (await fetch(`${api}/-/ready`).catch(() => null))?.ok ?? false,
    })
    try {
      const body = JSON.stringify([{ labels: { alertname: 'DiskFull', instance: 'web01' } }])
      await fetch(`${api}/api/v2/alerts`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })
      await expect.poll(() => alertOf('am-mail'), patience).toEqual([['DiskFull firing', 'problem']])
    } finally {
      await alertmanager.stop()
    }
  })
})
