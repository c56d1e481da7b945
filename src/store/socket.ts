// The socket of a database connection. pg writes each statement by itself; what is written within one turn of the event loop leaves
// here in one system call, so that statements that are sent together (see transaction.ts) wake the database once. Under TLS pg puts
// a socket of its own on top, which does not gather.

import { Socket } from 'node:net'

export const gatheringSocket = (): Socket => {
  const socket = new Socket()
  const write = socket.write.bind(socket) as (...parts: readonly unknown[]) => boolean
  let gathers = false
  // Not before: connecting puts the socket's own `write` back.
  socket.once('connect', () => {
    socket.write = (...parts: readonly unknown[]) => {
      if (!gathers) {
        gathers = true
        socket.cork()
        process.nextTick(() => {
          gathers = false
          socket.uncork()
        })
      }
      return write(...parts)
    }
  })
  return socket
}
