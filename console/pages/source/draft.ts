// A source as it stands in the form: what is a list or a table there is lines of text here.

import type { SourceKind, SourceShown } from '#contract/alert-sources'
import type { severities } from '#contract/limits'
import { numberTyped } from '../../data/numbers.ts'
import { type BackDraft, backDraftOf, backOf, noBack } from './back-draft.ts'
import { fromLines, toLines } from './devices.ts'

type Severity = (typeof severities)[number]
type Mapping = NonNullable<SourceShown['mapping']>
type Liveness = NonNullable<SourceShown['liveness']>
type Otherwise = Mapping['state']['otherwise']

/** Each is a path, a word of its own, or several of them between commas. */
export const mappingTexts = [
  'items',
  'key',
  'host',
  'service',
  'summary',
  'condition',
  'severity',
  'severities',
  'groups',
  'url',
  'at',
  'state',
  'problem',
  'recovered',
  'acknowledged',
  'by',
] as const
export type MappingDraft = Readonly<Record<(typeof mappingTexts)[number], string>> & { readonly otherwise: Otherwise }

export type MailRuleDraft = {
  readonly from: string
  readonly subject: string
  readonly body: string
  readonly does: 'problem' | 'recovered' | 'callout' | 'drop'
  readonly policy: string
  readonly extract: string
}

export type SourceDraft = {
  readonly key: string
  readonly name: string
  readonly kind: SourceKind
  readonly enabled: boolean
  readonly mapping: MappingDraft | null
  readonly heartbeat: {
    readonly periodSeconds: string
    readonly graceSeconds: string
    readonly host: string
    readonly service: string
    readonly severity: Severity
  }
  readonly liveness: {
    /** A line each; null: they say more than lines can, and stay as they are. */
    readonly checks: string | null
    readonly intervalSeconds: string
    readonly timeoutSeconds: string
    readonly retries: string
    readonly retrySeconds: string
    readonly severity: Severity
  }
  readonly back: BackDraft
  readonly senders: string
  readonly authServer: string
  readonly onlyPassing: boolean
  readonly mailRules: readonly MailRuleDraft[]
}

type MailDraft = Pick<SourceDraft, 'senders' | 'authServer' | 'onlyPassing' | 'mailRules'>

const HOUR_SECONDS = '3600'
const GRACE_SECONDS = '300'

export const blankMapping: MappingDraft = {
  ...(Object.fromEntries(mappingTexts.map((name) => [name, ''])) as Record<(typeof mappingTexts)[number], string>),
  otherwise: 'problem',
}
export const blankMailRule: MailRuleDraft = {
  from: '',
  subject: '',
  body: '',
  does: 'problem',
  policy: '',
  extract: '',
}
const noMail: MailDraft = { senders: '', authServer: '', onlyPassing: false, mailRules: [] }
export const blank: SourceDraft = {
  key: '',
  name: '',
  kind: 'alertmanager',
  enabled: true,
  mapping: null,
  heartbeat: { periodSeconds: HOUR_SECONDS, graceSeconds: GRACE_SECONDS, host: '', service: '', severity: 'critical' },
  liveness: {
    checks: '',
    intervalSeconds: '60',
    timeoutSeconds: '5',
    retries: '2',
    retrySeconds: '10',
    severity: 'critical',
  },
  back: noBack,
  ...noMail,
}

const joined = (all: readonly string[]): string => all.join(', ')
const split = (text: string, by: RegExp): string[] =>
  text
    .split(by)
    .map((one) => one.trim())
    .filter((one) => one !== '')
const words = (text: string): string[] => split(text, /[,、\n]/)
const lines = (text: string): string[] => split(text, /\n/)
const textOrNull = (text: string): string | null => (text.trim() === '' ? null : text.trim())

const mappingDraftOf = ({ state, severities, ...rest }: Mapping): MappingDraft => ({
  items: rest.items ?? '',
  key: joined(rest.key),
  host: rest.host ?? '',
  service: rest.service ?? '',
  summary: rest.summary ?? '',
  condition: rest.condition ?? '',
  severity: rest.severity ?? '',
  severities: joined(Object.entries(severities).map(([theirs, ours]) => `${theirs}=${ours}`)),
  groups: joined(rest.groups),
  url: rest.url ?? '',
  at: rest.at ?? '',
  state: state.value,
  problem: joined(state.problem),
  recovered: joined(state.recovered),
  acknowledged: joined(state.acknowledged),
  otherwise: state.otherwise,
  by: rest.by ?? '',
})

export const mappingOf = (draft: MappingDraft) => ({
  items: textOrNull(draft.items),
  key: words(draft.key),
  host: textOrNull(draft.host),
  service: textOrNull(draft.service),
  summary: textOrNull(draft.summary),
  condition: textOrNull(draft.condition),
  severity: textOrNull(draft.severity),
  severities: Object.fromEntries(words(draft.severities).map((one) => one.split('=').map((part) => part.trim()))),
  groups: words(draft.groups),
  url: textOrNull(draft.url),
  at: textOrNull(draft.at),
  state: {
    value: draft.state.trim(),
    problem: words(draft.problem),
    recovered: words(draft.recovered),
    acknowledged: words(draft.acknowledged),
    otherwise: draft.otherwise,
  },
  by: textOrNull(draft.by),
})

const livenessDraftOf = ({ checks, severity, ...numbers }: Liveness): SourceDraft['liveness'] => ({
  checks: toLines(checks),
  intervalSeconds: String(numbers.intervalSeconds),
  timeoutSeconds: String(numbers.timeoutSeconds),
  retries: String(numbers.retries),
  retrySeconds: String(numbers.retrySeconds),
  severity,
})

const mailDraftOf = ({
  senders,
  authServer,
  onlyPassing = false,
  rules,
}: NonNullable<SourceShown['mail']>): MailDraft => ({
  senders: senders.join('\n'),
  authServer: authServer ?? '',
  onlyPassing,
  mailRules: rules.map((rule) => ({
    from: rule.from.join('\n'),
    subject: rule.subject.join('\n'),
    body: rule.body.join('\n'),
    does: rule.does,
    policy: rule.policy ?? '',
    extract: rule.extract.join('\n'),
  })),
})

export const draftOf = ({ key, name, kind, enabled, mapping, mail, heartbeat, ...rest }: SourceShown): SourceDraft => ({
  key,
  name,
  liveness: rest.liveness === null ? blank.liveness : livenessDraftOf(rest.liveness),
  back: backDraftOf(rest.back),
  kind: kind as SourceKind,
  enabled,
  mapping: mapping === null ? null : mappingDraftOf(mapping),
  heartbeat:
    heartbeat === null
      ? blank.heartbeat
      : {
          periodSeconds: String(heartbeat.periodSeconds),
          graceSeconds: String(heartbeat.graceSeconds),
          host: heartbeat.host ?? '',
          service: heartbeat.service ?? '',
          severity: heartbeat.severity,
        },
  ...(mail === null ? noMail : mailDraftOf(mail)),
})

const heartbeatOf = ({ periodSeconds, graceSeconds, host, service, severity }: SourceDraft['heartbeat']) => ({
  periodSeconds: numberTyped(periodSeconds),
  graceSeconds: numberTyped(graceSeconds),
  host: textOrNull(host),
  service: textOrNull(service),
  severity,
})

const mailRuleOf = ({ from, subject, body, does, policy, extract }: MailRuleDraft) => ({
  from: lines(from),
  subject: lines(subject),
  body: lines(body),
  does,
  ...(does === 'callout' ? { policy } : {}),
  extract: lines(extract),
})

const livenessOf = ({ checks, severity, ...numbers }: SourceDraft['liveness'], saved: Liveness | null) => ({
  ...Object.fromEntries(Object.entries(numbers).map(([name, text]) => [name, numberTyped(text)])),
  severity,
  checks: checks === null ? saved?.checks : fromLines(checks),
})

/** Null where nothing is said: everybody's mails are taken, and each is a problem. */
const mailOf = ({ senders, authServer, onlyPassing, mailRules }: MailDraft) =>
  senders === '' && authServer === '' && !onlyPassing && mailRules.length === 0
    ? null
    : { senders: lines(senders), authServer: textOrNull(authServer), onlyPassing, rules: mailRules.map(mailRuleOf) }

/** What of it is sent: what belongs to another kind stays in the form only. */
export const bodyOf = (
  { key, name, kind, enabled, mapping, heartbeat, liveness, back, ...rest }: SourceDraft,
  saved: SourceShown | null,
) => ({
  key,
  name,
  kind,
  enabled,
  mapping: kind === 'generic' && mapping !== null ? mappingOf(mapping) : null,
  heartbeat: kind === 'heartbeat' ? heartbeatOf(heartbeat) : null,
  liveness: kind === 'liveness' ? livenessOf(liveness, saved?.liveness ?? null) : null,
  back: backOf(back),
  mail: kind === 'mail' ? mailOf(rest) : null,
})
