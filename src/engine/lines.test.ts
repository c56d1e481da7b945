// The lines of a paced connection: whether somebody waits stays known while their claim is under way, so that a start in that
// moment joins them and does not ask for itself.

import { expect, it } from 'vitest'
import type { ConnectionId, SpaceId } from '#core/ids'
import { createLines, type LinesOptions } from './lines.ts'

const id = 'connection' as ConnectionId
const waiting = { spaceId: 'space' as SpaceId, connectionId: id }

it('a connection is waited for until a look says that nobody is left', async () => {
  const answers: ((againAtMs: number | null) => void)[] = []
  const wakes: (() => void)[] = []
  const lines = createLines({
    store: {
      claimWaiting: () => new Promise((resolve) => answers.push((againAtMs) => resolve({ attempts: [], againAtMs }))),
    },
    channel: { connection: () => Promise.resolve(null) },
    clock: {
      nowMs: () => 0,
      wakeAt: (_atMs: number, wake: () => void) => {
        wakes.push(wake)
        return () => undefined
      },
    },
    log: { warn: () => undefined, error: () => undefined },
    instance: 'me',
    answerLost: () => undefined,
    offer: () => undefined,
  } as unknown as LinesOptions)

  expect(lines.isWaitedFor(id)).toBe(false)
  lines.joined(waiting)
  await expect.poll(() => answers.length).toBe(1)
  answers[0]?.(1_000)
  await expect.poll(() => wakes.length).toBe(1)
  expect(lines.isWaitedFor(id)).toBe(true)
  wakes[0]?.()
  await expect.poll(() => answers.length).toBe(2)
  expect(lines.isWaitedFor(id)).toBe(true)
  // Who joins in this moment is found by another look.
  lines.joined(waiting)
  answers[1]?.(null)
  await expect.poll(() => answers.length).toBe(3)
  expect(lines.isWaitedFor(id)).toBe(false)
})
