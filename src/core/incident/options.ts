// An incident's own fields (オプション項目), configured per project: five kinds, each with the name programs use for it, and for
// the three that offer choices, the words programs use for each. Checking never changes a value: what was sent is what is kept.

export const optionKinds = ['text', 'textarea', 'radio', 'checkbox', 'list'] as const
export type OptionKind = (typeof optionKinds)[number]

export type OptionChoice = {
  /** What people see. */
  readonly label: string
  /** What programs send (API文字列). */
  readonly value: string
}

export type OptionItem = {
  /** What programs call it (APIパラメータ名); unique in its project. */
  readonly key: string
  readonly label: string
  readonly kind: OptionKind
  /** Empty for text and textarea. */
  readonly choices: readonly OptionChoice[]
}

export type ParameterScalar = string | number | boolean | null
export type ParameterValue = ParameterScalar | readonly ParameterScalar[]
/** In the order they were given. */
export type Parameters = Readonly<Record<string, ParameterValue>>

/** Some clients can only send words: this one stands for "not chosen". */
export const NOT_CHOSEN = 'null'

export const isUnchosen = (value: unknown): boolean => value === null || value === '' || value === NOT_CHOSEN

const isOneOf = (item: OptionItem, value: ParameterValue): boolean =>
  item.choices.some((choice) => choice.value === value)

/** What was ticked, of a list or of words with commas between them. */
const ticked = (value: ParameterValue): readonly ParameterValue[] => {
  if (Array.isArray(value)) return value as readonly ParameterScalar[]
  return typeof value === 'string' ? value.split(',').map((one) => one.trim()) : [value as ParameterScalar]
}

const fits = (item: OptionItem, value: ParameterValue): boolean => {
  switch (item.kind) {
    case 'text':
    case 'textarea':
      return !Array.isArray(value)
    case 'radio':
    case 'list':
      return isUnchosen(value) || isOneOf(item, value)
    case 'checkbox':
      return isUnchosen(value) || ticked(value).every((one) => isOneOf(item, one))
  }
}

/** Returns the names of those that do not fit their item; names nobody configured are kept as they are. */
export const wrongParameters = (items: readonly OptionItem[], parameters: Parameters): readonly string[] => {
  const byKey = new Map(items.map((item) => [item.key, item]))
  return Object.entries(parameters).flatMap(([key, value]) => {
    const item = byKey.get(key)
    return item === undefined || fits(item, value) ? [] : [key]
  })
}
