// `noroshi nagios` against a real HTTP server: macros as options and as environment, and what a monitoring system gets back.
import { afterEach, describe, expect, it } from 'vitest'
import { run } from './testing/run.ts'
import { type FakeServer, startFakeServer } from './testing/server.ts'

let server: FakeServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

const start = async (answers: Parameters<typeof startFakeServer>[0] = () => ({ status: 202, body: { taken: 1 } })) => {
  server = await startFakeServer(answers)
  return { server, env: { NOROSHI_URL: server.url, NOROSHI_TOKEN: 'key-of-the-source', LANG: 'C' } }
}

describe('a notification', () => {
  it('X-066 is sent with hard or soft, attempt and number, and the key of its source; nothing is written', async () => {
    const { server: to, env } = await start()
    const options = ['--type', 'PROBLEM', '--host', 'web01', '--service', 'HTTP応答', '--state', 'CRITICAL']
    const counted = ['--state-type', 'SOFT', '--attempt', '2', '--number', '3', '--output', `-1 'x' $(id) \`id\``]
    expect(await run(['nagios', ...options, ...counted], { env })).toMatchObject({ code: 0, out: '', err: '' })
    expect(to.asked).toMatchObject([
      {
        path: '/hooks/nagios',
        headers: { authorization: 'Bearer key-of-the-source' },
        body: {
          type: 'PROBLEM',
          host: 'web01',
          service: 'HTTP応答',
          state: 'CRITICAL',
          statetype: 'SOFT',
          attempt: '2',
          notification_number: '3',
          output: `-1 'x' $(id) \`id\``,
        },
      },
    ])
  })

  it('of a service takes the service’s macros from the environment, of a host the host’s', async () => {
    const { server: to, env } = await start()
    const ofHost = { NAGIOS_NOTIFICATIONTYPE: 'PROBLEM', NAGIOS_HOSTNAME: 'web01', NAGIOS_HOSTSTATE: 'DOWN' }
    const ofService = { NAGIOS_SERVICEDESC: 'HTTP', NAGIOS_SERVICESTATE: 'CRITICAL', NAGIOS_TIMET: '1795306698' }
    await run(['nagios'], { env: { ...env, ...ofHost, NAGIOS_SERVICEDESC: '' } })
    await run(['nagios'], { env: { ...env, ...ofHost, ...ofService } })
    expect(to.asked.map(({ body }) => body)).toEqual([
      { type: 'PROBLEM', host: 'web01', state: 'DOWN' },
      { type: 'PROBLEM', host: 'web01', service: 'HTTP', state: 'CRITICAL', time: '1795306698' },
    ])
  })

  it('is repeated when the server asks for it, and its answer shown when wanted', async () => {
    const { env } = await start((_asked, turn) =>
      turn === 1
        ? { status: 503, body: { error: 'try again later' } }
        : { status: 202, body: { taken: 1, ignored: 0 } },
    )
    const { code, out, slept } = await run(['nagios', '--host', 'web01', '--json'], { env })
    expect([code, JSON.parse(out), slept]).toEqual([0, { taken: 1, ignored: 0 }, [500]])
  })

  it('that cannot be delivered says why', async () => {
    const { env } = await start(() => ({ status: 401, body: { error: 'the key of a source is needed' } }))
    expect(await run(['nagios', '--host', 'web01'], { env })).toMatchObject({
      code: 2,
      err: expect.stringContaining('the key of a source is needed') as string,
    })
    expect(await run(['nagios'], { env })).toMatchObject({
      code: 2,
      err: expect.stringContaining('--host') as string,
    })
  })
})
