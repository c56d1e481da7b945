// What is to be known about a policy although it can be followed.

import type { Preview } from '#contract/previews'

export type Finding = Preview['findings'][number]
