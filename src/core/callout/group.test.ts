// What a callout says of how it was started: for a policy group.
import { describe, expect, it } from 'vitest'
import { planOf } from '../../../tests/support/plans.ts'
import { play } from '../../../tests/support/play.ts'
import type { PolicyGroupId } from '../ids.ts'
import type { Plan } from '../plan/plan.ts'

describe('T-020 a policy of a group', () => {
  const place = { id: 'g' as PolicyGroupId, key: 'g', name: 'G', place: 2, of: 3 }
  const told = (group: Plan['group']) =>
    play(planOf(1, group === undefined ? {} : { group }))
      .history()
      .filter(({ reason }) => reason.startsWith('group'))
      .map(({ reason, facts }) => [reason, facts])

  it('says where in it the callout is, and why it does not go by the others', () => {
    const off = { place: 1, policy: 'Night', why: 'condition', calendar: 'office', condition: 'dark' } as const
    const followed = ['group_followed', { group: 'G', place: 2, of: 3 }]
    expect(told(place)).toEqual([followed])
    expect(told({ ...place, passedOver: [off], noneApplies: true })).toEqual([
      ['group_none_applies', { group: 'G' }],
      ['group_passed_over', { group: 'G', ...off }],
      followed,
    ])
    expect(told(undefined)).toEqual([])
  })
})
