// What a code says: slowly on a phone, in one SMS, and never when it does not count any more.
import { expect, it } from 'vitest'
import { codeText } from './verification.ts'

const SMS_CHARACTERS = 70

it.each([
  ['ja', 'phone', '確認コードは、ゼロ。ヨン。ニー。キュウ。イチ。ゴー。以上の6桁です。'],
  ['en', 'phone', 'Your code is: 0. 4. 2. 9. 1. 5. That was 6 digits.'],
  ['ja', 'sms', 'Noroshi 確認コード: 042915 (10分間有効)'],
  ['en', 'sms', 'Noroshi code: 042915 (valid for 10 minutes)'],
] as const)('a code in %s by %s', (language, channel, text) => {
  expect(codeText({ code: '042915', channel }, language)).toBe(text)
  if (channel === 'sms') expect(text.length).toBeLessThanOrEqual(SMS_CHARACTERS)
})

it.each(['ja', 'en'] as const)('a mail says what to do with it, and one that lapsed says so: %s', (language) => {
  expect(codeText({ code: '042915', channel: 'mail' }, language)).toMatch(/Noroshi.*042915\n.*10/)
  expect(codeText(null, language)).not.toMatch(/\d{6}/)
})
