// What the schema library says of a field, as people say it beside a form, in both languages: each sentence its English list can make
// (zod, `locales/en`).

type Language = 'ja' | 'en'
type Said = Readonly<Record<Language, string>>

const formats: Readonly<Record<string, Said>> = {
  URL: { ja: 'https:// などで始まるアドレスの形にしてください', en: 'must be an address such as https://…' },
  'email address': { ja: 'メールアドレスの形にしてください', en: 'must be a mail address' },
  'ISO datetime': { ja: '日時を正しく入力してください', en: 'must be a date and time such as 2026-12-29T18:00:00Z' },
  'ISO date': { ja: '2026-12-29 のような日付にしてください', en: 'must be a date such as 2026-12-29' },
  'ISO time': { ja: '18:00 のような時刻にしてください', en: 'must be a time of day such as 18:00' },
  'IPv4 address': { ja: 'IPv4アドレスの形にしてください', en: 'must be an IPv4 address' },
  'IPv6 address': { ja: 'IPv6アドレスの形にしてください', en: 'must be an IPv6 address' },
  'JSON string': { ja: 'JSONにしてください', en: 'must be JSON' },
  UUID: { ja: 'IDの形にしてください', en: 'must be an id' },
}

const WRONG: Said = { ja: '形が違います', en: 'has the wrong form' }

const OBJECT: Said = { ja: 'JSONのオブジェクトにしてください', en: 'must be a JSON object' }

const types: Readonly<Record<string, Said>> = {
  number: { ja: '数字で入力してください', en: 'must be a number' },
  int: { ja: '整数で入力してください', en: 'must be a whole number' },
  string: { ja: '文字で入力してください', en: 'must be text' },
  boolean: { ja: 'trueかfalseにしてください', en: 'must be true or false' },
  array: { ja: '一覧(JSONの配列)にしてください', en: 'must be a list (a JSON array)' },
  record: OBJECT,
  object: OBJECT,
}

/** What stands between bars, as a list. */
const anyOf = (values = ''): Said => ({
  ja: `${values.replaceAll(/\s*\|\s*/g, '、')} のどれかにしてください`,
  en: `must be one of ${values.replaceAll(/\s*\|\s*/g, ', ')}`,
})

const charactersOf = (count: string): string => (count === '1' ? '1 character' : `${count} characters`)
const itemsOf = (count: string): string => (count === '1' ? '1 item' : `${count} items`)

type Pattern = readonly [RegExp, (part?: string) => Said]

const aboutTexts: readonly Pattern[] = [
  [/^Too small: expected string to have >=1 characters$/, () => ({ ja: '入力してください', en: 'must not be empty' })],
  [
    /^Too \w+: expected \w+ to have exactly (\d+) characters$/,
    (count = '') => ({ ja: `${count}文字にしてください`, en: `must have exactly ${charactersOf(count)}` }),
  ],
  [
    /^Too big: expected \w+ to have <=?(\d+) characters$/,
    (most = '') => ({ ja: `${most}文字以内にしてください`, en: `must have at most ${charactersOf(most)}` }),
  ],
  [
    /^Too small: expected \w+ to have >=?(\d+) characters$/,
    (least = '') => ({ ja: `${least}文字以上にしてください`, en: `must have at least ${charactersOf(least)}` }),
  ],
  [
    /^Invalid string: must start with (".*")$/s,
    (start = '') => ({ ja: `${start} で始めてください`, en: `must begin with ${start}` }),
  ],
  [
    /^Invalid string: must end with (".*")$/s,
    (end = '') => ({ ja: `${end} で終えてください`, en: `must end with ${end}` }),
  ],
  [
    /^Invalid string: must include (".*")$/s,
    (part = '') => ({ ja: `${part} を含めてください`, en: `must contain ${part}` }),
  ],
  [
    /^Invalid string: must match pattern .+$/s,
    () => ({
      ja: '使えない文字があるか、形が違います',
      en: 'has characters that cannot be used, or the wrong form',
    }),
  ],
]

const aboutNumbers: readonly Pattern[] = [
  [
    /^Too big: expected \w+ to be <=(\S+)$/,
    (most = '') => ({ ja: `${most}以下にしてください`, en: `must be at most ${most}` }),
  ],
  [
    /^Too big: expected \w+ to be <([^=]\S*)$/,
    (most = '') => ({ ja: `${most}より小さい数にしてください`, en: `must be less than ${most}` }),
  ],
  [
    /^Too small: expected \w+ to be >=(\S+)$/,
    (least = '') => ({ ja: `${least}以上にしてください`, en: `must be at least ${least}` }),
  ],
  [
    /^Too small: expected \w+ to be >([^=]\S*)$/,
    (least = '') => ({ ja: `${least}より大きい数にしてください`, en: `must be more than ${least}` }),
  ],
  [
    /^Invalid number: must be a multiple of (\S+)$/,
    (divisor = '') => ({ ja: `${divisor}の倍数にしてください`, en: `must be a multiple of ${divisor}` }),
  ],
]

const aboutLists: readonly Pattern[] = [
  [
    /^Too \w+: expected \w+ to have exactly (\d+) \w+$/,
    (count = '') => ({ ja: `${count}件にしてください`, en: `must have exactly ${itemsOf(count)}` }),
  ],
  [
    /^Too big: expected \w+ to have <=?(\d+) \w+$/,
    (most = '') => ({ ja: `${most}件以内にしてください`, en: `must have at most ${itemsOf(most)}` }),
  ],
  [
    /^Too small: expected \w+ to have >=?(\d+) \w+$/,
    (least = '') => ({ ja: `${least}件以上必要です`, en: `must have at least ${itemsOf(least)}` }),
  ],
]

const aboutAll: readonly Pattern[] = [
  [/^Invalid input: expected \w+, received (?:undefined|null)$/, () => ({ ja: '入力してください', en: 'is missing' })],
  [/^Invalid input: expected (\w+), received \S+$/, (type = '') => types[type] ?? WRONG],
  [
    /^Invalid input: expected (".*"|-?\d\S*|true|false|null|undefined)$/s,
    (value = '') => ({ ja: `${value} にしてください`, en: `must be ${value}` }),
  ],
  [/^Invalid option: expected one of (.+)$/s, anyOf],
  [/^Invalid discriminator value\. Expected (.+)$/s, anyOf],
  [/^Invalid input(?:: more than one option matched)?$/, () => WRONG],
  [
    /^Unrecognized key: (.+)$/s,
    (key = '') => ({ ja: `使えない項目です: ${key}`, en: `has a field that is not known: ${key}` }),
  ],
  [
    /^Unrecognized keys: (.+)$/s,
    (keys = '') => ({
      ja: `使えない項目です: ${keys.replaceAll('", "', '"、"')}`,
      en: `has fields that are not known: ${keys}`,
    }),
  ],
  [/^Invalid key in \w+$/, () => ({ ja: '名前に使えない文字があります', en: 'has a name that cannot be used' })],
  [/^Invalid value in \w+$/, () => ({ ja: '使えない値があります', en: 'has a value that cannot be used' })],
  [/^Invalid ([A-Za-z0-9.-]+(?: [A-Za-z0-9.-]+){0,2})$/, (format = '') => formats[format] ?? WRONG],
]

const patterns: readonly Pattern[] = [...aboutTexts, ...aboutNumbers, ...aboutLists, ...aboutAll]

/** Returns it in people's words; null for a sentence that is not the library's. */
export const libraryMessage = (message: string, language: Language): string | null => {
  for (const [pattern, say] of patterns) {
    const found = pattern.exec(message)
    if (found !== null) return say(found[1])[language]
  }
  return null
}
