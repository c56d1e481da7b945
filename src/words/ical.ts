// Why an event of somebody else's calendar was left out.

import type { Language } from '#core/plan/plan'

type Why = 'no_start' | 'empty' | 'zone_unknown' | 'rule_unsupported' | 'cancelled' | 'not_whole_days' | 'user_unknown'

const words: Readonly<Record<Language, Readonly<Record<Why, string>>>> = {
  ja: {
    no_start: '開始日時がありません。',
    empty: '終了が開始より後ではありません。',
    zone_unknown: 'タイムゾーンがわかりません。',
    rule_unsupported: 'この繰り返しには対応していません。予定を一つずつ書き出してください。',
    cancelled: '取り消された予定です。',
    not_whole_days: '終日の予定ではありません。',
    user_unknown: '件名にも出席者にも、登録されたユーザがありません。',
  },
  en: {
    no_start: 'It has no beginning.',
    empty: 'It does not end after it begins.',
    zone_unknown: 'Its time zone is not known.',
    rule_unsupported: 'It repeats in a way that is not supported. Export its occurrences one by one.',
    cancelled: 'It was cancelled.',
    not_whole_days: 'It is not an all-day event.',
    user_unknown: 'Neither its title nor its guests name one of the users.',
  },
}

export const icalSkipText = (why: Why, language: Language): string => words[language][why]
