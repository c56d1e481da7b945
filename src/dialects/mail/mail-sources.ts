// Mails as a way in for alerts and callouts: a source of the kind `mail` has an address with its key after a plus, and rules of what a
// mail does. The host name in the address says which space it is. What is answered with 250 is on disk.

import type { AlertEvent } from '#core/alert/alert'
import { type MailAuth, mailAuthOf } from '#core/alert/mail-auth'
import { judgeMail, type MailSettings, type MailVerdict } from '#core/alert/mail-rules'
import { limits } from '#core/limits'
import { severityOf, severityUnsaid } from '#dialects/monitors/severity'
import { cleanFacts } from '#dialects/shared/alert-events'
import type { AlertsIn, KnownSource, SourceKeys } from '#dialects/shared/alerts-port'
import type { Starter } from '#dialects/shared/starter'

/** A mail as it came in. */
export type IncomingMail = {
  readonly from: string
  readonly subject: string
  readonly text: string
  readonly messageId: string
  /** A program's answer to a mail, or a report of one: it tells of no problem. */
  readonly isAnswer: boolean
  readonly isOurs: boolean
  readonly authResults: readonly string[]
}

/** A mail as it is remembered, for whoever looks why nothing came of one. */
export type SeenMail = Pick<IncomingMail, 'from' | 'subject'> &
  MailAuth & { readonly sourceId: string; readonly atMs: number; readonly did: MailTaken }

export type MailSourceDeps = {
  readonly mails: { note(spaceId: string, mail: SeenMail): Promise<void> }
  readonly nowMs: () => number
  readonly alerts: AlertsIn
  readonly sources: SourceKeys
  readonly starter: Pick<Starter, 'start'>
  readonly spaceAt: (host: string) => Promise<string>
  readonly digest: (text: string) => string
  readonly log: { warn(facts: Record<string, unknown>, message: string): void }
}

export type MailTaken = 'taken' | 'dropped' | 'refused' | 'ignored'

export type MailSources = {
  readonly knows: (address: string) => Promise<boolean>
  readonly take: (address: string, mail: IncomingMail) => Promise<MailTaken>
}

type Found = { readonly spaceId: string; readonly source: KnownSource }
type Values = Readonly<Record<string, string>>

/** Keys of our own are small letters and digits, whatever servers on the way do with capitals; those of a file may be others. */
const ADDRESS = /^[^@]*\+([A-Za-z0-9._-]{16,60})@([^@]+)$/

/** What a mail is known by where it names no object: who wrote it, and its subject without what counts up. */
const keyOf = ({ from, subject }: IncomingMail, { key, host, service }: Values): string => {
  if (key !== undefined && key !== '') return key
  const named = [host, service].filter((one) => one !== undefined && one !== '')
  return named.length > 0 ? named.join('/') : `${from} ${subject.replace(/\d+/g, '#')}`
}

const factsOf = (kind: 'problem' | 'recovered', { subject }: IncomingMail, values: Values) => {
  const { host, service, severity, condition, summary, group } = values
  return cleanFacts({
    host: host ?? null,
    service: service ?? null,
    severity: severity === undefined ? severityUnsaid(kind) : severityOf(severity),
    condition: condition ?? severity ?? '',
    summary: summary ?? subject,
    groups: group === undefined ? [] : [group],
    url: null,
    hard: true,
    attempt: null,
  })
}

type Judged = Extract<MailVerdict, { values: unknown }>

type Order = Found & { readonly mail: IncomingMail; readonly verdict: Judged }

const tell = async (
  { alerts, digest }: MailSourceDeps,
  { spaceId, source, mail, verdict }: Order,
): Promise<MailTaken> => {
  const key = keyOf(mail, verdict.values)
  const dedupKey = key.length <= limits.alerts.keyCharacters.max ? key : digest(key)
  const kind = verdict.does === 'recovered' ? 'recovered' : 'problem'
  const told = { dedupKey, atMs: null, facts: factsOf(kind, mail, verdict.values) }
  const event: AlertEvent = kind === 'recovered' ? { kind, ...told } : { kind, ...told, notification: null }
  await alerts.receive(spaceId, { source, events: [event] })
  return 'taken'
}

const textOf = ({ subject, text }: IncomingMail): string => {
  const words = [subject, text].map((part) => part.trim()).filter((part) => part !== '')
  const whole = Array.from(words.join('\n\n')).slice(0, limits.textCharacters.max).join('')
  return whole === '' ? '(no subject)' : whole
}

const start = async (
  { starter, digest, log }: MailSourceDeps,
  { spaceId, source, mail, verdict }: Order,
): Promise<MailTaken> => {
  const name = digest(`${source.id} ${mail.messageId}`)
  // These have a meaning of their own in what is said.
  const { text: _text, name: _name, policy: _policy, ...parameters } = verdict.values
  const started = await starter.start({
    spaceId,
    projectId: null,
    policy: { ref: verdict.policy ?? '' },
    template: null,
    cause: { kind: 'text', text: textOf(mail) },
    parameters,
    // A mail with a word too few is better than none.
    missingParameters: 'say_nothing',
    priority: null,
    createdBy: source.key,
    // The same mail delivered twice is one mail.
    idempotency: mail.messageId === '' ? null : { key: `mail:${name}`, fingerprint: name },
  })
  if (started.ok) return 'taken'
  log.warn({ spaceId, source: source.key, code: started.code }, 'a mail could not start its callout')
  return 'refused'
}

const noSettings: MailSettings = { senders: [], rules: [] }

const authOf = ({ source }: Found, { from, authResults }: IncomingMail): MailAuth =>
  mailAuthOf({ from, lines: authResults, server: source.mail?.authServer ?? null })

const carryOut = (
  deps: MailSourceDeps,
  found: Found,
  { mail, passes }: { readonly mail: IncomingMail; readonly passes: boolean },
): Promise<MailTaken> | MailTaken => {
  if (mail.isOurs || mail.isAnswer) return 'ignored'
  const { source, spaceId } = found
  const { from, subject, text: body } = mail
  const verdict = judgeMail(source.mail ?? noSettings, { from, subject, body, passes })
  switch (verdict.does) {
    case 'refuse':
      deps.log.warn({ spaceId, source: source.key }, 'a mail of somebody who may not send was refused')
      return 'refused'
    case 'drop':
      return 'dropped'
    case 'callout':
      return start(deps, { ...found, mail, verdict })
    case 'problem':
    case 'recovered':
      return tell(deps, { ...found, mail, verdict })
  }
}

/** What became of it is remembered beside; a mail that was taken is taken, also where that fails. */
const take = async (deps: MailSourceDeps, found: Found, mail: IncomingMail): Promise<MailTaken> => {
  const auth = authOf(found, mail)
  const did = await carryOut(deps, found, { mail, passes: auth.passes })
  const { spaceId, source } = found
  const seen = { ...auth, from: mail.from, subject: mail.subject, sourceId: source.id, atMs: deps.nowMs(), did }
  await deps.mails.note(spaceId, seen).catch((error: unknown) => {
    deps.log.warn({ spaceId, source: source.key, cause: String(error) }, 'a mail that came in was not remembered')
  })
  return did
}

export const createMailSources = (deps: MailSourceDeps): MailSources => {
  const { sources, spaceAt } = deps
  const find = async (address: string): Promise<Found | null> => {
    const [, key = '', host = ''] = ADDRESS.exec(address) ?? []
    if (key === '') return null
    const spaceId = await spaceAt(host.toLowerCase())
    const source = (await sources.byKey(spaceId, key)) ?? (await sources.byKey(spaceId, key.toLowerCase()))
    return source === null || source.kind !== 'mail' || !source.enabled ? null : { spaceId, source }
  }
  return {
    knows: async (address) => (await find(address)) !== null,
    take: async (address, mail) => {
      const found = await find(address)
      return found === null ? 'ignored' : take(deps, found, mail)
    },
  }
}
