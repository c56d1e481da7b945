// Pigeon's clients as they are, against the whole server: the job flow of its vendor's article to the byte, the vendor's own curl,
// and runs that end in each of the ways there are.

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { limits } from '#core/limits'
import { createPigeonWorld, type PigeonWorld } from '../support/pigeon-world.ts'

let world: PigeonWorld
beforeAll(async () => {
  world = await createPigeonWorld()
})
/** Nobody's phone rings into the next test. */
afterEach(async () => {
  const { body } = await world.ask('GET', '/results')
  for (const { resultId, isActive } of body.items) {
    if (isActive) await world.ask('POST', '/chain/abort', { json: { resultId } })
  }
  for (const index of [1, 2, 3, 9]) {
    world.phone(index).device.behaveNormally()
    world.phone(index).hangsUp()
    await world.phone(index).isIdle()
  }
})
afterAll(() => world.close())

const parameters = { server: 'テスト用サーバー', incident: '軽度の障害' }
const spoken = 'テスト用サーバーに軽度の障害を検出しました。'
const start = async (rest: object = {}): Promise<string> => {
  const { callflowId, guidanceId } = world
  const { body } = await world.invoke({ callflowId, guidanceId, parameters, ...rest })
  expect(body.status, JSON.stringify(body)).toBe('requested')
  return body.resultId
}

/** The first contact's phone rings and is answered, and the key is pressed once the guidance was heard. */
const presses = async (index: number, key: string): Promise<void> => {
  const phone = world.phone(index)
  await phone.rings()
  phone.answers()
  await phone.hears(spoken)
  phone.presses(key)
}
describe('the job flow 「障害コール」', () => {
  it('K-002 K-018…K-037: starts, polls every 15 seconds, and prints the key and the status', async () => {
    const { callflowId, guidanceId, token } = world
    // head and data as the article has them; urlopen sends head with both requests, and encode="json" writes the body.
    const head = { 'X-Authorization': `Token ${token}`, 'Content-Type': 'application/json' }
    const data = { params: { callflowId, guidanceId, parameters } }
    const invoked = await world.send('POST', '/api/apps/pigeon/chain/invoke', {
      headers: head,
      raw: JSON.stringify(data),
    })
    // The flow looks at no status: it takes resultId from whatever it got.
    const res = JSON.parse(invoked.text) as { resultId: string }
    let result: { isActive: boolean; keyInput: unknown; status: unknown }
    const polls: string[] = []
    const person = world.phone(1)
    do {
      world.later(15_000)
      const path = `/api/apps/pigeon/results/${res.resultId}`
      result = JSON.parse((await world.send('GET', path, { headers: head })).text) as typeof result
      polls.push(String(result.status))
      if (polls.length === 1) await presses(1, '1')
      if (polls.length === 1) await person.hears('対応を受け付けました。')
    } while (result.isActive)
    expect(result).toMatchObject({ keyInput: '1', status: 'succeeded', isActive: false })
    expect(polls[0]).toMatch(/^(waiting|calling)$/)
    // Read twice before the key was waited for.
    expect(person.heard().filter((line) => line.includes(spoken))).toHaveLength(2)
  })
})

describe('the vendor’s own curl', () => {
  it('K-033: names no Content-Type, so its JSON travels as a form; call flow and guidance are brought along', async () => {
    const callflow = {
      loopLimit: 1,
      contacts: [{ displayName: '田中さん', phones: [{ phoneNumber: '090-0123-0003' }] }],
    }
    const guidance = {
      messageTemplate: '{{server}}で障害です。',
      reactions: { '1': { behavior: 'terminate', messageTemplate: '終了します。' } },
    }
    const raw = JSON.stringify({ params: { callflow, guidance, parameters: { server: 'web01' } } })
    const { status, body } = await world.send('POST', '/api/apps/pigeon/chain/invoke', {
      headers: { 'X-Authorization': `Token ${world.token}`, 'Content-Type': 'application/x-www-form-urlencoded' },
      raw,
    })
    expect([status, body.status, body['params']]).toEqual([200, 'requested', JSON.parse(raw).params])
    const phone = world.phone(3)
    await phone.rings()
    phone.answers()
    await phone.hears('web01で障害です。')
    phone.presses('1')
    await phone.hears('終了します。')
    const done = await world.until(body.resultId, ({ isActive }) => !isActive)
    expect(done).toMatchObject({
      status: 'succeeded',
      receivedContactName: '田中さん',
      callflowId: null,
      callflowName: null,
      guidanceId: null,
      callflow: { loopLimit: 1, contacts: [{ displayName: '田中さん', phones: [{ phoneNumber: '+819001230003' }] }] },
      guidance,
    })
  })

  it('mixed: a stored call flow with guidance that is brought along, and the other way round', async () => {
    const { callflowId, guidanceId } = world
    const guidance = { messageTemplate: '至急', reactions: { '9': { behavior: 'continue' } } }
    const first = await world.invoke({ callflowId, guidance })
    expect((await world.result(first.body.resultId)).body).toMatchObject({ callflowId, guidanceId: null, guidance })
    const callflow = { loopLimit: '2', contacts: [{ phones: [{ phoneNumber: '+819001230003' }] }] }
    const second = await world.invoke({ callflow, guidanceId, parameters })
    expect((await world.result(second.body.resultId)).body).toMatchObject({
      guidanceId,
      guidanceName: '障害ガイダンス',
      callflow: { loopLimit: 2, contacts: [{ displayName: '連絡先1' }] },
    })
  })
})

describe('a run', () => {
  it('K-034 K-036: tells everything while it goes on and after: calls with their times, call flow, guidance, parameters', async () => {
    const { callflowId, guidanceId } = world
    const id = await start()
    await world.phone(1).rings()
    const during = (await world.result(id)).body
    expect(during).toMatchObject({
      resultId: id,
      isActive: true,
      status: 'calling',
      keyInput: null,
      receivedContactName: null,
      callflowId,
      callflowName: '障害コール',
      guidanceId,
      guidanceName: '障害ガイダンス',
      callflow: {
        loopLimit: 2,
        contacts: [
          { displayName: '担当者01', phones: [{ phoneNumber: '+819001230001' }] },
          { displayName: '担当者02', phones: [{ phoneNumber: '+819001230002' }, { phoneNumber: '+819001230003' }] },
        ],
      },
      guidance: { reactions: { '1': { behavior: 'terminate', messageTemplate: '対応を受け付けました。' } } },
      parameters,
      loopCount: 1,
      finishedAt: null,
      calls: [{ contactName: '担当者01', phoneNumber: '+819001230001', loop: 1, status: 'calling', keyInput: null }],
    })
    await presses(1, '1')
    const after = await world.until(id, ({ finishedAt }) => finishedAt !== null)
    expect(after).toMatchObject({
      status: 'succeeded',
      isActive: false,
      keyInput: '1',
      receivedContactName: '担当者01',
    })
    const [call] = (await world.until(id, (body) => body.calls[0]?.status === 'succeeded')).calls
    const instant = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
    expect(call).toMatchObject({ keyInput: '1', startedAt: instant, answeredAt: instant, finishedAt: instant })
  })

  it('B.5: continue → next and again in the next loop, leave → skipped; without a terminating key the run fails', async () => {
    world.phone(2).device.behave({ mode: 'busy' })
    world.phone(3).device.behave({ mode: 'busy' })
    const id = await start()
    await presses(1, '2')
    await world.phone(1).isIdle()
    await world.phone(1).rings()
    await presses(1, '3')
    const { status, keyInput, loopCount, ...body } = await world.until(id, ({ isActive }) => !isActive)
    expect([status, keyInput, loopCount]).toEqual(['failed', null, 2])
    await world.until(id, (now) => now.calls.every((call) => call.status !== 'calling'))
    expect(body.calls.map((call) => [call.contactName, call.loop])).toEqual([
      ['担当者01', 1],
      ['担当者02', 1],
      ['担当者02', 1],
      ['担当者01', 2],
      ['担当者02', 2],
      ['担当者02', 2],
    ])
    const ended = (await world.result(id)).body
    expect(ended.calls.map((call) => call.status)).toEqual([
      'succeeded',
      'missed',
      'missed',
      'succeeded',
      'missed',
      'missed',
    ])
  })

  it('B.5: answered without a key → ignored, and the next contact; an invalid key counts as none', async () => {
    const id = await start()
    const phone = world.phone(1)
    await phone.rings()
    phone.answers()
    await phone.hears(spoken)
    phone.presses('7')
    phone.hangsUp()
    await world.phone(2).rings()
    await world.until(id, (body) => body.calls[0]?.status === 'ignored')
    expect((await world.result(id)).body).toMatchObject({ status: 'calling', keyInput: null })
  })

  it('B.5: nothing pressed: six readings, a closing sentence, and hung up', async () => {
    const id = await start()
    const phone = world.phone(1)
    await phone.rings()
    phone.answers()
    const { heard } = phone
    for (const readings of [2, 4, 6]) {
      await world.simulator.network.waitFor(
        () => heard().filter((line) => line.includes(spoken)).length === readings,
        20_000,
      )
    }
    await world.simulator.network.waitFor(() => heard().includes('返答が確認できませんでした。'), 20_000)
    expect(heard().filter((line) => line.includes(spoken))).toHaveLength(6)
    await phone.isIdle()
    await world.until(id, (body) => body.calls[0]?.status === 'ignored')
  }, 60_000)

  it('B.5: transfer — called back, success when that is answered, joined to the call flow’s number', async () => {
    const id = await start()
    await presses(1, '9')
    await world.phone(1).hears('おかけ直しします。')
    await world.phone(1).isIdle()
    await world.until(id, (body) => body.calls.length === 2)
    world.later(limits.callBackAfterMs)
    await world.phone(1).rings()
    expect((await world.result(id)).body.isActive).toBe(true)
    world.phone(1).answers()
    await world.phone(9).rings()
    const done = await world.until(id, ({ isActive }) => !isActive)
    expect(done).toMatchObject({ status: 'succeeded', keyInput: '9', receivedContactName: '担当者01' })
    expect(done.calls.map((call) => call.status)).toEqual(['succeeded', 'calling'])
    expect(world.phone(2).device.state()).toBe('idle')
  })

  it('B.5: waits while no line is free', async () => {
    await world.lines(1)
    const first = await start()
    await world.phone(1).rings()
    const callflow = { loopLimit: 1, contacts: [{ phones: [{ phoneNumber: '+819001230003' }] }] }
    const second = await start({ callflowId: undefined, callflow })
    await world.until(second, ({ status }) => status === 'waiting')
    expect((await world.result(second)).body).toMatchObject({ isActive: true, startedAt: null })
    expect((await world.result(second)).body.calls.map((call) => call.status)).toEqual(['preparing'])
    await presses(1, '1')
    await world.phone(3).rings()
    await world.until(second, ({ status }) => status === 'calling')
    expect((await world.result(first)).body.status).toBe('succeeded')
    await world.lines(null)
  })
})

describe('stopping a run', () => {
  it('B.4: the phone falls silent, the run is aborted; a second abort and one of a finished run change nothing', async () => {
    const id = await start()
    await world.phone(1).rings()
    const aborted = await world.ask('POST', '/chain/abort', { json: { resultId: id } })
    expect(aborted.status).toBe(200)
    expect(aborted.body.resultId).toBe(id)
    expect(aborted.body.status).toMatch(/^(aborting|aborted)$/)
    await world.phone(1).isIdle()
    const done = await world.until(id, ({ status }) => status === 'aborted')
    expect(done).toMatchObject({ isActive: false, keyInput: null, receivedContactName: null })
    expect(done.calls.map((call) => call.status)).toEqual(['aborted'])
    const again = await world.ask('POST', '/chain/abort', { json: { params: { resultId: id.toUpperCase() } } })
    expect([again.status, again.body]).toEqual([200, { resultId: id, status: 'aborted' }])
  })

  it('what is not urgent begins later: requested, and it waits', async () => {
    const later = (rules: readonly { seconds: number }[]) =>
      world.config.policies.update(world.spaceId, 'shougai-call', { fields: { later: rules } })
    await later([{ seconds: 600 }])
    const resultId = await start()
    await later([])
    expect((await world.result(resultId)).body).toMatchObject({ isActive: true, status: 'waiting', calls: [] })
  })

  it('a pause: the request is kept and answered, and the run ends as aborted', async () => {
    const pause = await world.config.pauses.create(world.spaceId, {
      policy: null,
      beginsAtMs: world.nowMs(),
      endsAtMs: null,
      reason: '定期保守',
      by: '運用担当',
    })
    const id = await start()
    expect((await world.result(id)).body).toMatchObject({ status: 'aborted', isActive: false, calls: [] })
    await world.config.pauses.end(world.spaceId, pause.id, '運用担当')
  })
})
