// A policy while it is edited: what the editor knows of one, and the ways its steps can be changed. What it does not know stays
// as it is on the server.

import type { Policy, PolicyInput } from '#contract/policies'

export type Step = PolicyInput['steps'][number]
export type Destination = Step['destinations'][number]

export type Draft = Pick<
  PolicyInput,
  | 'key'
  | 'name'
  | 'steps'
  | 'mode'
  | 'stop'
  | 'loops'
  | 'ringSeconds'
  | 'redial'
  | 'variants'
  | 'simpleCall'
  | 'smsText'
  | 'later'
  | 'reminder'
> & {
  readonly escalatesTo: string | null
  readonly connection: string | null
  readonly from: string | null
  readonly template: string | null
}

/** What a new policy is at first: one after another, three rounds, until somebody takes it. */
export const blank: Draft = {
  key: '',
  name: '',
  mode: 'sequential',
  stop: 'first',
  steps: [],
  loops: { max: 3, intervalSeconds: 60 },
  ringSeconds: 30,
  redial: { max: 1, intervalSeconds: 30 },
  escalatesTo: null,
  connection: null,
  from: null,
  template: null,
}

export const draftOf = (policy: Policy): Draft => {
  const { key, name, steps, mode, stop, loops, ringSeconds, redial, variants, simpleCall, smsText, later, reminder } =
    policy
  const { escalatesTo = null, connection = null, from = null, template = null } = policy
  const rules = { mode, stop, loops, ringSeconds, redial, variants, simpleCall, smsText, later, reminder }
  return { key, name, steps, ...rules, escalatesTo, connection, from, template }
}

/** What a copy has of the policy beyond the editor: all but what is its own. A masked number is nobody's. */
export const restOf = (policy: Policy, seesNumbers: boolean): object => {
  const { id: _id, managedBy: _by, createdAt: _created, updatedAt: _updated, transferTo, ...rest } = policy
  return seesNumbers && transferTo !== undefined ? { ...rest, transferTo } : rest
}

const LAST = -1

/** Returns the list with one of its items at another place. */
export const moved = <T>(items: readonly T[], from: number, to: number): T[] => {
  const rest = items.filter((_one, index) => index !== from)
  const item = items.at(from)
  if (item === undefined || to < 0 || to > rest.length) return [...items]
  return [...rest.slice(0, to), item, ...rest.slice(to)]
}

export const replaced = <T>(items: readonly T[], index: number, item: T): T[] =>
  items.map((one, place) => (place === index ? item : one))

export const without = <T>(items: readonly T[], index: number): T[] => items.filter((_one, place) => place !== index)

/** Puts somebody into a step; LAST makes a step of their own at the end. */
export const joined = (steps: readonly Step[], index: number, destination: Destination): Step[] => {
  const step = index === LAST ? undefined : steps[index]
  if (step === undefined) return [...steps, { destinations: [destination] }]
  return replaced(steps, index, { ...step, destinations: [...step.destinations, destination] })
}

/** Who a destination is, as one word: what a choice holds. */
export const refOf = ({ user, group, project, schedule }: Destination): string => {
  if (user !== undefined) return `user:${user}`
  if (project !== undefined) return `project:${project}`
  return group === undefined ? `schedule:${schedule ?? ''}` : `group:${group}`
}

export const destinationOf = (ref: string): Destination => {
  const [kind = 'user', ...rest] = ref.split(':')
  return { [kind]: rest.join(':') }
}

type Section = { readonly draft: Draft; readonly set: unknown }

/** Whether nothing changed for a part of the editor that shows nothing of these fields: it need not be drawn again. */
export const besides =
  (...fields: readonly (keyof Draft)[]) =>
  (before: Section, now: Section): boolean =>
    before.set === now.set &&
    (Object.keys({ ...before.draft, ...now.draft }) as (keyof Draft)[]).every(
      (field) => fields.includes(field) || before.draft[field] === now.draft[field],
    )
