// Who acts, for the audit log: whatever a request changes, however deep below it, is written down under the name of whoever asked.
// The rest is done by the server itself. What a request leaves running after its answer is the server's as well.

import { AsyncLocalStorage } from 'node:async_hooks'
import type { MiddlewareHandler } from 'hono'
import type { AppContext, AppEnv, Principal } from './port.ts'

type Acting = { context: AppContext | null }

const requests = new AsyncLocalStorage<Acting>()

/** Reading is nobody's act. */
const reads = new Set(['GET', 'HEAD', 'OPTIONS'])

export const acting: MiddlewareHandler<AppEnv> = (context, next) => {
  if (reads.has(context.req.method)) return next()
  const request: Acting = { context }
  return requests.run(request, async () => {
    try {
      await next()
    } finally {
      request.context = null
    }
  })
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
