// /2010-04-01/Accounts/{Sid}/IncomingPhoneNumbers: the numbers an account owns and calls from. A phone that calls one is
// led to its VoiceUrl.

import type { Account, OwnedNumber } from '../account.ts'
import { addNumber } from '../account.ts'
import { rfc2822 } from '../ids.ts'
import type { Network } from '../network.ts'
import type { RestAnswer } from './errors.ts'
import { notFound, RestError } from './errors.ts'
import { arrayPage } from './paging.ts'
import { isWebAddress, phoneNumber } from './parameters.ts'
import type { RestRequest } from './request.ts'

/** REST name → what it is when nobody has set it. */
const settings: Record<string, string | null> = {
  friendly_name: null,
  voice_url: '',
  voice_method: 'POST',
  voice_fallback_url: '',
  voice_fallback_method: 'POST',
  voice_application_sid: '',
  voice_receive_mode: 'voice',
  sms_url: '',
  sms_method: 'POST',
  sms_fallback_url: '',
  sms_fallback_method: 'POST',
  sms_application_sid: '',
  status_callback: '',
  status_callback_method: 'POST',
  trunk_sid: null,
  address_sid: null,
  identity_sid: null,
  bundle_sid: null,
  emergency_status: 'Inactive',
  emergency_address_sid: null,
}

export function createNumber(network: Network, request: RestRequest): RestAnswer {
  const text = request.form.get('PhoneNumber') ?? ''
  const number = phoneNumber(text)
  if (number === null) throw new RestError(21421, `PhoneNumber is invalid: ${text}`)
  for (const account of network.accounts.values()) {
    if (account.numbers.has(number)) throw new RestError(21422, `${number} is not available`)
  }
  const owned = addNumber(request.account, number, network.clock.nowMs())
  applySettings(owned, request.form)
  return { status: 201, body: numberJson(request.account, owned) }
}

export function listNumbers(_network: Network, request: RestRequest): RestAnswer {
  const { account, query } = request
  const number = query.get('PhoneNumber')
  const name = query.get('FriendlyName')
  const shown = [...account.numbers.values()].filter(
    (owned) =>
      (number === null || owned.number === (phoneNumber(number) ?? number)) &&
      (name === null || owned.settings['friendly_name'] === name),
  )
  const rows = shown.map((owned) => numberJson(account, owned))
  return { status: 200, body: arrayPage(rows, request, 'incoming_phone_numbers') }
}

export function fetchNumber(_network: Network, request: RestRequest): RestAnswer {
  return { status: 200, body: numberJson(request.account, find(request)) }
}

export function updateNumber(network: Network, request: RestRequest): RestAnswer {
  const owned = find(request)
  applySettings(owned, request.form)
  owned.updatedAtMs = network.clock.nowMs()
  return { status: 200, body: numberJson(request.account, owned) }
}

export function deleteNumber(_network: Network, request: RestRequest): RestAnswer {
  request.account.numbers.delete(find(request).number)
  return { status: 204, body: null }
}

function find(request: RestRequest): OwnedNumber {
  const owned = [...request.account.numbers.values()].find((each) => each.sid === request.id)
  if (!owned) throw notFound(request.path)
  return owned
}

function applySettings(owned: OwnedNumber, form: URLSearchParams): void {
  for (const name of Object.keys(settings)) {
    const parameter = name.replaceAll(/(^|_)([a-z])/g, (_whole, _bar, letter: string) => letter.toUpperCase())
    const value = form.get(parameter)
    if (value === null) continue
    if (/(url|callback)$/.test(name) && value !== '' && !isWebAddress(value)) {
      throw new RestError(21502, `${parameter} is not valid: ${value}`)
    }
    owned.settings[name] = value
    // Each of the two deletes the other, as the reference says.
    if (name === 'voice_application_sid') owned.settings['trunk_sid'] = null
    if (name === 'trunk_sid') owned.settings['voice_application_sid'] = ''
  }
}

function numberJson(account: Account, owned: OwnedNumber): object {
  return {
    ...settings,
    ...owned.settings,
    sid: owned.sid,
    account_sid: account.sid,
    phone_number: owned.number,
    address_requirements: 'none',
    api_version: '2010-04-01',
    beta: false,
    capabilities: owned.capabilities,
    date_created: rfc2822(owned.createdAtMs),
    date_updated: rfc2822(owned.updatedAtMs),
    origin: 'twilio',
    status: 'in-use',
    type: null,
    voice_caller_id_lookup: false,
    emergency_address_status: 'unregistered',
    uri: `/2010-04-01/Accounts/${account.sid}/IncomingPhoneNumbers/${owned.sid}.json`,
  }
}
