// A night by a duty schedule, on the whole server: whoever is on duty when a step is reached is called, edits count at once,
// and the explanation says why.

import { afterAll, beforeAll, expect, it } from 'vitest'
import { type MailServer, startMailServer } from '../support/mail-server.ts'
import { createWhole, type Whole } from '../support/whole.ts'

let whole: Whole
let mails: MailServer
beforeAll(async () => {
  whole = await createWhole()
  await whole.v1('POST', '/v1/schedules', {
    key: 'rota',
    name: '夜間当番',
    positions: [
      {
        key: 'first',
        layers: [
          {
            key: 'always',
            shift: { unit: 'week', time: '09:00', weekday: 1 },
            people: ['person-1'],
            startsAt: '2020-01-01T00:00:00Z',
          },
        ],
      },
      { key: 'second', layers: [] },
    ],
  })
  await whole.v1('POST', '/v1/policies', {
    key: 'night',
    name: '夜間',
    steps: [
      { destinations: [{ schedule: 'rota', position: 'second' }] },
      { destinations: [{ schedule: 'rota', position: 'first' }] },
    ],
    from: whole.simulator.numbers[0],
  })
  mails = await startMailServer({ user: 'noroshi', password: 'mail password' })
  await whole.v1('POST', '/v1/connections', {
    key: 'mail',
    name: 'メール',
    kind: 'smtp',
    settings: { host: '127.0.0.1', port: mails.port, security: 'none', user: 'noroshi', from: 'noroshi@example.jp' },
    secrets: { password: 'mail password' },
  })
  await whole.v1('POST', '/v1/schedules', {
    key: 'told',
    name: '日中当番',
    positions: [{ key: 'first', layers: [] }],
    notices: { minutesAhead: 0 },
  })
  const standIn = { kind: 'add', user: 'person-4', endsAt: '2090-01-01T00:00:00Z' }
  await whole.v1('POST', '/v1/schedules/told/overrides', standIn)
})
afterAll(async () => {
  await whole.close()
  await mails.close()
})

const start = async (): Promise<string> =>
  ((await whole.v1('POST', '/v1/callouts', { policy: 'night', text: 'db01 が停止しました' })) as { id: string }).id
const rings = (index: number) => whole.until(() => whole.phone(index).state() === 'ringing')
const reasonsOf = async (id: string) => {
  const { items } = await whole.v1('GET', `/v1/callouts/${id}/explanation`)
  return (items as { reason: string; text: string }[]).map(({ reason, text }) => `${reason}: ${text}`)
}
const outcomeOf = async (id: string) => (await whole.v1('GET', `/v1/callouts/${id}`))['outcome']

it('J-015 T-017 calls whoever is on duty, passes over a gap, and says why', async () => {
  const id = await start()
  await rings(1)
  const told = await reasonsOf(id)
  expect(told.filter((line) => line.includes('duty'))).toEqual([
    'nobody_on_duty: 当番がいません(夜間当番・second)。',
    expect.stringMatching(/^on_duty: .*が当番です\(夜間当番・first、輪番\)。$/),
  ])
  whole.phone(1).answer()
  await whole.until(() => whole.phone(1).heard().length > 0)
  whole.phone(1).press('1')
  await whole.until(() => whole.phone(1).state() === 'idle')
  expect(await outcomeOf(id)).toBe('acknowledged')
})

it('J-013 an override counts for callouts that run already: the step still to come calls the stand-in', async () => {
  const second = { kind: 'add', user: 'person-2', position: 'second', endsAt: '2090-01-01T00:00:00Z' }
  await whole.v1('POST', '/v1/schedules/rota/overrides', second)
  const id = await start()
  await rings(2)
  const standIn = { kind: 'replace', by: 'person-3', position: 'first', endsAt: '2090-01-01T00:00:00Z' }
  await whole.v1('POST', '/v1/schedules/rota/overrides', standIn)
  whole.phone(2).reject()
  await rings(3)
  expect(whole.phone(1).state()).toBe('idle')
  expect((await reasonsOf(id)).at(-1)).not.toContain('nobody')
  whole.phone(3).answer()
  await whole.until(() => whole.phone(3).heard().length > 0)
  whole.phone(3).press('1')
  await whole.until(() => whole.phone(3).state() === 'idle')
  expect(await outcomeOf(id)).toBe('acknowledged')
})

it('the preview shows who would be called at an instant, and a policy shows its schedule by key', async () => {
  const { attempts } = await whole.v1('POST', '/v1/policies/night/preview', {
    at: '2027-01-01T03:00:00+09:00',
    people: [{ user: 'person-2', behaviours: [{ does: 'answers', afterSeconds: 5, keys: '1' }] }],
  })
  expect((attempts as { reason: string }[]).length).toBe(1)
  const policy = await whole.v1('GET', '/v1/policies/night')
  expect(policy['steps']).toMatchObject([
    { destinations: [{ schedule: 'rota', position: 'second' }] },
    { destinations: [{ schedule: 'rota', position: 'first' }] },
  ])
})

// Last, because the server looks by itself: it has had the time of the others.
it('whoever comes on duty is told by mail, as a callout of its own that is no alarm', async () => {
  const { mail } = await mails.mailTo('person-4@example.jp')
  expect([mail.subject, mail.text]).toEqual([
    expect.stringContaining('日中当番: '),
    expect.stringContaining('日中当番の当番が始まります。'),
  ])
  const { items } = await whole.v1('GET', '/v1/callouts?limit=200')
  const told = (items as { purpose: string | null; outcome: string; policy: string }[]).filter(
    ({ purpose }) => purpose === 'duty',
  )
  expect(told.map(({ policy }) => policy)).toEqual(['duty'])
  expect(whole.phone(4).calls()).toEqual([])
})
