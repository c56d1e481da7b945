// Who sends: a source's key as a bearer token, or as the password of HTTP's basic authentication, whichever the monitoring system
// can send. A key of another kind of source opens nothing here.

import type { KnownSource } from '#dialects/shared/alerts-port'
import type { AppContext } from '#http/port'
import type { MonitorDeps } from './ports.ts'

const bearer = (header: string): string | null => /^bearer +(\S+)\s*$/i.exec(header)?.[1] ?? null

const passwordOf = (header: string): string | null => {
  const [, encoded] = /^basic +([A-Za-z0-9+/=]+)\s*$/i.exec(header) ?? []
  if (encoded === undefined) return null
  const [, password] = /^[^:]*:(.*)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? []
  return password ?? null
}

export type Sender = { readonly ok: true; readonly source: KnownSource } | { readonly ok: false; readonly why: string }

/** The source a key belongs to, if it is of one of these kinds. */
export const sourceOf = async (
  { sources }: Pick<MonitorDeps, 'sources'>,
  { spaceId, key, kinds }: { readonly spaceId: string; readonly key: string | null; readonly kinds: readonly string[] },
): Promise<Sender> => {
  const source = key === null || key === '' ? null : await sources.byKey(spaceId, key)
  if (source === null || !kinds.includes(source.kind)) return { ok: false, why: 'the key of a source is needed' }
  return source.enabled ? { ok: true, source } : { ok: false, why: 'the source is disabled' }
}

/** The key in a request's header; null where there is none. */
export const keyIn = (context: AppContext): string | null => {
  const header = context.req.header('Authorization') ?? ''
  return bearer(header) ?? passwordOf(header)
}

export const senderOf = (deps: MonitorDeps, context: AppContext, kinds: readonly string[]): Promise<Sender> =>
  sourceOf(deps, { spaceId: context.get('spaceId'), key: keyIn(context), kinds })
