// Where Reactio's documents are silent, we had to choose. Every choice that has a value is here, to be found and changed at one
// place; docs/compatibility.md lists them beside what is documented.

/** Whoever is the author of what a program did; documented for created_by and updated_by, taken for the others too. */
export const API_AUTHOR = 0

/** Codes of a validation error beside the documented `missing_field`. */
export const INVALID = 'invalid'
export const TOO_LONG = 'too_long'

/** The documents give 10,000 characters for messages; the other free texts get the same, names what a line can be. */
export const TEXT_CHARACTERS_MAX = 10_000
export const MESSAGE_CHARACTERS_MAX = 10_000
export const NAME_CHARACTERS_MAX = 1_000
export const TOPIC_CHARACTERS_MAX = 200
export const TOPICS_MAX = 200
export const PARAMETERS_MAX = 200
export const PARAMETER_KEY_CHARACTERS_MAX = 100
export const PARAMETER_VALUES_MAX = 200

/** A body that is an object without `status`: the documented default. A body of nothing at all is refused instead. */
export const STATUS_WHEN_LEFT_OUT = 'open'

/** Words and numbers that mean yes or no beside true and false. */
export const YES: ReadonlySet<unknown> = new Set([true, 'true', 1, '1'])
export const NO: ReadonlySet<unknown> = new Set([false, 'false', 0, '0'])

export const PAGE = { first: 1, max: 100 } as const
export const PER_PAGE = { first: 20, max: 100 } as const

/** Selections that will move into the option items one day: their documented words. */
export const selections = {
  detection: ['msp', 'system', 'client', 'internal'],
  cause: ['over-capacity', 'bug', 'operation-error', 'external-factor', 'degradation', 'unknown'],
  point: ['network', 'shared-hardware', 'hardware', 'os', 'middleware', 'application'],
  scale: ['cross', 'whole', 'point'],
} as const

/** In the order of the documents, in which they come back inside `parameters`. */
export const deprecatedFields = [
  'detection',
  'cause',
  'cause_supplement',
  'point',
  'scale',
  'pend_text',
  'close_text',
] as const
