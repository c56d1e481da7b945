// Who acts, for the audit log: whatever a request changes, however deep below it, is written down under the name of whoever asked.
// The rest is done by the server itself. What a request leaves running after its answer is the server's as well.

import { AsyncLocalStorage } from 'node:async_hooks'
import type { MiddlewareHandler } from 'hono'
import type { ActAgain, AppContext, AppEnv, Drafting, Principal } from './port.ts'

type Acting = { context: AppContext | null; readonly drafting: Drafting | null }

const requests = new AsyncLocalStorage<Acting>()

let underWay = 0

/** While no store is used, promises cost nothing more: on Node 20 a twelfth of all work of a start is otherwise for this. */
const within = async <T>(acting: Acting, work: () => Promise<T>): Promise<T> => {
  underWay += 1
  try {
    return await requests.run(acting, work)
  } finally {
    acting.context = null
    underWay -= 1
    if (underWay === 0) requests.disable()
  }
}

/** Reading is nobody's act. */
const reads = new Set(['GET', 'HEAD', 'OPTIONS'])

/** What comes all the time, and changes nothing of what the audit log is about: starts, and what providers and monitoring systems tell. */
const isTraffic = ({ path, method }: AppContext['req']): boolean =>
  reads.has(method) || path === '/v1/callouts' || path.startsWith('/hooks/')

export const acting: MiddlewareHandler<AppEnv> = (context, next) => {
  if (isTraffic(context.req)) return next()
  const asked = context.req.header('Noroshi-Draft') !== undefined
  return within({ context, drafting: asked ? { kind: 'asked' } : null }, next)
}

/** A request that changes something although it only seems to read. */
export const act = <T>(context: AppContext, work: () => Promise<T>): Promise<T> =>
  within({ context, drafting: null }, work)

/** Makes a request once more, of a draft, as whoever asks for that. */
export const actAgain: ActAgain = (context, drafting, work) => requests.run({ context, drafting }, work)

/** Whoever asks for a change at this moment, and how; null where nobody does. */
export const askerHere = (): {
  readonly principal: Principal | undefined
  readonly drafting: Drafting | null
} | null => {
  const { context = null, drafting = null } = requests.getStore() ?? {}
  return context === null ? null : { principal: context.get('principal') as Principal | undefined, drafting }
}

/** Returns who acts at this moment, as the store's `audit_actor` reads it. */
export const actorAt = (atMs: number): string => {
  const context = requests.getStore()?.context ?? null
  if (context === null) return JSON.stringify({ kind: 'server', name: '', atMs })
  const principal = context.get('principal') as Principal | undefined
  const { kind, id, userId, name } = principal ?? { kind: 'nobody', id: null, userId: null, name: '' }
  const [address, requestId] = [context.get('address'), context.get('requestId')]
  return JSON.stringify({ kind, id, userId, name, address, requestId, atMs })
}
