// A phone network in the box: starts the simulator in this process and gives its network to tests, which then hold the
// phones themselves. Scripts in other processes use the control API (README.md) and see the same network.

import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ControlHost } from './control/request.ts'
import type { Demo } from './demo.ts'
import type { NetworkOptions } from './network.ts'
import { Network } from './network.ts'
import { createPhoneServer } from './server.ts'

export type { Account, AccountOptions } from './account.ts'
export {
  defaultAccountSid,
  defaultAuthToken,
  defaultKeySecret,
  defaultKeySid,
  defaultNumbers,
} from './account.ts'
export type { AnswerMode, Behaviour, BehaviourPatch, CallbackFaults, KeyStep, SmsBehaviour } from './behaviour.ts'
export type { Call, CallStatus } from './call.ts'
export type { Demo } from './demo.ts'
export type { Fault, FaultKind } from './faults.ts'
export type { Message } from './message.ts'
export type { Settings } from './network.ts'
export { Network } from './network.ts'
export type { Phone, PhoneState, TranscriptItem } from './phone.ts'

/** Besides these, what the network itself takes: clock, behaviour, settings, account, phones, random. */
export type SimulatorOptions = NetworkOptions & {
  /** 0, the default, takes any free port. */
  port?: number
  /** The address to listen on; 127.0.0.1 unless given. */
  host?: string
  /** The name under which others reach it, for `url`. */
  publicHost?: string
  /** Shows the button that starts a demonstration. */
  demo?: Demo
}

export type Simulator = {
  url: string
  port: number
  accountSid: string
  authToken: string
  /** Numbers the default account may call from. */
  numbers: readonly string[]
  network: Network
  /** Sets or takes away the demonstration after the start. */
  offerDemo(demo: Demo | null): void
  close(): Promise<void>
}

export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const network = new Network(options)
  const publicHost = options.publicHost ?? '127.0.0.1'
  const host: ControlHost = { network, url: '', demo: options.demo ?? null }
  const { server, closeStreams } = createPhoneServer(host, publicHost)
  await listen(server, options)
  const { port } = server.address() as AddressInfo
  host.url = `http://${publicHost}:${port}`
  const { sid, authToken, numbers } = network.defaultAccount
  return {
    url: host.url,
    port,
    accountSid: sid,
    authToken,
    numbers: [...numbers.keys()],
    network,
    offerDemo: (demo) => {
      host.demo = demo
      network.watch.changed(null)
    },
    close: async () => {
      closeStreams()
      network.close()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}

function listen(server: Server, options: SimulatorOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve)
  })
}
