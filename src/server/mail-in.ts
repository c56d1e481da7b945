// Mail in, where a setting opens its port: replies to our mails, those that could not be delivered, and what
// monitoring systems write to sources.

import { readFileSync } from 'node:fs'
import { type Listener, listenForMail } from '#channels/mailbox/listener'
import { createMailbox, type MailboxDeps, together } from '#channels/mailbox/mailbox'
import { createMailSources, type MailSourceDeps } from '#dialects/mail/mail-sources'
import type { Settings } from '#settings/settings'
import type { ServerLog } from './log.ts'

type Options = MailboxDeps &
  Omit<MailSourceDeps, 'mails' | 'nowMs'> & {
    readonly config: { readonly receivedMails: MailSourceDeps['mails'] }
    readonly clock: { readonly nowMs: () => number }
    readonly settings: Pick<Settings, 'host' | 'smtpPort' | 'tlsCert' | 'tlsKey'>
    readonly log: ServerLog
  }

/** The same certificate as for HTTPS: whoever sends may ask for encryption. */
const tlsOf = ({ tlsCert, tlsKey }: Options['settings']) =>
  tlsCert === null || tlsKey === null ? null : { cert: readFileSync(tlsCert), key: readFileSync(tlsKey) }

/** Returns null where no port is set. */
export const startMailIn = async (options: Options): Promise<Listener | null> => {
  const { settings, log } = options
  const { host, smtpPort: port } = settings
  if (port === null) return null
  return listenForMail({
    host,
    port,
    mailbox: together([
      createMailbox(options),
      createMailSources({ ...options, mails: options.config.receivedMails, nowMs: () => options.clock.nowMs() }),
    ]),
    tls: tlsOf(settings),
    log,
  })
}
