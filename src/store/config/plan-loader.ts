// Shares readings: a burst of starts waits for one, and a burst of different policies has one together. What is asked for
// while a reading of the space is under way goes with the next.

/** Read together; each policy may have thousands of people. */
const READ_TOGETHER_MAX = 50

type Load<Asked, Found> = (spaceId: string, wanted: ReadonlyMap<string, Asked>) => Promise<ReadonlyMap<string, Found>>

/** @returns what finds one place of a space; places are made the same for the same question */
export const createLoader = <Asked, Found>(load: Load<Asked, Found>) => {
  const next = new Map<string, { readonly wanted: Map<string, Asked>; readonly loaded: ReturnType<typeof load> }>()
  const last = new Map<string, Promise<unknown>>()

  const begin = (spaceId: string) => {
    const wanted = new Map<string, Asked>()
    const before = last.get(spaceId) ?? Promise.resolve()
    const loaded = before
      .catch(() => undefined)
      .then(() => {
        if (next.get(spaceId)?.wanted === wanted) next.delete(spaceId)
        return load(spaceId, wanted)
      })
    const reading = { wanted, loaded }
    next.set(spaceId, reading)
    last.set(spaceId, loaded)
    void loaded.catch(() => undefined).then(() => last.get(spaceId) === loaded && last.delete(spaceId))
    return reading
  }

  return async (spaceId: string, place: string, asked: Asked): Promise<Found | undefined> => {
    const waiting = next.get(spaceId)
    const reading = waiting !== undefined && waiting.wanted.size < READ_TOGETHER_MAX ? waiting : begin(spaceId)
    reading.wanted.set(place, asked)
    return (await reading.loaded).get(place)
  }
}
