// For tests without duty schedules: nobody is on duty anywhere, so nobody ever joins a plan.
import type { DutyReader } from '#engine/ports'

export const noDuty: DutyReader = {
  read: (_spaceId, refs) => Promise.resolve(refs.map((ref) => ({ ref, duties: [] }))),
  hashOf: () => {
    throw new Error('nobody joins a plan here')
  },
}
