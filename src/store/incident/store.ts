// All of incident storage, put together for the server: one object with everything that can be asked of incidents.

import type { IncidentActor } from '#core/incident/incident'
import { createIncidentCallouts } from './callouts.ts'
import { createChanges } from './change.ts'
import { createIncident, type IncidentWrite } from './create.ts'
import { createFiles } from './files.ts'
import { createForgotten } from './forgotten.ts'
import { createMessages } from './messages.ts'
import { createNotices } from './notices.ts'
import type { IncidentDeps } from './open.ts'
import { createReads } from './read.ts'
import { createResponders } from './responders.ts'
import { createTopics } from './topics.ts'

export type IncidentStore = ReturnType<typeof createIncidentStore>

export const createIncidentStore = (deps: IncidentDeps) => ({
  ...createReads(deps),
  ...createChanges(deps),
  ...createTopics(deps),
  ...createMessages(deps),
  ...createNotices(deps),
  ...createResponders(deps),
  ...createFiles(deps),
  ...createIncidentCallouts(deps),
  ...createForgotten(deps),
  create: (spaceId: string, order: { readonly write: IncidentWrite; readonly by: IncidentActor }) =>
    createIncident(deps, spaceId, order),
})
