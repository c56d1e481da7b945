// What a failure to send a mail means. A server's answer says; without one it matters whether the mail may have been taken: a
// connection that breaks off after it began leaves that open.

import type { Placement } from '#engine/ports'

type Failure = Extract<Placement, { kind: 'refused' | 'unknown' }>
type Meaning = 'permanent' | 'configuration' | 'temporary' | 'unknown'

type SmtpError = {
  readonly code: string
  readonly responseCode: number | null
  readonly command: string
  readonly syscall: string
  readonly message: string
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

const read = (error: unknown): SmtpError => {
  const { code, responseCode, command, syscall, message } = (error ?? {}) as Readonly<Record<string, unknown>>
  return {
    code: textOf(code),
    responseCode: typeof responseCode === 'number' ? responseCode : null,
    command: textOf(command).toUpperCase(),
    syscall: textOf(syscall),
    message: textOf(message),
  }
}

/** Failures of ours or of the settings, before anything was said. */
const settled: Readonly<Record<string, Meaning>> = {
  EAUTH: 'configuration',
  ENOAUTH: 'configuration',
  EOAUTH2: 'configuration',
  ETLS: 'configuration',
  ECONFIG: 'configuration',
  EPROXY: 'temporary',
  EDNS: 'temporary',
  ENOTFOUND: 'temporary',
  ECONNREFUSED: 'temporary',
  EHOSTUNREACH: 'temporary',
  ENETUNREACH: 'temporary',
  EMAXLIMIT: 'temporary',
}

/** The server was never spoken to, or never spoke. */
const neverBegan = ({ syscall, message }: SmtpError): boolean =>
  syscall === 'connect' || syscall === 'getaddrinfo' || /^(Connection timeout|Greeting never received)/.test(message)

const ofAnswer = ({ command, code }: SmtpError, answer: number): Meaning => {
  if (answer < 500) return 'temporary'
  // What is wrong with whoever sends is not the recipient's fault.
  if (code === 'EAUTH' || /^(AUTH|MAIL|EHLO|HELO|STARTTLS|CONN)/.test(command)) return 'configuration'
  return 'permanent'
}

/** None that both sides speak, or that we would trust: nothing was said before it. */
const NO_ENCRYPTION =
  /certificate|self.signed|wrong version number|protocol version|unsupported protocol|no protocols available|no shared cipher|handshake failure/i

const meaningOf = (error: SmtpError): Meaning => {
  if (error.responseCode !== null) return ofAnswer(error, error.responseCode)
  if (neverBegan(error)) return 'temporary'
  if (NO_ENCRYPTION.test(error.message)) return 'configuration'
  return settled[error.code] ?? 'unknown'
}

/** A mailbox that is full, or wants to be tried again: another server would be told the same. */
const isOfRecipient = ({ responseCode, command }: SmtpError): boolean =>
  responseCode !== null && responseCode < 500 && responseCode !== 421 && command.startsWith('RCPT')

const codeOf = ({ responseCode, code }: SmtpError): string =>
  responseCode === null ? `smtp.${code === '' ? 'error' : code}` : `smtp.${responseCode}`

export const mailFailure = (error: unknown): Failure => {
  const failed = read(error)
  const code = codeOf(failed)
  const meaning = meaningOf(failed)
  if (meaning === 'unknown') return { kind: 'unknown', code }
  return { kind: 'refused', refusal: meaning, code, ...(isOfRecipient(failed) ? { ofConnection: false } : {}) }
}
