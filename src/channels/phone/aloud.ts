// Lines as the speech engine is given them: the space's readings and rules are applied when a line is spoken, so that a reading
// corrected at night holds for the next sentence. The plan, the history and the API keep the text as it was written.

import type { SpaceId } from '#core/ids'
import type { Language } from '#core/plan/plan'
import { createReader, type Reader } from '#core/speech/normalise'
import type { EngineLog } from '#engine/ports'

type Aloud = Readonly<Record<Language, Pick<Reader, 'read'>>>

export interface Readings {
  /** Rejects when they cannot be read now and were not read before. */
  readers(spaceId: SpaceId): Promise<Aloud>
}

const written = { read: (text: string) => text }
const asWritten: Aloud = { ja: written, en: written }

/** For a space whose readings cannot be read: better a word read badly than a silent phone. */
const rulesAlone: Aloud = {
  ja: createReader({ language: 'ja', entries: [], switches: {} }),
  en: createReader({ language: 'en', entries: [], switches: {} }),
}

export type AloudDeps = { readonly readings?: Readings | undefined; readonly log: EngineLog }

/** Never rejects. */
export const aloudIn = async ({ readings, log }: AloudDeps, spaceId: SpaceId): Promise<Aloud> => {
  if (readings === undefined) return asWritten
  try {
    return await readings.readers(spaceId)
  } catch (error) {
    log.warn({ spaceId, cause: String(error) }, 'readings could not be read; a call goes on without them')
    return rulesAlone
  }
}
