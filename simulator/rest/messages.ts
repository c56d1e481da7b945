// /2010-04-01/Accounts/{Sid}/Messages: create, list, fetch, update (redact or cancel), delete.

import type { Account } from '../account.ts'
import { rfc2822, rfc2822OrNull } from '../ids.ts'
import { limits } from '../limits.ts'
import type { Message } from '../message.ts'
import { advance, errorText, segmentsOf } from '../message.ts'
import type { Network } from '../network.ts'
import type { RestAnswer } from './errors.ts'
import { notFound, RestError } from './errors.ts'
import { listPage } from './paging.ts'
import { isJapaneseLandline, isWebAddress, phoneNumber, timeFilter } from './parameters.ts'
import type { RestRequest } from './request.ts'

export function createMessage(network: Network, request: RestRequest): RestAnswer {
  const { form, account } = request
  const to = readTo(form)
  const serviceSid = form.get('MessagingServiceSid')
  const from = readFrom(form, account)
  const body = form.get('Body') ?? ''
  if (body === '' && !form.has('MediaUrl') && !form.has('ContentSid')) {
    throw new RestError(21602, 'Message body is required.')
  }
  if (body.length > limits.messageChars) {
    throw new RestError(21617, `The concatenated message body exceeds the ${limits.messageChars} character limit`)
  }
  const statusCallback = form.get('StatusCallback') || null
  if (statusCallback !== null && !isWebAddress(statusCallback)) {
    throw new RestError(21609, `The StatusCallback URL ${statusCallback} is not a valid URL.`)
  }
  checkValidity(form)
  const order = { accountSid: account.sid, to, from, serviceSid, segments: segmentsOf(body), body, statusCallback }
  return { status: 201, body: messageJson(network.sendMessage(order)) }
}

export function listMessages(network: Network, request: RestRequest): RestAnswer {
  const { query, account } = request
  const to = query.get('To')
  const from = query.get('From')
  const sent = timeFilter(query, 'DateSent')
  const visibleUntilMs = network.clock.nowMs() - network.settings.listLagMs
  const fits = (message: Message): boolean =>
    message.accountSid === account.sid &&
    message.createdAtMs <= visibleUntilMs &&
    (from === null || message.from === (phoneNumber(from) ?? from)) &&
    (sent === null || sent(message.sentAtMs ?? message.createdAtMs))
  const filterTo = to === null || to === '' ? null : (phoneNumber(to) ?? to)
  return {
    status: 200,
    body: listPage(network.messages, request, { key: 'messages', to: filterTo, fits, toJson: messageJson }),
  }
}

export function fetchMessage(network: Network, request: RestRequest): RestAnswer {
  return { status: 200, body: messageJson(find(network, request)) }
}

export function updateMessage(network: Network, request: RestRequest): RestAnswer {
  const message = find(network, request)
  if (request.form.get('Status') === 'canceled') {
    if (message.status !== 'queued') throw new RestError(30409, 'The message cannot be canceled in its current state')
    advance(network, message, 'canceled')
  }
  if (request.form.get('Body') === '') message.body = ''
  return { status: 200, body: messageJson(message) }
}

export function deleteMessage(network: Network, request: RestRequest): RestAnswer {
  const message = find(network, request)
  if (message.status === 'queued')
    throw new RestError(20009, 'Cannot delete this message because it is still in progress', 409)
  message.deleted = true
  return { status: 204, body: null }
}

function find(network: Network, request: RestRequest): Message {
  const message = network.messages.get(request.id ?? '')
  if (!message || message.accountSid !== request.account.sid) throw notFound(request.path)
  return message
}

function readTo(form: URLSearchParams): string {
  const text = form.get('To')
  if (text === null || text === '') throw new RestError(21604, "A 'To' phone number is required.")
  const to = phoneNumber(text)
  if (to === null) throw new RestError(21211, `The 'To' number ${text} is not a valid phone number.`)
  if (isJapaneseLandline(to)) throw new RestError(21614, `'To' number is not a valid mobile number: ${text}`)
  return to
}

function readFrom(form: URLSearchParams, account: Account): string | null {
  const text = form.get('From')
  if (text === null || text === '') {
    if (form.get('MessagingServiceSid')) return null
    throw new RestError(21603, "A 'From' phone number is required.")
  }
  const number = phoneNumber(text)
  if (number === null) throw new RestError(21212, `The 'From' number ${text} is not a valid phone number.`)
  if (!account.numbers.get(number)?.capabilities.sms) {
    throw new RestError(
      21606,
      `The 'From' phone number provided (${text}) is not a valid message-capable number for this destination.`,
    )
  }
  return number
}

function checkValidity(form: URLSearchParams): void {
  const text = form.get('ValidityPeriod')
  if (text === null || text === '') return
  const seconds = Number(text)
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > 36_000) {
    throw new RestError(20001, `ValidityPeriod must be from 1 to 36000, not ${text}`)
  }
}

function messageJson(message: Message): object {
  const base = `/2010-04-01/Accounts/${message.accountSid}/Messages/${message.sid}`
  return {
    body: message.body,
    num_segments: message.serviceSid === null ? String(message.segments) : '0',
    direction: 'outbound-api',
    from: message.from,
    to: message.to,
    date_created: rfc2822(message.createdAtMs),
    date_updated: rfc2822(message.updatedAtMs),
    date_sent: rfc2822OrNull(message.sentAtMs),
    price: null,
    price_unit: 'USD',
    error_message: message.errorCode === null ? null : errorText(message.errorCode),
    error_code: message.errorCode,
    uri: `${base}.json`,
    account_sid: message.accountSid,
    num_media: '0',
    status: message.status,
    messaging_service_sid: message.serviceSid,
    sid: message.sid,
    api_version: '2010-04-01',
    subresource_uris: { media: `${base}/Media.json` },
  }
}
