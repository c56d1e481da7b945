// The places there are in a program's JSON, as a mapping names them, so that nobody has to type them.

const PLACES_MAX = 200
const PLAIN = /^[^.[\]'"\s*]+$/

const under = (place: string, name: string): string =>
  PLAIN.test(name) ? `${place}.${name}` : `${place}[${JSON.stringify(name)}]`

/** Returns paths to lists and to what is neither list nor object; of a list its first item stands for all. */
export const placesIn = (sample: unknown): readonly string[] => {
  const found: string[] = []
  const look = (value: unknown, place: string): void => {
    if (found.length >= PLACES_MAX) return
    if (Array.isArray(value)) {
      found.push(place)
      look(value[0], `${place}[0]`)
      const [first] = value as readonly unknown[]
      // Within a list of alerts, places are named from each alert on.
      if (typeof first === 'object' && first !== null && place !== '$') look(first, '$')
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, inner] of Object.entries(value)) look(inner, under(place, name))
    } else if (value !== undefined) found.push(place)
  }
  look(sample, '$')
  return [...new Set(found)]
}
