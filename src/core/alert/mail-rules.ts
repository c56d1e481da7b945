// What a mail that came in does (メール監視, メールフィルタリング): whose mails are taken, which rule is about one, and what is read out of
// its words. The first rule that fits decides; a mail no rule is about is a problem, for silence is worse than one call too many.

import { matchesGlob } from './glob.ts'

export const mailActions = ['problem', 'recovered', 'callout', 'drop'] as const
export type MailAction = (typeof mailActions)[number]

/** Patterns of which one must fit; an empty list asks for nothing. */
export type MailRule = {
  /** The address in From. */
  readonly from: readonly string[]
  readonly subject: readonly string[]
  /** One line of the text. */
  readonly body: readonly string[]
  readonly does: MailAction
  /** The key, id or name of the policy that `callout` starts. */
  readonly policy?: string | undefined
  /** Lines with names in braces, such as `Host: {host}`: what stands in their place is read. */
  readonly extract: readonly string[]
}

export type MailSettings = {
  /** Patterns of the addresses whose mails are taken; none: everybody's who knows the address. */
  readonly senders: readonly string[]
  /** The mail server whose Authentication-Results count; absent: nobody's. */
  readonly authServer?: string | null | undefined
  /** Only mails are taken that pass SPF, DKIM or DMARC there. */
  readonly onlyPassing?: boolean | undefined
  readonly rules: readonly MailRule[]
}

export type MailText = {
  readonly from: string
  readonly subject: string
  readonly body: string
  /** Who it is from was vouched for. */
  readonly passes?: boolean | undefined
}

export type MailVerdict =
  | { readonly does: 'refuse' }
  | { readonly does: MailAction; readonly policy: string | null; readonly values: Readonly<Record<string, string>> }

/** How much of a mail is looked at. */
const LINES_MAX = 200
const LINE_CHARACTERS_MAX = 1_000
const VALUE_CHARACTERS_MAX = 300

const anyFits = (patterns: readonly string[], lines: readonly string[]): boolean =>
  patterns.length === 0 || patterns.some((pattern) => lines.some((line) => matchesGlob(pattern, line)))

const linesOf = ({ subject, body }: MailText): readonly string[] =>
  [subject, ...body.split('\n', LINES_MAX)].map((line) => line.slice(0, LINE_CHARACTERS_MAX).trim())

const NAME = /\{([\p{L}\p{N}_]{1,100})\}/u

/** Reads one line by one pattern: each piece of text is looked for after the one before it, so it costs no more than the line. */
const valuesIn = (line: string, pieces: readonly string[]): Record<string, string> | null => {
  const [before = ''] = pieces
  const start = line.indexOf(before)
  if (start < 0) return null
  const values: Record<string, string> = {}
  let at = start + before.length
  for (let index = 1; index + 1 < pieces.length; index += 2) {
    const [name = '', after = ''] = pieces.slice(index)
    const end = after === '' ? line.length : line.indexOf(after, at)
    if (end < 0) return null
    values[name] = line.slice(at, end).trim().slice(0, VALUE_CHARACTERS_MAX)
    at = end + after.length
  }
  return values
}

/** Returns what the patterns find, each in the first line it fits; what an earlier one has found stays. */
export const extracted = (patterns: readonly string[], lines: readonly string[]): Readonly<Record<string, string>> => {
  const found: Record<string, string> = {}
  for (const pattern of patterns) {
    const pieces = pattern.split(NAME)
    const values = lines.map((line) => valuesIn(line, pieces)).find((one) => one !== null)
    for (const [name, value] of Object.entries(values ?? {})) found[name] ??= value
  }
  return found
}

export const judgeMail = ({ senders, rules, onlyPassing }: MailSettings, mail: MailText): MailVerdict => {
  if (onlyPassing === true && mail.passes !== true) return { does: 'refuse' }
  if (!anyFits(senders, [mail.from])) return { does: 'refuse' }
  const lines = linesOf(mail)
  const rule = rules.find(
    ({ from, subject, body }) => anyFits(from, [mail.from]) && anyFits(subject, [mail.subject]) && anyFits(body, lines),
  )
  if (rule === undefined) return { does: 'problem', policy: null, values: {} }
  return { does: rule.does, policy: rule.policy ?? null, values: extracted(rule.extract, lines) }
}
