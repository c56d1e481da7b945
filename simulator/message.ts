// SMS: accepted, then queued → sent → delivered (or undelivered, failed) as the phone's knobs say, each with its status
// callback. Callbacks of messages carry neither time nor sequence number, as in the service.

import type { Network } from './network.ts'

export type MessageStatus = 'queued' | 'sent' | 'delivered' | 'undelivered' | 'failed' | 'canceled'

export type Message = {
  readonly sid: string
  readonly index: number
  readonly accountSid: string
  readonly to: string
  readonly from: string | null
  readonly serviceSid: string | null
  readonly segments: number
  readonly arrivedAtMs: number
  readonly createdAtMs: number
  readonly statusCallback: string | null
  updatedAtMs: number
  sentAtMs: number | null
  /** When it reached the phone. */
  deliveredAtMs: number | null
  body: string
  status: MessageStatus
  errorCode: number | null
  deleted: boolean
}

const errorTexts: Record<number, string> = {
  30003: 'Unreachable destination handset',
  30004: 'Message blocked',
  30005: 'Unknown destination handset',
  30006: 'Landline or unreachable carrier',
  30007: 'Message filtered',
  30008: 'Unknown error',
}

export function errorText(code: number): string {
  return errorTexts[code] ?? 'Unknown error'
}

/** Carries a message through its states. */
export function deliver(network: Network, message: Message): void {
  const phone = network.phone(message.to)
  const { sms } = network.behaviourOf(phone)
  const result = sms.result ?? 'delivered'
  report(network, message)
  network.clock.after(sms.sentAfterMs ?? 0, () => {
    if (message.status === 'canceled') return
    if (result === 'failed') {
      fail(network, message, { status: 'failed', code: sms.errorCode ?? 30008 })
      return
    }
    message.sentAtMs = network.clock.nowMs()
    advance(network, message, 'sent')
    if (result === 'sent') return
    network.clock.after(sms.deliveredAfterMs ?? 0, () => {
      if (result === 'undelivered') fail(network, message, { status: 'undelivered', code: sms.errorCode ?? 30003 })
      else arrive(network, message)
    })
  })
}

function arrive(network: Network, message: Message): void {
  message.deliveredAtMs = network.clock.nowMs()
  network.note(network.phone(message.to), { kind: 'sms', text: message.body, callSid: null })
  advance(network, message, 'delivered')
}

function fail(network: Network, message: Message, how: { status: 'failed' | 'undelivered'; code: number }): void {
  message.errorCode = how.code
  advance(network, message, how.status)
}

export function advance(network: Network, message: Message, status: MessageStatus): void {
  message.status = status
  message.updatedAtMs = network.clock.nowMs()
  report(network, message)
  network.changed(network.phone(message.to))
}

function report(network: Network, message: Message): void {
  if (message.statusCallback === null) return
  const { errorCode } = message
  network.callbacks.send(
    {
      sid: message.sid,
      event: message.status,
      isLast: message.status !== 'queued' && message.status !== 'sent',
      url: message.statusCallback,
      method: 'POST',
      fields: {
        MessageSid: message.sid,
        SmsSid: message.sid,
        MessageStatus: message.status,
        SmsStatus: message.status,
        To: message.to,
        From: message.from ?? '',
        AccountSid: message.accountSid,
        ApiVersion: '2010-04-01',
        ...(message.serviceSid === null ? {} : { MessagingServiceSid: message.serviceSid }),
        ...(errorCode === null ? {} : { ErrorCode: String(errorCode), ErrorMessage: errorText(errorCode) }),
      },
      accountSid: message.accountSid,
      authToken: network.authTokenOf(message.accountSid),
    },
    network.behaviourOf(network.phone(message.to)).callbacks,
  )
}

const gsmBasic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
const gsmExtended = '^{}\\[~]|€'

/** How many SMS a text takes: 160/153 characters of the GSM alphabet, or 70/67 UTF-16 units as soon as one is outside it. */
export function segmentsOf(body: string): number {
  let gsmLength = 0
  for (const character of body) {
    if (gsmBasic.includes(character)) gsmLength += 1
    else if (gsmExtended.includes(character)) gsmLength += 2
    else return body.length <= 70 ? 1 : Math.ceil(body.length / 67)
  }
  return gsmLength <= 160 ? 1 : Math.ceil(gsmLength / 153)
}
