// Signal lights against sockets that speak the bytes of PATLITE's documents.

import { createServer } from 'node:http'
import { type AddressInfo, createServer as createSocket } from 'node:net'
import { describe, expect, it } from 'vitest'
import type { ConnectionId } from '#core/ids'
import type { CallOrder } from '#engine/ports'
import { type Light, refusedPattern, startLight } from '../../../tests/support/light.ts'
import { freePort } from '../../../tests/support/server-process.ts'
import { createChanger, createMessageWay } from '../message/way.ts'
import { channelCase, orderFor } from '../testing/channel.case.ts'
import { lightKind } from './light.ts'

const kind = (other: string | null = null) => lightKind({ wantedBy: () => Promise.resolve(other) })

for (const protocol of ['http', 'rsh', 'pns'] as const)
  channelCase({
    channel: 'light',
    kind,
    words: false,
    peer: async () => {
      const light = await startLight(protocol)
      return {
        settings: { host: '127.0.0.1', port: light.port, protocol },
        secrets: {},
        away: { host: '127.0.0.1', port: await freePort(), protocol },
        wrongSecrets: {
          settings: { host: '127.0.0.1', port: light.port, protocol, patterns: { 100000: refusedPattern } },
          secrets: {},
        },
        arrived: () => Promise.resolve({ subject: null, text: '' }),
        close: light.close,
      }
    },
    address: () => '100000',
    refused: null,
    badAddresses: ['', '1 00000', 'critical&clear=1', 'a\nb', 'x'.repeat(41)],
  })

const withLight = async (protocol: 'http' | 'rsh' | 'pns', look: (light: Light) => Promise<void>) => {
  const light = await startLight(protocol)
  try {
    await look(light)
  } finally {
    await light.close()
  }
}
const deps = (light: Pick<Light, 'port'>, settings: object) => ({
  connections: {
    load: () =>
      Promise.resolve({
        id: 'connection-1' as ConnectionId,
        kind: 'patlite',
        settings: { host: '127.0.0.1', port: light.port, ...settings },
        secrets: {},
      }),
  },
  causes: { read: () => Promise.resolve('') },
  originOf: () => Promise.resolve('https://noroshi.test'),
  log: { warn: () => undefined, error: () => undefined },
})
const order = (address: string, outcome: string | null = null): CallOrder => {
  const made = orderFor('light', { address })
  const head = { outcome, acknowledgedBy: null }
  return { ...made, callout: { ...made.callout, head } as unknown as CallOrder['callout'] }
}

describe('T-006 a signal light', () => {
  it.each([
    ['http', '/api/control?alert=120031', '/api/control?clear=1'],
    ['rsh', 'alert 120031', 'clear'],
    ['pns', '585853000006010200000301', '585843000000'],
  ] as const)('is shown a pattern and made dark over %s, byte for byte', (protocol, shown, cleared) =>
    withLight(protocol, async (light) => {
      const at = deps(light, { protocol, patterns: { critical: '120031' } })
      expect(await createMessageWay(kind(), at).place(order('critical'))).toMatchObject({ kind: 'delivered' })
      expect(light.shows()).toBe('120031')
      const change = createChanger(kind(), at)
      expect(await change(order('critical'), 'x')).toBe('changed')
      expect(light.shows()).toBe('120031')
      expect(await change(order('critical', 'acknowledged'), 'x')).toBe('changed')
      expect(light.asked).toEqual([shown, cleared])
      expect(light.shows()).toBe('000000')
    }),
  )

  it('shows what another running callout wants when the first is over, and goes dark after its seconds', () =>
    withLight('http', async (light) => {
      const way = (other: string | null, settings = {}) =>
        createChanger(kind(other), deps(light, { patterns: { minor: '010000' }, ...settings }))
      await way('minor')(order('100000', 'acknowledged'), 'x')
      expect(light.shows()).toBe('010000')
      await way('no longer there')(order('100000', 'acknowledged'), 'x')
      expect(light.shows()).toBe('000000')
      await way('minor')(order('100000', 'acknowledged'), 'x')
      await way(null, { seconds: 10 })(order('100000'), 'x')
      expect(light.shows()).toBe('000000')
    }))

  it.each([
    ['leads somewhere else', 302, { Location: 'http://127.0.0.1:9/' }, ''],
    ['wants a password', 401, {}, 'Success.'],
    ['says no', 200, {}, 'Error.'],
    ['is no light', 200, {}, `<html>${'x'.repeat(100_000)}`],
  ])('that %s is not set up rightly', async (...[, status, headers, body]) => {
    let asked = 0
    const server = createServer((_request, response) => {
      asked += 1
      response.writeHead(status, headers).end(body)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const placed = await createMessageWay(kind(), deps({ port }, {})).place(order('100000'))
    expect(placed).toEqual({ kind: 'refused', refusal: 'configuration', code: 'light.refused' })
    expect(asked).toBe(1)
    await new Promise((resolve) => server.close(resolve))
  })

  it('that says nothing is tried later', async () => {
    const server = createSocket(() => undefined)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const ways = (['http', 'rsh', 'pns'] as const).map((protocol) =>
      createMessageWay(kind(), deps({ port }, { protocol })).place(order('100000')),
    )
    const later = { kind: 'refused', refusal: 'temporary', code: 'light.away' }
    expect(await Promise.all(ways)).toEqual([later, later, later])
    server.close()
  }, 8_000)

  it('shows no pattern it does not have', () =>
    withLight('http', async (light) => {
      const placed = await createMessageWay(kind(), deps(light, {})).place(order('critical'))
      expect(placed).toEqual({ kind: 'refused', refusal: 'configuration', code: 'light.pattern_unknown' })
      expect(light.asked).toEqual([])
    }))
})
