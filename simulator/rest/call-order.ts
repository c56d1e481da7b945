// Reads and checks the parameters of POST Calls.json, in the order and with the codes of the service.

import type { Account } from '../account.ts'
import type { CallEvent, CallOrder, HttpMethod, TwimlSource } from '../call.ts'
import { limits } from '../limits.ts'
import type { NewCall } from '../network.ts'
import { RestError } from './errors.ts'
import { httpMethod, isWebAddress, phoneNumber } from './parameters.ts'

export type OrderedCall = { call: NewCall; warnings: { code: number; message: string }[] }

/** @errors RestError with the service's code */
export function readCallOrder(form: URLSearchParams, account: Account): OrderedCall {
  const to = readTo(form)
  const from = readFrom(form, account)
  const warnings: { code: number; message: string }[] = []
  const order: CallOrder = {
    source: readSource(form),
    fallback: readTarget(form, 'FallbackUrl', 'FallbackMethod'),
    statusCallback: readStatusCallback(form, warnings),
    ringMs: readRingMs(form),
    callMsMax: readSeconds(form, 'TimeLimit', { otherwise: limits.callSecondsMax, most: limits.callSecondsMax }) * 1000,
    ...readDetection(form, warnings),
  }
  const call = {
    accountSid: account.sid,
    to,
    from: from.number,
    numberSid: from.sid,
    direction: 'outbound-api' as const,
    parentSid: null,
    order,
  }
  return { call, warnings }
}

function readTo(form: URLSearchParams): string {
  const text = form.get('To')
  if (text === null || text === '') throw new RestError(21201, "No 'To' number is specified")
  const to = phoneNumber(text)
  if (to === null) throw new RestError(21211, `The phone number you are attempting to call, ${text}, is not valid.`)
  return to
}

function readFrom(form: URLSearchParams, account: Account): { number: string; sid: string } {
  const text = form.get('From')
  if (text === null || text === '') throw new RestError(21213, "No 'From' number is specified")
  const number = phoneNumber(text)
  if (number === null) throw new RestError(21212, `Invalid From Number (caller ID): ${text}`)
  const owned = account.numbers.get(number)
  if (!owned) {
    throw new RestError(
      21210,
      `The source phone number provided, ${text}, is not yet verified for your account. ` +
        'You may only make calls from phone numbers that you have verified or purchased from Twilio.',
    )
  }
  return { number, sid: owned.sid }
}

/** Shared with updates, where it is optional. */
export function readOptionalSource(form: URLSearchParams): TwimlSource | null {
  const url = form.get('Url')
  const twiml = form.get('Twiml')
  if (url !== null && url !== '') {
    if (!isWebAddress(url)) throw new RestError(21205, `Url is not a valid URL: ${url}`)
    return { url, method: httpMethod(form.get('Method')) }
  }
  if (twiml === null || twiml === '') return null
  if (twiml.length > limits.inlineTwimlChars) {
    throw new RestError(32018, `Twiml must be at most ${limits.inlineTwimlChars} characters`)
  }
  return { twiml }
}

function readSource(form: URLSearchParams): TwimlSource {
  const source = readOptionalSource(form)
  if (source) return source
  if (form.has('ApplicationSid'))
    throw new RestError(21218, 'Invalid ApplicationSid: the simulator has no applications')
  throw new RestError(21205, 'Url parameter is required.')
}

/** An address and its method, or null when it is not given. */
export function readTarget(
  form: URLSearchParams,
  urlName: string,
  methodName: string,
): { url: string; method: HttpMethod } | null {
  const url = form.get(urlName)
  if (url === null || url === '') return null
  if (!isWebAddress(url))
    throw new RestError(urlName === 'StatusCallback' ? 21609 : 21205, `${urlName} is not valid: ${url}`)
  return { url, method: httpMethod(form.get(methodName)) }
}

const allEvents: readonly string[] = ['initiated', 'ringing', 'answered', 'completed']

function readStatusCallback(
  form: URLSearchParams,
  warnings: { code: number; message: string }[],
): CallOrder['statusCallback'] {
  const target = readTarget(form, 'StatusCallback', 'StatusCallbackMethod')
  if (!target) return null
  const asked = form
    .getAll('StatusCallbackEvent')
    .flatMap((value) => value.split(/\s+/))
    .filter((value) => value !== '')
  const wrong = asked.filter((event) => !allEvents.includes(event))
  if (wrong.length > 0) warnings.push({ code: 21626, message: `Invalid statusCallbackEvents: ${wrong.join(' ')}` })
  const events = asked.filter((event) => allEvents.includes(event)) as CallEvent[]
  return { ...target, events: asked.length === 0 ? ['completed'] : events }
}

function readRingMs(form: URLSearchParams): number {
  const text = form.get('Timeout')
  if (text === null || text === '') return limits.ringSecondsDefault * 1000
  const seconds = Number(text)
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > limits.ringSecondsMax) {
    throw new RestError(21208, `Invalid Timeout: ${text}`)
  }
  return seconds * 1000
}

function readSeconds(form: URLSearchParams, name: string, bounds: { otherwise: number; most: number }): number {
  const seconds = Number.parseInt(form.get(name) ?? '', 10)
  return Number.isNaN(seconds) || seconds < 1 ? bounds.otherwise : Math.min(seconds, bounds.most)
}

type Detection = Pick<CallOrder, 'detection' | 'detectionTimeoutMs' | 'asyncDetection' | 'isDetectionAsync'>

const detections: Record<string, CallOrder['detection']> = { Enable: 'start', DetectMessageEnd: 'end' }

function readDetection(form: URLSearchParams, warnings: { code: number; message: string }[]): Detection {
  const sendDigits = form.get('SendDigits') ?? ''
  if (!/^[0-9#*wWA-D]{0,32}$/.test(sendDigits)) throw new RestError(21206, `Invalid SendDigits: ${sendDigits}`)
  // With SendDigits the service ignores detection.
  const detection = sendDigits === '' ? (detections[form.get('MachineDetection') ?? ''] ?? 'none') : 'none'
  const asyncDetection = readTarget(form, 'AsyncAmdStatusCallback', 'AsyncAmdStatusCallbackMethod')
  const isDetectionAsync = form.get('AsyncAmd') === 'true'
  if (detection !== 'none' && isDetectionAsync && !asyncDetection) {
    warnings.push({ code: 21262, message: 'AsyncAmd is set without AsyncAmdStatusCallback' })
  }
  const detectionTimeoutMs = readSeconds(form, 'MachineDetectionTimeout', { otherwise: 30, most: 120 }) * 1000
  return { detection, detectionTimeoutMs, asyncDetection, isDetectionAsync }
}
