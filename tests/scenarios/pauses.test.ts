// Pauses, quiet hours and what comes back on the whole server, with phones that ring: of a person, of what runs, and their end.
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWhole, type Whole } from '../support/whole.ts'

let whole: Whole
beforeAll(async () => {
  whole = await createWhole()
})
afterAll(() => whole.close())

/** Every test has people of its own. */
const start = async (key: string, people: readonly number[], priority = 5): Promise<string> => {
  const steps = people.map((one) => ({ destinations: [{ user: `person-${one}` }] }))
  await whole.v1('POST', '/v1/policies', { key, name: key, steps, loops: { max: 1 }, from: whole.simulator.numbers[0] })
  return (
    (await whole.v1('POST', '/v1/callouts', { policy: key, text: 'db01 が停止しました', priority })) as { id: string }
  ).id
}
const pause = async (body: object): Promise<string> =>
  ((await whole.v1('POST', '/v1/pauses', body)) as { id: string }).id
const end = (id: string) => whole.v1('POST', `/v1/pauses/${id}/end`)
const rings = (index: number) => whole.until(() => whole.phone(index).state() === 'ringing')
const outcomeOf = async (id: string) => (await whole.v1('GET', `/v1/callouts/${id}`))['outcome']
const toldOf = async (id: string) =>
  ((await whole.v1('GET', `/v1/callouts/${id}/explanation?lang=ja`))['items'] as { text: string }[])
    .map(({ text }) => text)
    .join('\n')

describe('J-014 a pause', () => {
  it('of a person passes them over at once, with the reason, and ends when it is ended', async () => {
    const paused = await pause({ user: 'person-1', reason: '休暇' })
    const id = await start('holiday', [1, 2])
    await rings(2)
    expect(whole.phone(1).calls()).toEqual([])
    expect(await toldOf(id)).toMatch(/担当1さんへの通報が停止中のため、連絡しません.*休暇/)
    await whole.v1('POST', `/v1/callouts/${id}/cancel`)
    await end(paused)
    const next = await start('back', [1])
    await rings(1)
    await whole.v1('POST', `/v1/callouts/${next}/cancel`)
  })

  it('that ends what runs lets nobody else ring: the callout is suppressed, and says why', async () => {
    const id = await start('running', [3, 4])
    await rings(3)
    const paused = await pause({ policy: 'running', stopsRunning: true, reason: '計画停電' })
    whole.phone(3).reject()
    await expect.poll(() => outcomeOf(id), { timeout: 8_000 }).toBe('suppressed')
    expect(await toldOf(id)).toMatch(/通報が停止されたため、通報を終えました.*計画停電/)
    expect(whole.phone(4).calls()).toEqual([])
    const { id: kept } = await whole.v1('POST', '/v1/callouts', { policy: 'running', text: 'web01' })
    const heldBy = async (query: string) =>
      ((await whole.v1('GET', `/v1/callouts?${query}`))['items'] as { id: string }[]).map((one) => one.id)
    expect(await heldBy(`pause=${paused}`)).toEqual([kept, id])
    expect(await heldBy(`pause=${paused}&status=running`)).toEqual([])
    expect(await heldBy(`pause=${id}`)).toEqual([])
    await end(paused)
  })

  it('that does not ends nothing: the next person rings', async () => {
    const id = await start('going-on', [5, 6])
    await rings(5)
    const paused = await pause({ policy: 'going-on' })
    whole.phone(5).reject()
    await rings(6)
    expect(await outcomeOf(id)).toBeNull()
    await whole.v1('POST', `/v1/callouts/${id}/cancel`)
    await end(paused)
  })
})

describe('what a pause kept', () => {
  const listed = async (policy: string) =>
    (await whole.v1('GET', `/v1/callouts?policy=${policy}`))['items'] as {
      id: string
      text: string
      createdBy: string
    }[]

  it('is started once when it is over, together for each policy, where the pause says so', async () => {
    const paused = await pause({ startsAfter: true, reason: '計画停電' })
    await start('kept', [3], 4)
    await whole.v1('POST', '/v1/callouts', { policy: 'kept', text: 'web07 が停止しました', priority: 2 })
    expect(whole.phone(3).state()).toBe('idle')
    await end(paused)
    await rings(3)
    const [started, ...before] = await listed('kept')
    expect([started?.createdBy, before.length]).toEqual(['pause', 2])
    expect(started?.text).toBe('通知の停止中に、通報が2件ありました。 db01 が停止しました、web07 が停止しました')
    expect(await whole.v1('GET', `/v1/callouts/${String(started?.id)}`)).toMatchObject({ priority: 2 })
    await whole.v1('POST', `/v1/callouts/${String(started?.id)}/cancel`)
    // Another that says nothing of it starts nothing.
    const plain = await pause({ policy: 'kept' })
    await whole.v1('POST', '/v1/callouts', { policy: 'kept', text: 'web08' })
    await end(plain)
    const again = await pause({ policy: 'kept', startsAfter: true })
    await whole.v1('POST', '/v1/callouts', { policy: 'kept', text: 'web09' })
    await end(again)
    await rings(3)
    const now = await listed('kept')
    expect(now.map(({ text }) => text).slice(0, 3)).toEqual(['web09', 'web09', 'web08'])
    await whole.v1('POST', `/v1/callouts/${String(now[0]?.id)}/cancel`)
  })
})

describe('quiet hours', () => {
  const always = { anyOf: [{}], breaksThrough: 1 }
  it('pass a person over at once, with the reason; what is urgent breaks through, and a direct call is no alarm', async () => {
    await whole.v1('PATCH', '/v1/users/person-7', { quietHours: always })
    const id = await start('asleep', [7, 8])
    await rings(8)
    expect(whole.phone(7).calls()).toEqual([])
    expect(await toldOf(id)).toMatch(
      /担当7さんはおやすみ時間のため、連絡しません.*届くのは優先度0～1の通報。この通報は5/,
    )
    await whole.v1('POST', `/v1/callouts/${id}/cancel`)
    const urgent = await start('urgent', [7], 1)
    await rings(7)
    whole.phone(7).reject()
    await expect.poll(() => outcomeOf(urgent), { timeout: 8_000 }).toBe('exhausted')
    const direct = { to: { user: 'person-7' }, from: whole.simulator.numbers[0], text: '電話ください' }
    await whole.v1('POST', '/v1/direct-sends', direct)
    await rings(7)
    await whole.v1('PATCH', '/v1/users/person-7', { quietHours: null })
  })
})

describe('what is not urgent begins later', () => {
  const later = [{ seconds: 3_600 }]
  const steps = [{ destinations: [{ user: 'person-9' }] }]
  const waiting = async (key: string) => {
    const from = whole.simulator.numbers[0]
    await whole.v1('POST', '/v1/policies', { key, name: key, steps, loops: { max: 1 }, from, later })
    const body = { policy: key, text: 'db01 が停止しました' }
    return (await whole.v1('POST', '/v1/callouts', body)) as { id: string; status: string; outcome: null }
  }

  it('is accepted, rings nobody, and rings at once when it is let begin', async () => {
    const { id, status, outcome } = await waiting('calm')
    expect([status, outcome]).toEqual(['running', null])
    expect((await whole.v1('GET', `/v1/callouts/${id}`))['next']).toMatchObject({ kind: 'begin', names: ['担当9'] })
    expect(await toldOf(id)).toContain('優先度が低いため')
    expect(whole.phone(9).calls()).toEqual([])
    await whole.v1('POST', `/v1/callouts/${id}/release`)
    await rings(9)
    expect(await toldOf(id)).toContain('保留を解き、すぐに始めました')
    await whole.v1('POST', `/v1/callouts/${id}/cancel`)
    await whole.until(() => whole.phone(9).state() !== 'ringing')
  })

  it('may be cancelled before; a pause that is on when it is let begin holds it back', async () => {
    const calls = whole.phone(9).calls().length
    const { id } = await waiting('cancelled')
    await whole.v1('POST', `/v1/callouts/${id}/cancel`)
    expect(await outcomeOf(id)).toBe('cancelled')
    const held = await waiting('held')
    const paused = await pause({ policy: 'held' })
    await whole.v1('POST', `/v1/callouts/${held.id}/release`)
    await expect.poll(() => outcomeOf(held.id), { timeout: 8_000 }).toBe('suppressed')
    await end(paused)
    expect(whole.phone(9).calls()).toHaveLength(calls)
  })
})

describe('what somebody took and nobody resolved', () => {
  const patience = { timeout: 8_000 }
  const hears = (index: number, words: string) => whole.until(() => whole.phone(index).heard().join().includes(words))
  /** Its time is over now. */
  const over = async (id: string) => {
    const client = new pg.Client({ connectionString: whole.databaseUrl })
    await client.connect()
    await client.query(`select set_config('noroshi.space', $1, false)`, [whole.server.spaceId])
    const { rowCount } = await client.query(
      `update callout set due_at = to_timestamp(0), head = jsonb_set(head, '{due,atMs}', '0') where id = $1`,
      [id],
    )
    await client.end()
    expect(rowCount).toBe(1)
  }
  const shown = (id: string) => whole.v1('GET', `/v1/callouts/${id}`)
  const listed = async (query: string) =>
    (await whole.v1('GET', `/v1/callouts?${query}`))['items'] as { id: string; reminderOf: string | null }[]
  const came = async (of: string): Promise<string> => {
    await expect
      .poll(async () => (await listed('policy=forgotten')).some((one) => one.reminderOf === of), patience)
      .toBe(true)
    return (await listed('policy=forgotten')).find((one) => one.reminderOf === of)?.id ?? ''
  }

  it('calls again: first whoever took it, then everybody, until a key says that it is resolved', async () => {
    const steps = [1, 2].map((one) => ({ destinations: [{ user: `person-${one}` }] }))
    const rules = { loops: { max: 1 }, redial: { max: 0 }, reminder: { afterMinutes: 30, times: 2 } }
    await whole.v1('POST', '/v1/policies', {
      key: 'forgotten',
      name: '忘れもの',
      steps,
      from: whole.simulator.numbers[0],
      ...rules,
    })
    const { id } = (await whole.v1('POST', '/v1/callouts', { policy: 'forgotten', text: 'db09 が停止' })) as {
      id: string
    }
    await rings(1)
    whole.phone(1).reject()
    await rings(2)
    whole.phone(2).answer()
    await hears(2, 'db09')
    whole.phone(2).press('1')
    await expect.poll(() => outcomeOf(id), patience).toBe('acknowledged')
    expect(await shown(id)).toMatchObject({ comesBackAt: expect.any(String), resolvedAt: null })
    expect((await listed('status=unresolved')).map((one) => one.id)).toContain(id)
    await over(id)
    await rings(2)
    expect(whole.phone(1).state()).toBe('idle')
    const first = await came(id)
    expect(await toldOf(id)).toContain('解決の連絡がないため、新しい通報でもう一度知らせます。')
    expect(await toldOf(first)).toContain('対応中のまま解決の連絡がないため')
    whole.phone(2).reject()
    await rings(1)
    whole.phone(1).answer()
    await hears(1, 'まだ解決になっていない')
    whole.phone(1).press('9')
    const everybody = (await listed('policy=forgotten'))[0]?.id ?? ''
    await expect.poll(() => outcomeOf(everybody), patience).toBe('acknowledged')
    expect(await shown(everybody)).toMatchObject({ comesBackAt: null, resolvedBy: { name: '担当1', via: 'phone' } })
    expect(await toldOf(everybody)).toContain('解決したと答えたため、通報を終えました')
  })

  it('does not where somebody resolves it; what came back meanwhile ends with it', async () => {
    const { id } = (await whole.v1('POST', '/v1/callouts', { policy: 'forgotten', text: 'db10 が停止' })) as {
      id: string
    }
    await whole.v1('POST', `/v1/callouts/${id}/acknowledge`, {})
    await over(id)
    const again = await came(id)
    await whole.v1('POST', `/v1/callouts/${id}/resolve`)
    expect(await shown(again)).toMatchObject({ outcome: 'recovered', resolvedBy: { via: 'api' } })
    expect(await shown(id)).toMatchObject({ outcome: 'acknowledged', resolvedBy: { via: 'api' } })
    expect(await listed('status=unresolved')).toEqual([])
  })
})
