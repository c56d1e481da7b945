// Phone numbers on their way in: read by the number port, refused with the field they stood in.

import { AppError, isErrorCode } from '#contract/errors'
import type { NumberPort } from './ports.ts'

type Place = { readonly use: 'phone' | 'sms'; readonly simulated: boolean; readonly field: string }

/** Returns the number as E.164. @errors number.* */
export const parseNumber = (numbers: NumberPort, raw: string, { use, simulated, field }: Place): string => {
  const parsed = numbers.parse(raw, { use, simulated })
  if (parsed.ok) return parsed.e164
  const code = isErrorCode(parsed.code) ? parsed.code : 'number.invalid'
  throw new AppError(code, { field, detail: parsed.hint ?? parsed.code })
}
