// What every channel of messages must do, whichever it is: run against each with a peer that speaks its protocol.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Cause } from '#core/cause'
import type { CalloutId, ConnectionId, PlanHash, SpaceId } from '#core/ids'
import type { Channel, Destination, Plan } from '#core/plan/plan'
import type { AttemptRow, CallOrder, WayOut } from '#engine/ports'
import { person, planOf } from '../../../tests/support/plans.ts'
import { type ConnectionRow, createMessageWay, type MessageKind } from '../message/way.ts'

/** What arrived at the peer, as a person would see it. */
export type Arrived = { readonly subject: string | null; readonly text: string }

/** A peer, and the ways to break it. */
export type Peer = {
  readonly settings: object
  readonly secrets: object
  readonly arrived: (address: string) => Promise<Arrived>
  /** Settings with which nothing answers; secrets nobody has. */
  readonly away: object
  /** Where the secrets say where the peer is. */
  readonly awaySecrets?: object
  readonly wrongSecrets?: { readonly settings: object; readonly secrets: object }
  readonly close: () => Promise<void>
}

export type ChannelCase<Connection> = {
  readonly channel: Channel
  readonly kind: () => MessageKind<Connection>
  readonly peer: () => Promise<Peer>
  /** False: it shows a signal, and carries no words. */
  readonly words?: boolean
  /** False: there is nobody who could be away. */
  readonly isAway?: boolean
  /** A new address at each call. */
  readonly address: () => string
  readonly badAddresses: readonly string[]
  /** An address the peer refuses for good; null where a connection leads to one place only. */
  readonly refused: string | null
}

const spaceId = 'space-1' as SpaceId
const connectionId = 'connection-1' as ConnectionId
const calloutId = '0195f0f0-0000-7000-8000-0000000000aa' as CalloutId

type Written = { readonly address: string; readonly cause?: Cause; readonly plan?: Partial<Plan> }

/** An attempt that has just begun. */
export const orderFor = (channel: Channel, { address, cause, plan: change }: Written): CallOrder => {
  const destination: Destination = { ...person(1), channel, address, connectionId }
  const plan = planOf(1, { destinations: [destination], ...change })
  const attempt = {
    ordinal: 1,
    destination: 0,
    channel,
    calloutId,
    spaceId,
    connectionId,
    address,
    providerId: null,
    nonce: 'n'.repeat(22),
  }
  const row = {
    id: calloutId,
    spaceId,
    planHash: 'plan' as PlanHash,
    cause: cause ?? { kind: 'text', text: 'db01 が停止しました' },
    parameters: {},
    priority: 5,
    parentId: null,
    createdAtMs: 0,
  }
  return {
    attempt: attempt as unknown as AttemptRow,
    destination,
    plan,
    callout: row as unknown as CallOrder['callout'],
  }
}

/** What a channel cannot do it need not prove: the case is then none at all. */
const once = (applies: boolean): readonly null[] => (applies ? [null] : [])

type Rows = Pick<ConnectionRow, 'settings' | 'secrets'> | null | Error

export const channelCase = <Connection>(tested: ChannelCase<Connection>): void => {
  const { channel, words = true } = tested
  let peer: Peer
  const logged: string[] = []
  const wayWith = (row: Rows, kind = tested.kind()): WayOut =>
    createMessageWay(kind, {
      connections: {
        load: (_space, id) =>
          row instanceof Error
            ? Promise.reject(row)
            : Promise.resolve(row === null ? null : { id, kind: kind.kind, ...row }),
      },
      causes: { read: (_space, source) => Promise.resolve(`live ${source}`) },
      originOf: () => Promise.resolve('https://noroshi.test'),
      log: {
        warn: (facts, message) => logged.push(`${message} ${JSON.stringify(facts)}`),
        error: (facts, message) => logged.push(`${message} ${JSON.stringify(facts)}`),
      },
    })
  const way = (): WayOut => wayWith({ settings: peer.settings, secrets: peer.secrets })
  const isTaken = { kind: expect.stringMatching(/^(placed|delivered)$/), providerId: expect.stringMatching(/./) }
  const wordForWord = { deliveredIsEnough: true }

  describe(`a message by ${channel}`, () => {
    beforeAll(async () => {
      peer = await tested.peer()
    })
    afterAll(() => peer.close())

    it.each(once(words))('arrives with its words, and with the link by which it is answered', async () => {
      const address = tested.address()
      expect(await way().place(orderFor(channel, { address }))).toMatchObject(isTaken)
      const { text } = await peer.arrived(address)
      expect(text).toContain('message db01 が停止しました')
      expect(text).toMatch(/https:\/\/noroshi\.test\/a\/[\w-]{22}n{22}1/)
    })

    it.each(once(words))(
      'says what the request brought for this channel, and asks for no answer where none is needed',
      async () => {
        const address = tested.address()
        const cause: Cause = {
          kind: 'text',
          text: '他',
          contents: { [channel]: { subject: '件名', body: '本文です' } },
        }
        await way().place(orderFor(channel, { address, cause, plan: wordForWord }))
        const { text, subject } = await peer.arrived(address)
        expect(text.trim()).toBe('本文です')
        if (subject !== null) expect(subject).toBe('件名')
      },
    )

    it.each(once(words))('says what a live cause says now', async () => {
      const address = tested.address()
      const cause: Cause = { kind: 'live', source: 'alerts 1' }
      await way().place(orderFor(channel, { address, cause, plan: wordForWord }))
      expect((await peer.arrived(address)).text).toContain('live alerts 1')
    })

    it.each(once(words))('carries hostile words as words', async () => {
      const address = tested.address()
      const subject = 'a\r\nBcc: evil@example.jp'
      const body = `x\u0000<script>&"'\r\n.\r\nQUIT\r\n🔥`
      const cause: Cause = { kind: 'text', text: 'x', contents: { [channel]: { subject, body } } }
      expect(await way().place(orderFor(channel, { address, cause, plan: wordForWord }))).toMatchObject(isTaken)
      const arrived = await peer.arrived(address)
      expect(arrived.text).toContain('🔥')
      if (arrived.subject !== null) expect(arrived.subject).toBe('a Bcc: evil@example.jp')
    })

    it.each(once(words))('carries 100 kB, or their beginning, and the link whole; a name is one line', async () => {
      const address = tested.address()
      const cause: Cause = { kind: 'text', text: 'あ'.repeat(34_000) }
      const order = orderFor(channel, { address, cause, plan: { policyName: 'a\r\nBcc: evil@example.jp' } })
      expect(await way().place(order)).toMatchObject(isTaken)
      const { text, subject } = await peer.arrived(address)
      expect(text).toContain('ああああ')
      expect(text).toMatch(/https:\/\/noroshi\.test\/a\/[\w-]{22}n{22}1/)
      if (subject !== null) expect(subject).not.toMatch(/[\r\n]/)
    })

    it.each(tested.badAddresses)('goes to no such address: %j', async (address) => {
      const facts = await way().connection(spaceId, connectionId)
      expect(facts === null || way().allows(address, facts)).toBe(false)
      expect(await way().place(orderFor(channel, { address }))).toMatchObject({ kind: 'refused', refusal: 'permanent' })
    })

    const { refused } = tested
    it.each(once(refused !== null))('is refused for good where the peer says so', async () => {
      const placement = await way().place(orderFor(channel, { address: refused ?? '' }))
      expect(placement).toMatchObject({ kind: 'refused', refusal: 'permanent' })
    })

    it.each(once(tested.isAway !== false))(
      'is tried later where nothing answers, and the secret stays in',
      async () => {
        const away = wayWith({ settings: peer.away, secrets: peer.awaySecrets ?? peer.secrets })
        expect(await away.place(orderFor(channel, { address: tested.address() }))).toMatchObject({
          kind: 'refused',
          refusal: 'temporary',
        })
        for (const secret of Object.values(peer.secrets)) expect(logged.join()).not.toContain(secret)
      },
    )

    it('says that the settings are wrong where they are', async () => {
      const { wrongSecrets } = peer
      const placement =
        wrongSecrets === undefined
          ? await wayWith(null).place(orderFor(channel, { address: tested.address() }))
          : await wayWith(wrongSecrets).place(orderFor(channel, { address: tested.address() }))
      expect(placement).toMatchObject({ kind: 'refused', refusal: 'configuration' })
    })

    it('needs a connection of its kind that can be read', async () => {
      const order = orderFor(channel, { address: tested.address() })
      const missing = { kind: 'refused', refusal: 'configuration', code: 'connection.missing' }
      const unreadable = { kind: 'refused', refusal: 'temporary', code: 'connection.unreadable' }
      expect(await wayWith(null).place(order)).toEqual(missing)
      expect(await wayWith(null).connection(spaceId, connectionId)).toBeNull()
      expect(await wayWith(new Error('down')).place(order)).toEqual(unreadable)
      expect(await wayWith({ settings: { nothing: 1 }, secrets: {} }).place(order)).toEqual(unreadable)
      expect(await wayWith(new Error('down')).connection(spaceId, connectionId)).toMatchObject({ engages: false })
    })

    it('has nothing to be taken back', async () => {
      expect(await way().cancel(orderFor(channel, { address: tested.address() }))).toBe(true)
      expect(await way().lookup(orderFor(channel, { address: tested.address() }))).toEqual({ kind: 'absent' })
    })
  })
}
