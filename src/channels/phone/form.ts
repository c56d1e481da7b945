// Form bodies exactly as they were sent: empty values kept, nothing trimmed, repeated keys as lists. A signature covers every
// one of them, so a helpful parser would break it.

export type Form = Readonly<Record<string, string | readonly string[]>>

const fieldsMax = 200

/** Returns null for a body that is not a form: broken escapes, or more fields than any provider sends. */
export const parseForm = (body: string): Form | null => {
  const pairs = body.split('&', fieldsMax + 1).filter((pair) => pair !== '')
  if (pairs.length > fieldsMax) return null
  // Without a prototype, so that no name means anything but itself.
  const form = Object.create(null) as Record<string, string | string[]>
  try {
    for (const [key, value] of pairs.map(decodePair)) {
      const before = form[key]
      form[key] = before === undefined ? value : [before, value].flat()
    }
  } catch (error) {
    if (error instanceof URIError) return null
    throw error
  }
  return form
}

const decodePair = (pair: string): readonly [string, string] => {
  const at = pair.indexOf('=')
  return at < 0 ? [decode(pair), ''] : [decode(pair.slice(0, at)), decode(pair.slice(at + 1))]
}

const decode = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '))

/** Returns a field's only value; null when it is absent, or given several times. */
export const field = (form: Form, name: string): string | null => {
  const value = form[name]
  return typeof value === 'string' ? value : null
}
