// Whether messages are to be answered: where handing one over is enough, or where nobody's answer would change anything, no
// answer is asked for.

import type { ResponseAction } from '../callout/event.ts'
import type { Plan } from './plan.ts'

export const awaitsAnswers = ({ stop, deliveredIsEnough }: Pick<Plan, 'stop' | 'deliveredIsEnough'>): boolean =>
  !deliveredIsEnough && stop !== 'none'

/** Returns what a message may be answered with: to take it, and what else the template's keys offer. */
export const answersOf = (plan: Plan): readonly ResponseAction[] => {
  if (!awaitsAnswers(plan)) return []
  const offered = new Set(Object.values(plan.template.reactions).map(({ action }) => action))
  return (['take', 'next', 'leave'] as const).filter((action) => action === 'take' || offered.has(action))
}
