// What the schema library says of a field in English, in Japanese as people say it beside a form: each sentence its English list can
// make (zod, `locales/en`).

const formats: Readonly<Record<string, string>> = {
  URL: 'https:// などで始まるアドレスの形にしてください',
  'email address': 'メールアドレスの形にしてください',
  'ISO datetime': '日時を正しく入力してください',
  'ISO date': '2026-12-29 のような日付にしてください',
  'ISO time': '18:00 のような時刻にしてください',
  'IPv4 address': 'IPv4アドレスの形にしてください',
  'IPv6 address': 'IPv6アドレスの形にしてください',
  'JSON string': 'JSONにしてください',
  UUID: 'IDの形にしてください',
}

const WRONG = '形が違います'

const types: Readonly<Record<string, string>> = {
  number: '数字で入力してください',
  int: '数字で入力してください',
  string: '文字で入力してください',
  boolean: 'trueかfalseにしてください',
  array: '一覧(JSONの配列)にしてください',
  record: 'JSONのオブジェクトにしてください',
  object: 'JSONのオブジェクトにしてください',
}

/** What stands between bars, as a list. */
const anyOf = (values: string): string => `${values.replaceAll(/\s*\|\s*/g, '、')} のどれかにしてください`

const patterns: readonly (readonly [RegExp, (...parts: readonly string[]) => string])[] = [
  [/^Too small: expected string to have >=1 characters$/, () => '入力してください'],
  [/^Too \w+: expected \w+ to have exactly (\d+) characters$/, (count = '') => `${count}文字にしてください`],
  [/^Too big: expected \w+ to have <=?(\d+) characters$/, (most = '') => `${most}文字以内にしてください`],
  [/^Too small: expected \w+ to have >=?(\d+) characters$/, (least = '') => `${least}文字以上にしてください`],
  [/^Too \w+: expected \w+ to have exactly (\d+) \w+$/, (count = '') => `${count}件にしてください`],
  [/^Too big: expected \w+ to have <=?(\d+) \w+$/, (most = '') => `${most}件以内にしてください`],
  [/^Too small: expected \w+ to have >=?(\d+) \w+$/, (least = '') => `${least}件以上必要です`],
  [/^Too big: expected \w+ to be <=(\S+)$/, (most = '') => `${most}以下にしてください`],
  [/^Too big: expected \w+ to be <([^=]\S*)$/, (most = '') => `${most}より小さい数にしてください`],
  [/^Too small: expected \w+ to be >=(\S+)$/, (least = '') => `${least}以上にしてください`],
  [/^Too small: expected \w+ to be >([^=]\S*)$/, (least = '') => `${least}より大きい数にしてください`],
  [/^Invalid input: expected \w+, received (?:undefined|null)$/, () => '入力してください'],
  [/^Invalid input: expected (\w+), received \S+$/, (type = '') => types[type] ?? WRONG],
  [/^Invalid input: expected (".*"|-?\d\S*|true|false|null|undefined)$/s, (value = '') => `${value} にしてください`],
  [/^Invalid option: expected one of (.+)$/s, anyOf],
  [/^Invalid discriminator value\. Expected (.+)$/s, anyOf],
  [/^Invalid input(?:: more than one option matched)?$/, () => WRONG],
  [/^Invalid string: must start with (".*")$/s, (start = '') => `${start} で始めてください`],
  [/^Invalid string: must end with (".*")$/s, (end = '') => `${end} で終えてください`],
  [/^Invalid string: must include (".*")$/s, (part = '') => `${part} を含めてください`],
  [/^Invalid string: must match pattern .+$/s, () => '使えない文字があるか、形が違います'],
  [/^Invalid number: must be a multiple of (\S+)$/, (divisor = '') => `${divisor}の倍数にしてください`],
  [/^Unrecognized keys?: (.+)$/s, (keys = '') => `使えない項目です: ${keys.replaceAll('", "', '"、"')}`],
  [/^Invalid key in \w+$/, () => '名前に使えない文字があります'],
  [/^Invalid value in \w+$/, () => '使えない値があります'],
  [/^Invalid ([A-Za-z0-9.-]+(?: [A-Za-z0-9.-]+){0,2})$/, (format = '') => formats[format] ?? WRONG],
]

/** Returns it in Japanese; null for a sentence that is not the library's. */
export const libraryMessageInJapanese = (message: string): string | null => {
  for (const [pattern, say] of patterns) {
    const parts = pattern.exec(message)
    if (parts !== null) return say(...parts.slice(1))
  }
  return null
}
