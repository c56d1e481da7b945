// What is read by a secret in its path and without a token: attachments and calendar feeds.
import { createFileLinks } from '#dialects/files/files'
import { createFeedLinks } from '#dialects/ical/feed'
import type { Dialect } from '#http/port'
import type { V1World } from './v1.ts'

export const openLinks = (world: Pick<V1World, 'config' | 'incidents' | 'clock'>): readonly Dialect[] => [
  createFileLinks(world),
  createFeedLinks({ ...world.config, nowMs: () => world.clock.nowMs }),
]
