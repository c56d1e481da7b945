// The provider of the bench: the phone simulator in a process of its own, asked over the parent's channel when which call
// arrived. It is not what is measured, so it keeps little.

import { type BehaviourPatch, type Call, startSimulator } from '../simulator/index.ts'

export type Arrival = { readonly callout: string; readonly ordinal: number; readonly atMs: number }
export type ProviderOrder =
  | { readonly do: 'behave'; readonly behaviour: BehaviourPatch }
  | { readonly do: 'count' }
  | { readonly do: 'take' }
  | { readonly do: 'out' }
type Came = { readonly count: number; readonly lastAtMs: number }
export type Out = { readonly calls: Came; readonly messages: Came }
export type ProviderAnswer = number | readonly Arrival[] | Out

const arrivalOf = ({ order, arrivedAtMs }: Call): Arrival => {
  const url = 'url' in order.source ? order.source.url : ''
  const [, callout = '', ordinal = '0'] = /\/voice\/([^/]+)\/(\d+)\//.exec(url) ?? []
  return { callout, ordinal: Number(ordinal), atMs: arrivedAtMs }
}

const simulator = await startSimulator({ settings: { lean: true }, behaviour: { mode: 'ignore', msPerChar: 0 } })
const { network } = simulator
let taken = 0

const answer = (order: ProviderOrder): ProviderAnswer => {
  switch (order.do) {
    case 'behave':
      network.behave(order.behaviour)
      return 0
    case 'count':
      return network.calls.all.length - taken
    case 'out': {
      const came = (all: readonly { readonly arrivedAtMs: number }[]) => ({
        count: all.length,
        lastAtMs: all.at(-1)?.arrivedAtMs ?? 0,
      })
      return { calls: came(network.calls.all), messages: came(network.messages.all) }
    }
    case 'take': {
      const arrivals = network.calls.all.slice(taken).map(arrivalOf)
      taken = network.calls.all.length
      return arrivals
    }
  }
}

process.on('message', (order: ProviderOrder) => process.send?.(answer(order)))
process.on('disconnect', () => process.exit(0))
const { url, accountSid, authToken, numbers } = simulator
process.send?.({ url, accountSid, authToken, numbers })
