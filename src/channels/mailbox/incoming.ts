// A mail as it came in, read once: its words, whatever their encoding, and whether a person wrote it. Attachments are left unread, but
// for the report of a mail server. What cannot be read as a mail is an empty one.

import PostalMime, { type Email } from 'postal-mime'

export type IncomingMail = {
  /** The envelope's sender; empty for reports of mail servers. */
  readonly returnPath: string
  /** The address in From. */
  readonly from: string
  readonly subject: string
  readonly text: string
  /** The report of a mail server about a mail it could not deliver (RFC 3464). */
  readonly report: string | null
  /** A program wrote it: an absence, a list, another robot. */
  readonly isAutomatic: boolean
  /** A program's answer to a mail, or a mail server's report about one. */
  readonly isAnswer: boolean
  readonly messageId: string
  /** One of ours that came back. */
  readonly isOurs: boolean
  /** What mail servers found out about its sender (Authentication-Results), the topmost first, in small letters. */
  readonly authResults: readonly string[]
  /** How many servers it has passed. */
  readonly hops: number
}

/** What stands in the mails of callouts, and in the server's own. */
const OURS = /^x-noroshi-(callout|letter)$/

const TEXT_CHARACTERS_MAX = 100_000
const HTML_CHARACTERS_MAX = 500_000

const headersOf = ({ headers }: Email, name: string): readonly string[] =>
  headers.filter(({ key }) => key === name).map(({ value }) => value.trim().toLowerCase())

const isSet = (mail: Email, name: string): boolean => headersOf(mail, name).length > 0

const isAutomatic = (mail: Email): boolean =>
  headersOf(mail, 'auto-submitted').some((value) => !value.startsWith('no')) ||
  headersOf(mail, 'precedence').some((value) => /^(bulk|junk|list|auto_reply)/.test(value)) ||
  ['x-autoreply', 'x-autorespond', 'x-auto-reply-from', 'list-id', 'feedback-id'].some((name) => isSet(mail, name))

const ENTITIES: Readonly<Record<string, string>> = { nbsp: ' ', gt: '>', lt: '<', quot: '"', amp: '&' }
/** What stands in them is not said to anybody. */
const SILENT = ['style', 'script', 'head', 'title']
const ENDS_LINE = ['br', '/p', '/div', '/tr', '/li']

/** A tag's name and the words after it, of what stands between two `<`. */
const pieceOf = (part: string): { readonly tag: string; readonly words: string } => ({
  tag: (/^\/?[a-z]+/i.exec(part.slice(0, 20))?.[0] ?? '').toLowerCase(),
  words: part.slice(part.indexOf('>') + 1),
})

/** Words of a mail that has HTML only, up to what it quotes. Every character is looked at once, whatever a hostile mail holds. */
const withoutTags = (html: string): string => {
  const [before = '', ...parts] = html.slice(0, HTML_CHARACTERS_MAX).split('<')
  let text = before
  let silent: string | null = null
  for (const { tag, words } of parts.map(pieceOf)) {
    if (tag === 'blockquote') break
    if (silent === null && SILENT.includes(tag)) silent = tag
    if (tag === `/${silent}`) silent = null
    if (silent === null) text += `${ENDS_LINE.includes(tag) ? '\n' : ''}${words}`
  }
  return text.replace(/&(nbsp|gt|lt|quot|amp);/g, (_whole, name: string) => ENTITIES[name] ?? '')
}

const reportOf = ({ attachments }: Email): string | null => {
  const report = attachments.find(({ mimeType }) => mimeType === 'message/delivery-status')
  if (report === undefined) return null
  const { content } = report
  return typeof content === 'string' ? content : Buffer.from(content as ArrayBuffer).toString('latin1')
}

const unreadable = (returnPath: string): IncomingMail => ({
  returnPath,
  from: '',
  subject: '',
  text: '',
  report: null,
  isAutomatic: true,
  isAnswer: true,
  messageId: '',
  isOurs: false,
  authResults: [],
  hops: 0,
})

/** Never rejects. @param returnPath of the envelope */
export const readIncoming = async (raw: Buffer, returnPath: string): Promise<IncomingMail> => {
  const mail = await PostalMime.parse(raw, { maxNestingDepth: 20, maxHeadersSize: 256 * 1024 }).catch(() => null)
  if (mail === null) return unreadable(returnPath)
  return {
    returnPath,
    from: mail.from?.address ?? '',
    subject: mail.subject ?? '',
    text: (mail.text ?? withoutTags(mail.html ?? '')).slice(0, TEXT_CHARACTERS_MAX),
    report: reportOf(mail),
    isAutomatic: isAutomatic(mail),
    isAnswer: returnPath === '' || headersOf(mail, 'auto-submitted').some((value) => value.startsWith('auto-replied')),
    messageId: mail.messageId ?? '',
    isOurs: mail.headers.some(({ key }) => OURS.test(key)),
    authResults: headersOf(mail, 'authentication-results'),
    hops: headersOf(mail, 'received').length,
  }
}
