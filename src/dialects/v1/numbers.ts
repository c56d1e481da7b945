// Phone numbers on their way in: read by the number port, refused with the field they stood in.

import { AppError, type ErrorCode, isErrorCode } from '#contract/errors'
import type { NumberPort } from './number-ports.ts'

/** Returns the contract's code for a refusal of the number port: codes of the contract have no digits. */
export const numberCode = (code: string): ErrorCode => {
  const known = code === 'number.prefix_00' ? 'number.prefix_zeros' : code
  return isErrorCode(known) ? known : 'number.invalid'
}

type Place = { readonly use: 'phone' | 'sms'; readonly simulated: boolean; readonly field: string }

/** Returns the number as E.164. @errors number.* */
export const parseNumber = (numbers: NumberPort, raw: string, { use, simulated, field }: Place): string => {
  const parsed = numbers.parse(raw, { use, simulated })
  if (parsed.ok) return parsed.e164
  throw new AppError(numberCode(parsed.code), { field, detail: parsed.hint ?? parsed.code })
}
