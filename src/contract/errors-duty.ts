// Error codes about calendars and duty schedules. Part of the table in errors.ts.

import type { ErrorEntry } from './errors.ts'

export const dutyErrors = {
  'calendar.not_found': {
    status: 404,
    retry: 'never',
    en: { title: 'There is no such calendar', cure: 'Check the key or id.' },
    ja: { title: 'そのカレンダーはありません', cure: 'キーまたはIDを確かめてください。' },
  },
  'calendar.key_taken': {
    status: 409,
    retry: 'never',
    en: { title: 'Another calendar has this key', cure: 'Choose another key.' },
    ja: { title: 'そのキーは別のカレンダーが使っています', cure: '別のキーにしてください。' },
  },
  'calendar.invalid': {
    status: 422,
    retry: 'never',
    en: { title: 'The calendar cannot be followed', cure: 'Correct what detail names.' },
    ja: { title: 'カレンダーの内容が正しくありません', cure: 'detailに示された箇所を直してください。' },
  },
  'schedule.not_found': {
    status: 404,
    retry: 'never',
    en: { title: 'There is no such schedule', cure: 'Check the key or id.' },
    ja: { title: 'その当番表はありません', cure: 'キーまたはIDを確かめてください。' },
  },
  'schedule.key_taken': {
    status: 409,
    retry: 'never',
    en: { title: 'Another schedule has this key', cure: 'Choose another key.' },
    ja: { title: 'そのキーは別の当番表が使っています', cure: '別のキーにしてください。' },
  },
  'schedule.invalid': {
    status: 422,
    retry: 'never',
    en: { title: 'The schedule cannot be followed', cure: 'Correct what detail names.' },
    ja: { title: '当番表の内容が正しくありません', cure: 'detailに示された箇所を直してください。' },
  },
  'schedule.user_unknown': {
    status: 422,
    retry: 'never',
    en: { title: 'The schedule names a user who does not exist', cure: 'Name an existing user.' },
    ja: { title: '当番表のユーザがいません', cure: '実在するユーザを指定してください。' },
  },
  'schedule.calendar_unknown': {
    status: 422,
    retry: 'never',
    en: { title: 'The schedule names a calendar that does not exist', cure: 'Name an existing calendar.' },
    ja: { title: '当番表のカレンダーがありません', cure: '実在するカレンダーを指定してください。' },
  },
  'schedule.range_invalid': {
    status: 422,
    retry: 'never',
    en: { title: 'The range cannot be answered for', cure: 'Ask for at most 92 days, from before to.' },
    ja: { title: 'その期間は表示できません', cure: '開始が終了より前で、92日以内の期間を指定してください。' },
  },
  'feed.not_found': {
    status: 404,
    retry: 'never',
    en: {
      title: 'There is no such calendar address',
      cure: 'Make one, or use the newest: making it anew ends the old one.',
    },
    ja: {
      title: 'そのカレンダー購読用アドレスはありません',
      cure: '発行するか、最新のアドレスを使ってください。再発行すると古いアドレスは使えなくなります。',
    },
  },
  'ical.malformed': {
    status: 422,
    retry: 'never',
    en: {
      title: 'The file is no calendar that can be read; nothing was changed',
      cure: 'Send an iCalendar file (.ics) in UTF-8, as calendar programs export it, of at most 5,000 events.',
    },
    ja: {
      title: 'カレンダーファイルとして読めません(何も変更されていません)',
      cure: 'カレンダーソフトが書き出した、UTF-8のiCalendarファイル(.ics、予定は5,000件まで)を送ってください。',
    },
  },
  'override.not_found': {
    status: 404,
    retry: 'never',
    en: { title: 'There is no such override', cure: 'Check the id.' },
    ja: { title: 'その当番の変更はありません', cure: 'IDを確かめてください。' },
  },
} as const satisfies Record<string, ErrorEntry>
