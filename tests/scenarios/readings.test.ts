// What the phone hears: readings and rules at the moment of speaking, in the listener's language, while plan, history and API
// keep what was written.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from '../../src/cli/testing/run.ts'
import { createWhole, type Whole } from '../support/whole.ts'

let whole: Whole
beforeAll(async () => {
  whole = await createWhole()
  await whole.v1('POST', '/v1/policies', {
    key: 'night',
    name: '夜間DB当番',
    steps: [{ destinations: [{ user: 'person-1' }] }],
    from: whole.simulator.numbers[0],
  })
  await whole.v1('POST', '/v1/users', {
    key: 'anna',
    name: 'Anna',
    language: 'en',
    contactMethods: [{ channel: 'phone', address: '+819001249999', default: true }],
  })
  await whole.v1('POST', '/v1/policies', {
    key: 'english',
    name: 'Night',
    steps: [{ destinations: [{ user: 'anna' }] }],
    from: whole.simulator.numbers[0],
  })
})
afterAll(() => whole.close())

const put = (word: string, reading: string, language = 'ja') =>
  whole.v1('PUT', '/v1/readings', { word, reading, language })

const ring = async (text: string): Promise<{ id: string; phone: ReturnType<Whole['phone']> }> => {
  const { id } = (await whole.v1('POST', '/v1/callouts', { policy: 'night', text })) as { id: string }
  const phone = whole.phone(1)
  await whole.until(() => phone.state() === 'ringing')
  return { id, phone }
}
const hears = (phone: ReturnType<Whole['phone']>, words: string) =>
  whole.until(() => phone.heard().some((line) => line.includes(words)))

describe('the phone hears', () => {
  it('X-040 readings in host names, fixed texts and names, and what was corrected before the next sentence', async () => {
    await put('db', 'データベース')
    await put('DB', 'ディービー')
    await put('担当', 'たんとう')
    await put('押してください', 'おしてください')
    const { id, phone } = await ring('db_server で <障害> & TRAFFIC')
    phone.answer()
    await hears(phone, 'データベース server で <障害> & traffic')
    // 当番 has no reading, 担当 in the name of a person and DB in that of a policy have one.
    expect(phone.heard().join(' ')).toContain('たんとう1さん、夜間ディービー当番からのご連絡です。')
    await hears(phone, 'おしてください')

    await put('db', 'でーびー')
    await put('TRAFFIC', 'トラフィック')
    phone.press('8')
    await hears(phone, 'でーびー server で <障害> & トラフィック')
    phone.press('1')
    await whole.until(() => phone.state() === 'idle')

    const callout = await whole.v1('GET', `/v1/callouts/${id}`)
    expect(callout['text']).toBe('db_server で <障害> & TRAFFIC')
    const explanation = JSON.stringify(await whole.v1('GET', `/v1/callouts/${id}/explanation`))
    expect(explanation).not.toContain('でーびー')
    expect(explanation).not.toContain('たんとう')
  })

  it('what stands for it in their own language', async () => {
    await put('db', 'database', 'en')
    await whole.v1('POST', '/v1/callouts', { policy: 'english', text: 'db_server at 98%' })
    const phone = whole.simulator.network.phone('+819001249999')
    await whole.until(() => phone.state() === 'ringing')
    phone.answer()
    await hears(phone, 'database server at 98 percent')
    expect(phone.heard().join(' ')).not.toContain('db')
    phone.press('1')
    await whole.until(() => phone.state() === 'idle')
  })

  it('the whole of it where the words travel with the request', async () => {
    const { simulator } = whole
    await whole.v1('POST', '/v1/connections', {
      key: 'inline',
      name: 'inline',
      settings: { accountSid: simulator.accountSid, baseUrl: simulator.url, simulated: true, inbound: 'inline' },
      secrets: { authToken: simulator.authToken },
    })
    await whole.v1('PATCH', '/v1/policies/night', { connection: 'inline' })
    await put('web', 'ウェッブ')
    const { phone } = await ring('web-01 10.0.0.1')
    phone.answer()
    await hears(phone, 'ウェッブ 01 イチゼロ テン ゼロ テン ゼロ テン イチ')
    expect(phone.heard().join(' ')).not.toContain('10.0.0.1')
    phone.hangUp()
  })
})

describe('noroshi readings', () => {
  const noroshi = (argv: readonly string[], stdin = '') =>
    run(['readings', ...argv], { env: { LANG: 'C', NOROSHI_URL: whole.url, NOROSHI_TOKEN: whole.token }, stdin })

  it('takes a list, gives it back and shows what is said', async () => {
    const taken = await noroshi(['import', '-', '--language', 'en', '--replace'], 'LB,load balancer\nGW,gateway\n')
    expect([taken.code, taken.out]).toEqual([0, '2 new, 0 changed, 0 unchanged, 1 removed.\n'])
    const dry = await noroshi(['import', '-', '--language', 'en', '--dry-run', '--json'], 'LB,x')
    expect(JSON.parse(dry.out)).toMatchObject({ changed: 1, dryRun: true })
    expect((await noroshi(['export', '--language', 'en'])).out).toBe('GW,gateway\r\nLB,load balancer\r\n')
    const shown = await noroshi(['preview', 'LB at 98%', '--language', 'en'])
    expect([shown.out, shown.err]).toEqual([
      'load balancer at 98 percent\n',
      '  LB → load balancer  (LB)\n  98% → 98 percent  (units)\n',
    ])
  })

  it('names the lines that cannot be taken', async () => {
    const { code, err } = await noroshi(['import', '-'], 'ok,1\nwrong\n')
    expect(code).toBe(2)
    expect(err).toContain('line 2: has no comma between word and reading (wrong)')
    expect((await noroshi(['import', 'no-such-file.csv'])).err).toContain('The file cannot be read')
    expect((await noroshi(['export', '--language', 'fr'])).err).toContain('--language is ja or en')
  })
})
