// One system call for what is written in one turn of the event loop, in its order.

import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { expect, it, vi } from 'vitest'
import { gatheringSocket } from './socket.ts'

it('what is written within one turn leaves together, what is written in the next by itself', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const socket = gatheringSocket()
  socket.connect((server.address() as AddressInfo).port, '127.0.0.1')
  const [peer] = (await once(server, 'connection')) as [Socket]
  if (socket.connecting) await once(socket, 'connect')
  let heard = ''
  peer.setEncoding('utf8').on('data', (text: string) => {
    heard += text
  })
  const calls = [vi.spyOn(socket, '_write'), vi.spyOn(socket, '_writev')]
  const count = () => calls.reduce((sum, one) => sum + one.mock.calls.length, 0)
  try {
    socket.write('begin; ')
    // As pg does it for each statement with parameters.
    socket.cork()
    socket.write('bind ')
    socket.write('execute; ')
    socket.uncork()
    await Promise.resolve()
    socket.write('commit; ')
    await expect.poll(() => heard).toBe('begin; bind execute; commit; ')
    expect(count()).toBe(1)
    socket.write('begin; ')
    await expect.poll(() => heard).toBe('begin; bind execute; commit; begin; ')
    expect(count()).toBe(2)
  } finally {
    socket.destroy()
    server.close()
  }
})
