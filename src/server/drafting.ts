// The one place that decides whether a change is made or kept as a draft: around every transaction that sets something up, whichever
// way the request came. What was changed is told by the audit log's triggers, so that no way can go round it. (0094)

import { askerHere } from '#http/acting'
import { Drafted, may } from '#http/port'
import type { InSpace } from '#store/config/context'
import { changesHere } from '#store/draft/changes'
import { asksForApproval, type DraftParty, settleDraft } from '#store/draft/drafts'
import { roleTable } from './roles.ts'

type Asker = NonNullable<ReturnType<typeof askerHere>>

const partyOf = ({ principal }: Asker): DraftParty => ({
  kind: principal?.kind ?? 'session',
  id: principal?.userId ?? principal?.id ?? '',
  name: principal?.name ?? '',
})

const mayApprove = ({ principal }: Asker): boolean => principal !== undefined && may(principal, 'drafts:approve')

/** @param inSpace a transaction in one space */
export const withDrafts =
  (inSpace: InSpace, nowMs: () => number): InSpace =>
  (spaceId, work) => {
    const asker = askerHere()
    if (asker === null) return inSpace(spaceId, work)
    const { drafting } = asker
    if (drafting === null && mayApprove(asker)) return inSpace(spaceId, work)
    return inSpace(spaceId, async (client) => {
      const result = await work(client)
      const found = await changesHere(client, drafting?.kind === 'approving')
      if (found === null) return result
      if (drafting?.kind === 'approving') {
        await settleDraft(client, { ...drafting, by: partyOf(asker), found, nowMs: nowMs(), roles: roleTable })
        return result
      }
      if (drafting === null && !(await asksForApproval(client))) return result
      throw new Drafted(found)
    })
  }
