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
  'swap.not_found': {
    status: 404,
    retry: 'never',
    en: { title: 'There is no such swap, or it is not yours to answer', cure: 'Check the id.' },
    ja: { title: 'その交代の依頼はないか、あなたへの依頼ではありません', cure: 'IDを確かめてください。' },
  },
  'swap.closed': {
    status: 409,
    retry: 'never',
    en: { title: 'The swap was answered or taken back already', cure: 'Look at it again: detail says how it ended.' },
    ja: {
      title: '交代の依頼は、すでに返事があったか取り下げられています',
      cure: 'もう一度表示して確かめてください。結果はdetailにあります。',
    },
  },
  'swap.begun': {
    status: 409,
    retry: 'never',
    en: { title: 'The shift has begun', cure: 'Ask for a time that is still to come, or have an override made.' },
    ja: {
      title: '当番の時間が始まっています',
      cure: 'これからの時間を指定するか、当番の変更を入れてもらってください。',
    },
  },
  'swap.not_on_duty': {
    status: 409,
    retry: 'never',
    en: {
      title: 'You are not on duty all of that time',
      cure: 'Name a time, and a position, in which the schedule has you on duty throughout.',
    },
    ja: {
      title: 'その時間のあいだ、ずっと当番ではありません',
      cure: '自分が続けて当番である時間と担当を指定してください。',
    },
  },
  'swap.shift_changed': {
    status: 409,
    retry: 'never',
    en: {
      title: 'The schedule was changed meanwhile: the shift is not theirs any more',
      cure: 'Look at the schedule. Nothing was changed.',
    },
    ja: {
      title: 'その間に当番表が変更され、頼んだ人の当番ではなくなっています',
      cure: '当番表を確かめてください。何も変更されていません。',
    },
  },
  'swap.already_on_duty': {
    status: 409,
    retry: 'never',
    en: {
      title: 'Whoever is to take it is on duty on this schedule in that time already',
      cure: 'Ask somebody else, or for a part of the time.',
    },
    ja: {
      title: '引き受ける人は、その時間、この当番表ですでに当番です',
      cure: 'ほかの人に頼むか、時間の一部だけにしてください。',
    },
  },
  'swap.nobody_to_ask': {
    status: 409,
    retry: 'never',
    en: { title: 'Nobody of the layer is free in that time', cure: 'Ask one person by name.' },
    ja: { title: 'その時間に空いている人が、同じ階層にいません', cure: '頼む人を指定してください。' },
  },
  'swap.asked_already': {
    status: 409,
    retry: 'never',
    en: { title: 'You ask for this time already', cure: 'Wait for the answer, or take the other request back.' },
    ja: { title: 'その時間の交代は、すでに頼んでいます', cure: '返事を待つか、先の依頼を取り下げてください。' },
  },
  'swap.too_long': {
    status: 422,
    retry: 'never',
    en: { title: 'The time is too long', cure: 'Ask for at most 92 days.' },
    ja: { title: '時間が長すぎます', cure: '92日以内にしてください。' },
  },
  'swap.too_many': {
    status: 409,
    retry: 'later',
    en: { title: 'You ask for too many swaps at once', cure: 'Wait for answers, or take some back.' },
    ja: { title: '返事を待っている交代の依頼が多すぎます', cure: '返事を待つか、いくつか取り下げてください。' },
  },
} as const satisfies Record<string, ErrorEntry>
