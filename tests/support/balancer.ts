// A load balancer as plain as can be: takes connections at one address and passes their bytes to whichever server answers.
// Two servers on one database have one public address; what a provider sends must reach the one that is left.

import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export type Balancer = {
  readonly url: string
  readonly close: () => Promise<void>
}

export const startBalancer = async (ports: () => readonly number[]): Promise<Balancer> => {
  const open = new Set<Socket>()
  let turn = 0
  const pass = (client: Socket, left: readonly number[]): void => {
    const [port, ...others] = left
    if (port === undefined) {
      client.destroy()
      return
    }
    const server = connect(port, '127.0.0.1')
    // One that cannot be reached has seen nothing of the request; the next one gets it.
    server.once('error', () => pass(client, others))
    server.once('connect', () => {
      server.removeAllListeners('error')
      for (const [one, other] of [
        [client, server],
        [server, client],
      ] as const) {
        one.on('error', () => other.destroy())
        one.on('close', () => other.destroy())
      }
      client.pipe(server).pipe(client)
    })
  }
  const server = createServer((client) => {
    open.add(client)
    client.on('close', () => open.delete(client))
    client.on('error', () => client.destroy())
    const all = ports()
    turn += 1
    pass(client, [...all.slice(turn % all.length), ...all.slice(0, turn % all.length)])
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of open) socket.destroy()
      }),
  }
}
