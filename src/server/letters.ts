// Letters about signing in: a link by mail, asked for by an administrator, or by somebody who forgot their password.

import type { Post, Posted } from '#channels/mail/letter'
import type { EngineLog } from '#engine/ports'
import type { Forgotten, ForgottenLink } from '#store/account/forgotten'
import type { NewLink } from '#store/account/links'
import type { Recipient } from '#store/account/recipient'
import { linkLetter } from '#words/letters'

type Options = {
  readonly forgotten: {
    readonly ask: (spaceId: string, forgotten: Forgotten) => number | null
    readonly link: (spaceId: string, forgotten: Forgotten) => Promise<ForgottenLink | null>
  }
  readonly linkFor: (spaceId: string, secret: string) => Promise<string>
  readonly post: Post
  readonly log: EngineLog
}

type Addressed = NewLink & { readonly recipient: Recipient }

export const createLetters = ({ forgotten, linkFor, post, log }: Options) => {
  const send = async (spaceId: string, { record, secret, recipient }: Addressed): Promise<Posted> => {
    const { kind, account, expiresAtMs } = record
    const link = await linkFor(spaceId, secret)
    const { name, language } = recipient
    const words = linkLetter({ kind, name, account, link, expiresAtMs }, language)
    return post(spaceId, { to: recipient, ...words })
  }

  const remember = async (spaceId: string, asked: Forgotten): Promise<void> => {
    try {
      const made = await forgotten.link(spaceId, asked)
      if (made === null) return
      const posted = await send(spaceId, made)
      if (posted.kind === 'failed') log.warn({ spaceId, code: posted.code }, 'a link for a new password was not mailed')
    } catch (error) {
      log.warn({ spaceId, cause: String(error) }, 'a link for a new password was not mailed')
    }
  }

  return {
    send,
    /**
     * Answers before anything is looked up, so that not even the time tells whether there is such an account. A letter that is lost
     * with the process is asked for again.
     * @returns the seconds to wait; null when it is being worked on
     */
    forgotten: (spaceId: string, asked: Forgotten): number | null => {
      const wait = forgotten.ask(spaceId, asked)
      if (wait === null) void remember(spaceId, asked)
      return wait
    },
  }
}
