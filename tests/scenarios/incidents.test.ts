// Incidents and phones, the whole path: a notice rings the phones of a project, keys come back into the timeline, and an incident
// that nobody takes calls again. Real PostgreSQL, the real engine, the phone simulator, and processes that stop half-way.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createIncidentWorld, type IncidentWorld } from '../support/incident-world.ts'

let world: IncidentWorld
beforeEach(async () => {
  world = await createIncidentWorld()
})
afterEach(() => world.close())

const MINUTE = 60_000

describe('a notice', () => {
  it('R-013 R-014 rings the phones that are defaults, and what people press comes into the timeline', async () => {
    const incident = await world.make({ notice: { text: '至急対応をお願いします', call: true } })
    await Promise.all([world.phone('anna').rings(), world.phone('ben').rings()])
    world.phone('anna').answers()
    await world.phone('anna').hears('至急対応をお願いします')
    world.phone('anna').presses('1')
    world.phone('ben').answers()
    await world.phone('ben').hears('至急対応をお願いします')
    world.phone('ben').hangsUp()
    const entries = await world.until(incident, 'callout_ended')
    expect(entries.filter((one) => !['created', 'responder'].includes(one.kind))).toMatchObject([
      { kind: 'notice', text: '至急対応をお願いします', call: true },
      { kind: 'callout', phase: 'started', why: 'notice' },
      { kind: 'response', response: 'taken', key: '1', by: 'Anna' },
      { kind: 'callout_ended', outcome: 'delivered' },
    ])
    const now = await world.read(incident)
    expect(now.incident.taken?.by?.name).toBe('Anna')
    expect(now.incident.alertAtMs).toBe(null)
    expect(now.responders.map((one) => one.name)).toEqual(['Anna'])
    expect(now.notices[0]?.notified).toMatchObject({
      phone: [{ name: 'Anna' }, { name: 'Ben' }],
      mail1: [{ name: 'Anna' }],
    })
    const history = await world.history(incident)
    expect(history.filter((one) => one.reason === 'channel_not_configured')).toHaveLength(1)
  })

  it('without calls rings nobody, and says so', async () => {
    const incident = await world.make({ notice: { text: 'お知らせ', call: false } })
    const entries = await world.until(incident, 'callout_ended')
    expect(entries.at(-1)).toMatchObject({ kind: 'callout_ended', outcome: 'exhausted' })
    expect(world.phone('anna').device.state()).toBe('idle')
    expect((await world.history(incident)).map((one) => one.reason)).toContain('channel_not_configured')
  })

  it('in a paused space rings nobody, and the timeline says that it was suppressed', async () => {
    await world.pause()
    const incident = await world.make({ notice: { text: '至急', call: true } })
    expect(await world.until(incident, 'callout_ended')).toMatchObject([
      { kind: 'created' },
      { kind: 'notice' },
      { kind: 'callout', phase: 'suppressed' },
      { kind: 'callout_ended', outcome: 'suppressed' },
    ])
    expect(world.phone('anna').device.state()).toBe('idle')
  })

  it('whose request died before its callout was started is carried out by the next process, once', async () => {
    world.dies('before start')
    const incident = await world.make({ notice: { text: '至急', call: true } })
    expect(await world.callouts()).toHaveLength(0)
    await world.restart()
    world.later(11_000)
    await world.phone('anna').rings()
    expect(await world.callouts()).toHaveLength(1)
    await world.until(incident, 'callout')
  })

  it('whose request died before the callout was linked is linked by the next process, and rings nobody twice', async () => {
    world.dies('after start')
    const incident = await world.make({ notice: { text: '至急', call: true } })
    expect(await world.callouts()).toHaveLength(1)
    await world.restart()
    world.later(11_000)
    await world.until(incident, 'callout')
    expect(await world.callouts()).toHaveLength(1)
    expect((await world.timeline(incident)).filter((one) => one.kind === 'callout')).toHaveLength(1)
  })

  it('is followed by another process when the first one died while phones rang', async () => {
    const incident = await world.make({ notice: { text: '至急', call: true } })
    await world.phone('anna').rings()
    world.dies('copying')
    world.phone('anna').answers()
    await world.phone('anna').hears('至急')
    world.phone('anna').presses('1')
    await world.phone('anna').falls('idle')
    await world.restart()
    const entries = await world.until(incident, 'response')
    expect(entries.filter((one) => one.kind === 'response')).toHaveLength(1)
  })
})

describe('Reactio’s API, the whole path', () => {
  it('R-013 R-014 R-033 R-047: create with notification_call → a phone rings → a key → all of it on record', async () => {
    const call = await world.reactio()
    const made = await call('POST', '/api/v1/incidents', {
      body: {
        name: 'サイト閲覧不可',
        notification_text: 'Webサーバで障害が発生。至急対応をお願い致します。',
        notification_call: true,
        message: '至急原因調査を実施!',
      },
    })
    const [anna, ben] = await Promise.all([world.numberOf('anna'), world.numberOf('ben')])
    expect([made.status, made.json.notifications.notificated_for]).toEqual([
      201,
      { phone: [`${anna}`, `${ben}`], email1: [`${anna}`], email2: [], imkayac: [] },
    ])
    const { id } = made.json
    await world.phone('ben').rings()
    world.phone('ben').answers()
    await world.phone('ben').hears('Webサーバで障害が発生')
    world.phone('ben').presses('1')
    const entries = await world.until(`${id}`, 'response')
    expect(entries.map((one) => one.kind)).toEqual(['created', 'message', 'notice', 'callout', 'response', 'responder'])
    expect(entries.at(-2)).toMatchObject({ response: 'taken', by: 'Ben' })
    expect((await call('GET', `/api/v1/incidents/${id}`)).json.users).toEqual([{ id: ben }])
    // On recovery monitoring systems close what they opened.
    await call('POST', `/api/v1/incidents/${id}/status`, { body: { status: 'close' } })
    expect((await call('GET', '/api/v1/incidents?status=close')).json).toMatchObject([
      { id, status: 'close', closed_by: 0 },
    ])
  })
})

describe('an incident that nobody takes', () => {
  it('calls everybody after half an hour, and every hour after that', async () => {
    const incident = await world.make({})
    world.later(29 * MINUTE)
    expect(await world.callouts()).toHaveLength(0)
    world.later(2 * MINUTE)
    await world.phone('anna').rings()
    for (const name of ['anna', 'ben'] as const) {
      await world.phone(name).rings()
      world.phone(name).answers()
      await world.phone(name).hears('対応されていません')
      world.phone(name).hangsUp()
    }
    await world.until(incident, 'callout_ended')
    expect(await world.callouts()).toHaveLength(1)
    world.later(61 * MINUTE)
    const alerts = (await world.until(incident, 'callout', 2)).filter((one) => one.kind === 'callout')
    expect(alerts.map((one) => one['why'])).toEqual(['forgotten', 'forgotten'])
  })

  it('stops when somebody takes it: the others fall silent, and nobody is called again', async () => {
    const incident = await world.make({})
    world.later(31 * MINUTE)
    await Promise.all([world.phone('anna').rings(), world.phone('ben').rings()])
    world.phone('anna').answers()
    await world.phone('anna').hears('対応されていません')
    world.phone('anna').presses('1')
    await world.phone('ben').falls('idle')
    await world.until(incident, 'callout_ended')
    world.later(3 * 60 * MINUTE)
    expect((await world.read(incident)).incident.alertAtMs).toBe(null)
    expect(await world.callouts()).toHaveLength(1)
  })

  it('stops calling when its status is changed by hand', async () => {
    const incident = await world.make({})
    world.later(31 * MINUTE)
    await world.phone('anna').rings()
    await world.incidents.setStatus({ where: world.where, ref: incident, by: { userId: null, name: 'test' } }, 'pend')
    await world.phone('anna').falls('idle')
    expect(await world.until(incident, 'callout_ended')).toContainEqual(
      expect.objectContaining({ kind: 'callout_ended', outcome: 'cancelled' }),
    )
  })

  it('is raised once by two processes, and again after a crash only as the same callout', async () => {
    await world.second()
    world.dies('after start')
    await world.make({})
    world.later(31 * MINUTE)
    await world.untilCallouts(1)
    await world.restart()
    world.later(MINUTE)
    await world.phone('anna').rings()
    expect(await world.callouts()).toHaveLength(1)
  })

  it('says why when its project is gone, and goes on saying it every hour', async () => {
    const incident = await world.make({ project: 'gone' })
    await world.removeProject('gone')
    world.later(31 * MINUTE)
    expect(await world.until(incident, 'callout_refused')).toContainEqual(
      expect.objectContaining({ kind: 'callout_refused', why: 'forgotten', code: 'project.not_found' }),
    )
    expect(await world.callouts()).toHaveLength(0)
  })

  it('calls nobody where the project wants none, or has nobody', async () => {
    await world.settings({ forgotten: { enabled: false } })
    const quiet = await world.make({})
    world.later(5 * 60 * MINUTE)
    expect((await world.timeline(quiet)).map((one) => one.kind)).toEqual(['created'])
    await world.settings({ forgotten: { enabled: true, firstMs: 5 * MINUTE, everyMs: 10 * MINUTE } })
    await world.nobody()
    world.later(MINUTE)
    await world.until(quiet, 'callout_refused')
    expect(await world.callouts()).toHaveLength(0)
  })
})
