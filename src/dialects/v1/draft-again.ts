// A request as it is kept in a draft, and made again: by the very routes it came by, as whoever asks for that now.

import { Hono } from 'hono'
import { AppError } from '#contract/errors'
import type { ActAgain, AppContext, AppEnv, Drafted, Drafting } from '#http/port'
import type { FoundChanges } from './draft-ports.ts'
import type { V1App } from './route.ts'

type Sent = {
  readonly method: string
  readonly path: string
  readonly type: string | null
  /** In base64; null: there was none. */
  readonly body: string | null
}

/** What a request leaves to whoever made it again. */
type Replay = {
  readonly context: AppContext
  looked: FoundChanges | null
  thrown: Error | null
}

const bodyOf = async (c: AppContext): Promise<string | null> => {
  const type = c.req.header('Content-Type')
  if (type === undefined) return null
  try {
    return Buffer.from(c.get('sent') ?? new Uint8Array(await c.req.arrayBuffer())).toString('base64')
  } catch (cause) {
    // It was read as a stream and is gone.
    throw new AppError('draft.not_here', { cause })
  }
}

/** One's own page is everybody's: whoever approves is somebody else. */
const pathOf = ({ req }: AppContext, userId: string | null): string => {
  const { pathname, search } = new URL(req.url)
  const own = pathname === '/v1/session/user' && userId !== null
  return own ? `/v1/users/${userId}` : `${pathname}${search}`
}

export const sentOf = async (c: AppContext): Promise<string> => {
  const sent: Sent = {
    method: c.req.method,
    path: pathOf(c, c.get('principal').userId),
    type: c.req.header('Content-Type') ?? null,
    body: await bodyOf(c),
  }
  return JSON.stringify(sent)
}

/** Tells whoever looks what was found; a request that is not made again knows nobody. */
export const lookedAt = (c: AppContext, { found }: Drafted): boolean => {
  const replay = c.env as Partial<Replay> | undefined
  if (replay?.context === undefined) return false
  replay.looked = found as FoundChanges
  return true
}

export type Again = (c: AppContext, sent: string, drafting: Drafting) => Promise<FoundChanges | null>

/** Everything a request is let in with was asked of the one that makes it again. */
const routesAgain = (app: V1App): Hono<AppEnv> => {
  const again = new Hono<AppEnv>()
  again.use((c, next) => {
    const { context } = c.env as unknown as Replay
    for (const name of ['requestId', 'language', 'spaceId', 'address', 'principal'] as const)
      c.set(name, context.get(name))
    return next()
  })
  again.route('/', app)
  again.onError((thrown, c) => {
    const replay = c.env as unknown as Replay
    replay.thrown = thrown
    return c.body(null, 500)
  })
  return again
}

/** Returns what was only looked at. @errors whatever the request is refused with now */
export const createAgain = (app: V1App, actAgain: ActAgain): Again => {
  let routes: Hono<AppEnv> | null = null
  return async (c, sent, drafting) => {
    routes ??= routesAgain(app)
    const again = routes
    const { method, path, type, body } = JSON.parse(sent) as Sent
    const replay: Replay = { context: c, looked: null, thrown: null }
    const request = new Request(new URL(path, 'http://draft.invalid'), {
      method,
      ...(type === null ? {} : { headers: { 'Content-Type': type } }),
      ...(body === null ? {} : { body: Buffer.from(body, 'base64') }),
    })
    await actAgain(c, drafting, async () => again.fetch(request, replay))
    if (replay.thrown !== null) throw replay.thrown
    return replay.looked
  }
}
