// Helper processes of the bench: started beside this file, asked one thing at a time over their channel.

import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'

export type Child = {
  readonly pid: number
  /** Sends an order and resolves with the answer to it. */
  readonly ask: <Answer>(order: object) => Promise<Answer>
  /** Resolves with a message nobody asked for: what a child says when it has started. */
  readonly heard: <Answer>() => Promise<Answer>
  readonly end: () => void
}

export const startChild = (name: string): Child => {
  const child: ChildProcess = fork(join(import.meta.dirname, `${name}.js`), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
  })
  const heard = <Answer>(): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const failed = (): void => reject(new Error(`${name} ended without an answer`))
      child.once('exit', failed)
      child.once('message', (answer) => {
        child.off('exit', failed)
        resolve(answer as Answer)
      })
    })
  return {
    pid: child.pid ?? 0,
    heard,
    ask: <Answer>(order: object) => {
      const answer = heard<Answer>()
      child.send(order)
      return answer
    },
    end: () => {
      if (child.connected) child.disconnect()
    },
  }
}
