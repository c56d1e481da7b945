// What people work on: its three states and what changing between them sets. Pure; who may do it is the permissions' matter,
// and that two people never do it at once is the store's.
//
//   open (発生中) ⇄ pend (暫定対応) ⇄ close (恒久対応), every state from every other.
//   Back to open clears who pended, closed and took it: it is as if it had just been found.

import type { UserId } from '../ids.ts'

export const incidentStatuses = ['open', 'pend', 'close'] as const
export type IncidentStatus = (typeof incidentStatuses)[number]

/** Who did something to an incident: a person, or a program (then `userId` is null and the name is its token's). */
export type IncidentActor = { readonly userId: UserId | null; readonly name: string }

/** A moment and the person of it; `by` is null for a program. */
export type Mark = { readonly atMs: number; readonly by: UserId | null }

/** The part of an incident that its status is about. */
export type IncidentState = {
  readonly status: IncidentStatus
  /** Since when nobody has answered for it: its creation, or when it went back to open. */
  readonly openSinceMs: number
  readonly pended: Mark | null
  readonly closed: Mark | null
  /** Somebody said "I have it". */
  readonly taken: Mark | null
  /** The last forgotten-incident alert since it is open. */
  readonly alertedAtMs: number | null
}

/** A new incident's state; one that is born pended or closed has been pended or closed by whoever made it. */
export const newState = (status: IncidentStatus, born: Mark): IncidentState => ({
  status,
  openSinceMs: born.atMs,
  pended: status === 'pend' ? born : null,
  closed: status === 'close' ? born : null,
  taken: null,
  alertedAtMs: null,
})

/** Returns the state after the change, or null when it has that status already and nothing happens. */
export const changeStatus = (state: IncidentState, to: IncidentStatus, mark: Mark): IncidentState | null => {
  if (state.status === to) return null
  switch (to) {
    case 'open':
      return newState('open', mark)
    case 'pend':
      return { ...state, status: 'pend', pended: mark, closed: null }
    case 'close':
      return { ...state, status: 'close', closed: mark }
  }
}

/** Returns the state with the first person who took it, or null when somebody has it already. */
export const take = (state: IncidentState, mark: Mark): IncidentState | null =>
  state.taken === null ? { ...state, taken: mark } : null
