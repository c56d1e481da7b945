// A ping by the system's own program, which may send what only root may otherwise: without a shell, to an address and never a name.

import type { Seen } from '#core/alert/liveness'
import { run } from '../command/run.ts'

const env = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C' }

/** @param address as the resolver gave it: no option can be made of it */
export const ping = async (
  address: string,
  { program, timeoutMs }: { readonly program: string; readonly timeoutMs: number },
): Promise<Seen> => {
  // What iputils, BusyBox and the BSDs have in common; whoever waits longer is ended.
  const ran = await run({ program, args: ['-q', '-c', '1', address], env, input: '', timeoutMs })
  if (ran.kind === 'not_started')
    return { kind: 'unable', code: ran.code === 'ENOENT' ? 'ping_missing' : 'ping_not_permitted' }
  if (ran.kind === 'killed') return { kind: 'down', code: 'timeout' }
  if (ran.code === 0) return { kind: 'up' }
  return /permi(?:tted|ssion)/i.test(ran.output)
    ? { kind: 'unable', code: 'ping_not_permitted' }
    : { kind: 'down', code: 'no_reply' }
}
