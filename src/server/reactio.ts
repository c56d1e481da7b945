// Reactio's way in, put together. The paths of files are whole addresses: the scheme we are reached by, and the host name the
// client asked, since each space has its own.

import { type PublicUrl, urlNow } from '#channels/phone/urls'
import { createReactio, type ReactioDeps } from '#dialects/reactio/reactio'
import type { Dialect } from '#http/port'
import { createHostOf } from '#http/proxies'
import type { ConfigStore } from '#store/config/store'

type Options = Pick<ReactioDeps, 'incidents' | 'isUnavailable' | 'log'> & {
  readonly config: Pick<ConfigStore, 'tokens'>
  readonly publicUrl: PublicUrl
  readonly trustedProxies: readonly string[]
}

const HOST = /^[\w.-]+(:\d{1,5})?$|^\[[\da-f:]+\](:\d{1,5})?$/i

export const reactio = ({ config, publicUrl, trustedProxies, ...rest }: Options): Dialect => {
  const hostOf = createHostOf(trustedProxies)
  return createReactio({
    ...rest,
    keys: { check: config.tokens.checkKey },
    originOf: (context) => {
      const { protocol, origin } = new URL(urlNow(publicUrl))
      const host = hostOf(context)
      return HOST.test(host) ? `${protocol}//${host}` : origin
    },
  })
}
