// Phone numbers as people write them, made E.164 or refused with a reason. Checked when a number is saved and again before it
// is dialled: an alarm that rings the police at night is worse than one that rings nobody.

import {
  type CountryCode,
  type NumberType as LibraryType,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max'

export const numberTypes = ['mobile', 'fixed', 'fixed_or_mobile', 'voip', 'toll_free'] as const
export type NumberType = (typeof numberTypes)[number]

export const numberRefusals = [
  'number.empty',
  'number.invalid',
  'number.extension',
  /** Written with 00 before the country code; a plus sign belongs there. */
  'number.prefix_00',
  /** Written with 184 or 186 before it, which rule the caller id only on Japanese phones. */
  'number.prefix_caller_id',
  /** Emergency and service numbers, never dialled. */
  'number.emergency',
  'number.premium',
  'number.shared_cost',
  'number.uan',
  'number.pager',
  'number.satellite',
  'number.unsupported',
  'number.not_mobile',
  'number.demo_on_real',
] as const
export type NumberRefusal = (typeof numberRefusals)[number]

export type ParsedNumber =
  | {
      readonly ok: true
      readonly e164: string
      readonly type: NumberType
      /** One of the unallocated numbers 090-0xxx-xxxx that exist in the simulator only. */
      readonly demo: boolean
      readonly warning?: 'number.toll_free'
    }
  | {
      readonly ok: false
      readonly code: NumberRefusal
      /** How to write it instead, when that is clear. */
      readonly hint?: string
    }

export type NumberUse = {
  /** Of numbers without a country code; Japan when absent. */
  readonly country?: CountryCode
  readonly use: 'phone' | 'sms'
  /** The number goes to the simulator. */
  readonly simulated: boolean
}

const refuse = (code: NumberRefusal, hint?: string): ParsedNumber => ({
  ok: false,
  code,
  ...(hint === undefined ? {} : { hint }),
})

/** Full-width forms to ASCII; every kind of dash, and the long vowel mark typed for one, to a hyphen. */
const plainSpelling = (raw: string): string =>
  raw
    .normalize('NFKC')
    .replace(/[\u2010-\u2015\u2212\u30fc\uff70\u2500\uff0d]/g, '-')
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '')
    .trim()

/** Emergency and service numbers of Japan (every 1xx) and the best known elsewhere. */
const isDenied = (digits: string): boolean => /^1\d{2}$/.test(digits) || ['911', '112', '999', '000'].includes(digits)

/** The digits as they stand, and without what people put before them: country code, trunk zero, both. */
const readings = (spelled: string, parsed: PhoneNumber | undefined): readonly string[] => {
  const digits = spelled.replace(/\D/g, '')
  const withoutCountry = digits.replace(/^81/, '')
  return [
    digits,
    digits.replace(/^0/, ''),
    withoutCountry,
    withoutCountry.replace(/^0/, ''),
    parsed?.nationalNumber ?? '',
  ]
}

const isServiceNumber = (spelled: string, parsed: PhoneNumber | undefined): boolean =>
  /^[#*]/.test(spelled) || readings(spelled, parsed).some(isDenied)

/** Refusals that can be told from the spelling alone. */
const spellingRefusal = (spelled: string): ParsedNumber | null => {
  if (spelled === '') return refuse('number.empty')
  if (/内線|ext|[\dx]x\d|[;,]/i.test(spelled)) return refuse('number.extension')
  if (/[^\d\s()+./#*\-\u0660-\u0669\u06f0-\u06f9]/.test(spelled)) return refuse('number.invalid')
  if (/^00[1-9]/.test(spelled)) return refuse('number.prefix_00', `+${spelled.slice(2)}`)
  if (/^(184|186)[-\s]?0\d/.test(spelled))
    return refuse('number.prefix_caller_id', spelled.replace(/^18[46][-\s]?/, ''))
  return null
}

const typeRefusals: ReadonlyMap<LibraryType, NumberRefusal> = new Map([
  ['PREMIUM_RATE', 'number.premium'],
  ['SHARED_COST', 'number.shared_cost'],
  ['UAN', 'number.uan'],
  ['PAGER', 'number.pager'],
])

const typeNames: ReadonlyMap<LibraryType, NumberType> = new Map([
  ['MOBILE', 'mobile'],
  ['FIXED_LINE', 'fixed'],
  ['FIXED_LINE_OR_MOBILE', 'fixed_or_mobile'],
  ['VOIP', 'voip'],
  ['TOLL_FREE', 'toll_free'],
])

/** Satellite and other networks without a country, whatever type the tables give them. */
const isSatellite = (parsed: PhoneNumber): boolean => /^(870|878|88[1238])$/.test(parsed.countryCallingCode)

const isDemo = (e164: string): boolean => /^\+81900\d{7}$/.test(e164)

export const parseNumber = (raw: string, options: NumberUse): ParsedNumber => {
  const spelled = plainSpelling(raw)
  const refused = spellingRefusal(spelled)
  if (refused !== null) return refused
  const parsed = parsePhoneNumberFromString(spelled, options.country ?? 'JP')
  if (isServiceNumber(spelled, parsed)) return refuse('number.emergency')
  if (parsed === undefined) return refuse('number.invalid')
  if (isDemo(parsed.number)) {
    return options.simulated
      ? { ok: true, e164: parsed.number, type: 'mobile', demo: true }
      : refuse('number.demo_on_real')
  }
  return judge(parsed, options.use)
}

const judge = (parsed: PhoneNumber, use: 'phone' | 'sms'): ParsedNumber => {
  if (!parsed.isValid()) return refuse('number.invalid')
  if (isSatellite(parsed)) return refuse('number.satellite')
  const type = typeNames.get(parsed.getType())
  if (type === undefined) return refuse(typeRefusals.get(parsed.getType()) ?? 'number.unsupported')
  if (use === 'sms' && type !== 'mobile' && type !== 'fixed_or_mobile') return refuse('number.not_mobile')
  const accepted = { ok: true, e164: parsed.number, type, demo: false } as const
  return type === 'toll_free' ? { ...accepted, warning: 'number.toll_free' } : accepted
}
