// Ends the demo with whoever started it, also when that was killed without a word: npm forwards Ctrl-C, but cannot forward
// its own kill -9. Linux tells us our ancestors in /proc; elsewhere the direct parent has to do.

import { readFileSync } from 'node:fs'

const LOOK_EVERY_MS = 500

type Relative = { readonly pid: number; readonly name: string; readonly parent: number; readonly startedAt: string }

const look = (pid: number): Relative | null => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'))
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { pid, name, parent: Number(fields[1]), startedAt: fields[19] ?? '' }
  } catch {
    return null
  }
}

/** The parent, and behind a shell in between also npm itself. */
const watched = (): readonly Relative[] => {
  const parent = look(process.ppid)
  if (parent === null) return []
  const grandparent =
    ['sh', 'dash', 'bash'].includes(parent.name) && process.env['npm_lifecycle_event'] ? look(parent.parent) : null
  return grandparent === null ? [parent] : [parent, grandparent]
}

const lives = ({ pid, startedAt }: Relative): boolean => look(pid)?.startedAt === startedAt

export const whenParentEnds = (ended: () => void): void => {
  const { ppid } = process
  const relatives = watched()
  const timer = setInterval(() => {
    if (process.ppid === ppid && relatives.every(lives)) return
    clearInterval(timer)
    ended()
  }, LOOK_EVERY_MS)
  timer.unref()
}
