// What holds for a space as a whole. Everything may be left out.

import type { Contents } from './cause.ts'

export type SpaceSettings = {
  /** The standard text (標準の文面): said on a channel when neither the request nor the policy says anything for it. */
  readonly texts?: Contents | undefined
}
