// What is said of several callouts that a pause kept, and of a pause that goes on.
import { expect, it } from 'vitest'
import { keptText } from './kept.ts'
import { noticeMail } from './notice-mails.ts'

it('names each text once, the first twenty of them, in both languages', () => {
  expect(keptText(['a', 'a ', '', 'b'], 'ja')).toBe('通知の停止中に、通報が4件ありました。 a、b')
  expect(keptText(['a'], 'en')).toBe('While notification was paused, there was 1 callout. a')
  const many = Array.from({ length: 22 }, (_, index) => `t${index}`)
  expect(keptText(many, 'en')).toMatch(
    /^While notification was paused, there were 22 callouts. t0; .*; t19; and 2 more$/,
  )
})

it('says in a mail that a pause goes on, of what, by whom and why', () => {
  const since = '2026-11-28T00:00:00.000Z'
  const data = { id: 'p', scope: 'channel', of: 'sms', reason: '停電作業', createdBy: '佐藤', since }
  const { subject, text } = noticeMail('pause.unended', { event: 'pause.unended', data }, 'ja')
  expect(subject).toBe('[Noroshi] 通知の停止が終わらずに続いています')
  expect(text).toMatch(/^手段 SMS\n佐藤さんが 2026-11-28 09:00:00 から停止しています。\n停電作業\n\n/)
  expect(text).toMatch(/このお知らせは1日に一度です。$/)
  const often = noticeMail('pause.unended', { data: { ...data, everyHours: 4 } }, 'ja')
  expect(often.text).toMatch(/このお知らせは4時間に一度です。$/)
  const hourly = noticeMail('pause.unended', { data: { ...data, everyHours: 1 } }, 'en')
  expect(hourly.text).toMatch(/You get this every hour\.$/)
  const space = noticeMail('pause.unended', { data: { ...data, scope: 'space', of: null, reason: '' } }, 'en')
  expect(space.text).toMatch(/^the whole space\nSet by 佐藤; on since 2026-11-28 09:00:00\.\n\nIt has no end/)
})
