// How a source is told, as its form holds it.

import type { SourceShown } from '#contract/alert-sources'
import { numberTyped } from '../../data/numbers.ts'
import type words from '../../words/en.json'

type Shown = NonNullable<SourceShown['back']>

export type BackDraft = {
  readonly kind: keyof typeof words.backKind
  readonly commandFile: string
  readonly url: string
  readonly user: string
  readonly silenceMinutes: string
  readonly insecure: boolean
  readonly secret: string
  readonly hasSecret: boolean
  /** Certificates are given over /v1 or in files; they stay. */
  readonly ca: string | null
}

export const noBack: BackDraft = {
  kind: 'none',
  commandFile: '',
  url: '',
  user: '',
  silenceMinutes: '480',
  insecure: false,
  secret: '',
  hasSecret: false,
  ca: null,
}

export const backDraftOf = (back: Shown | null): BackDraft => {
  if (back === null) return noBack
  const shown: BackDraft = { ...noBack, kind: back.kind, hasSecret: back.hasSecret }
  if (back.kind === 'nagios') return { ...shown, commandFile: back.commandFile }
  const web = { ...shown, url: back.url, insecure: back.insecure, ca: back.ca }
  if (back.kind === 'icinga') return { ...web, user: back.user }
  if (back.kind === 'alertmanager')
    return { ...web, user: back.user ?? '', silenceMinutes: String(back.silenceMinutes) }
  return web
}

export const backOf = (draft: BackDraft): Readonly<Record<string, unknown>> | null => {
  const { kind, commandFile, url, user, silenceMinutes, insecure, secret, ca } = draft
  if (kind === 'none') return null
  if (kind === 'nagios') return { kind, commandFile }
  const web = { kind, url, insecure, ca, ...(secret === '' ? {} : { secret }) }
  if (kind === 'icinga') return { ...web, user }
  if (kind === 'alertmanager')
    return { ...web, user: user.trim() === '' ? null : user, silenceMinutes: numberTyped(silenceMinutes) }
  return web
}
