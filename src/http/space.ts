// Which space a request means: the one its host name belongs to, or the default space. Set before any dialect runs, so that
// each of them, whatever its way to sign in, looks in one space only.

import type { MiddlewareHandler } from 'hono'
import type { AppContext, AppEnv } from './port.ts'

export interface SpaceFinder {
  /** The space of a lower-case host name without port; the default space when none has it. */
  spaceAt(host: string): Promise<string>
}

/** `Noroshi.Example.JP.:8443` is noroshi.example.jp. */
export const plainHost = (host: string): string => host.trim().toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '')

type Options = { readonly spaces: SpaceFinder; readonly hostOf: (context: AppContext) => string }

export const spaceByHost =
  ({ spaces, hostOf }: Options): MiddlewareHandler<AppEnv> =>
  async (context, next) => {
    context.set('spaceId', await spaces.spaceAt(plainHost(hostOf(context))))
    return next()
  }
