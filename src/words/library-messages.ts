// What the schema library says of a field in English, in Japanese as people say it beside a form.

const patterns: readonly (readonly [RegExp, (...parts: readonly string[]) => string])[] = [
  [/^Too big: expected string to have <=(\d+) characters$/, (most = '') => `${most}文字以内にしてください`],
  [/^Too small: expected string to have >=1 characters$/, () => '入力してください'],
  [/^Too small: expected string to have >=(\d+) characters$/, (least = '') => `${least}文字以上にしてください`],
  [/^Too big: expected (?:number|int) to be <=(\S+)$/, (most = '') => `${most}以下にしてください`],
  [/^Too big: expected (?:number|int) to be <([^=]\S*)$/, (most = '') => `${most}より小さい数にしてください`],
  [/^Too small: expected (?:number|int) to be >=(\S+)$/, (least = '') => `${least}以上にしてください`],
  [/^Too small: expected (?:number|int) to be >([^=]\S*)$/, (least = '') => `${least}より大きい数にしてください`],
  [/^Too big: expected array to have <=(\d+) items$/, (most = '') => `${most}件以内にしてください`],
  [/^Too small: expected array to have >=(\d+) items$/, (least = '') => `${least}件以上必要です`],
  [/^Invalid input: expected \w+, received (?:undefined|null)$/, () => '入力してください'],
  [/^Invalid input: expected (?:number|int), received \w+$/, () => '数字で入力してください'],
  [/^Invalid input: expected (?:record|object), received \w+$/, () => 'JSONのオブジェクトにしてください'],
  [/^Invalid URL$/, () => 'https:// などで始まるアドレスの形にしてください'],
  [/^Invalid email address$/, () => 'メールアドレスの形にしてください'],
  [/^Invalid ISO datetime$/, () => '日時を正しく入力してください'],
  [/^Invalid UUID$/, () => 'IDの形にしてください'],
  [/^Invalid string: must match pattern .+$/s, () => '使えない文字があるか、形が違います'],
  [/^Invalid key in record$/, () => '名前に使えない文字があります'],
]

/** Returns it in Japanese; null for what is not said of what people type. */
export const libraryMessageInJapanese = (message: string): string | null => {
  for (const [pattern, say] of patterns) {
    const parts = pattern.exec(message)
    if (parts !== null) return say(...parts.slice(1))
  }
  return null
}
