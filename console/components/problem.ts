// What the server says about single fields of a form. Each field knows by its name what is said of it, and claims it: of several that
// could say it the one that is named most exactly does. What no field says is said elsewhere.

import { createContext, use, useLayoutEffect, useMemo, useState } from 'react'
import { Refusal } from '../data/api.ts'

/** By whom a part of the request can be told. */
type Claim = { readonly name: string; readonly paths: readonly string[] }
type Problems = {
  readonly error: Error | null
  /** By the path of what they are about. */
  readonly messages: Refusal['fields']
  readonly claims: readonly Claim[]
  /** Returns how to take it back. */
  readonly claim: (claim: Claim) => () => void
}

const none: Refusal['fields'] = {}
export const Problems = createContext<Problems>({
  error: null,
  messages: none,
  claims: [],
  claim: () => () => undefined,
})

/** For a form, about what was refused last. */
export const useProblems = (error: Error | null): Problems => {
  const [claims, setClaims] = useState<readonly Claim[]>([])
  const [claim] = useState(() => (made: Claim) => {
    setClaims((was) => [...was, made])
    return () => setClaims((was) => was.filter((one) => one !== made))
  })
  const messages = error instanceof Refusal ? error.fields : none
  return useMemo(() => ({ error, messages, claims, claim }), [error, messages, claims, claim])
}

const tellerOf = (claims: readonly Claim[], path: string): string | undefined =>
  claims
    .filter(({ paths }) => paths.includes(path))
    .map(({ name }) => name)
    .toSorted((one, other) => other.length - one.length)[0]

/** How many fields something is said at. */
export const tellersIn = ({ messages, claims }: Problems): number =>
  new Set(Object.keys(messages).flatMap((path) => tellerOf(claims, path) ?? [])).size

/**
 * What the server says about a field of this name, or about one of the several values that stand in it. It counts as said: whoever
 * asks shows it.
 */
export const useProblem = (name: string): string | undefined => {
  const { messages, claims, claim } = use(Problems)
  const about = Object.keys(messages).filter((path) => path === name || path.startsWith(`${name}.`))
  const all = about.join('\n')
  // Before anything is drawn.
  useLayoutEffect(() => (all === '' ? undefined : claim({ name, paths: all.split('\n') })), [all, claim, name])
  const [path] = about.filter((one) => tellerOf(claims, one) === name)
  return path === undefined ? undefined : messages[path]
}

/** What no field of the form says of its refusal, by path; null where they say all of it. Of other refusals nothing is known here. */
export const useUntold = (refused: Error | null): readonly (readonly [path: string, message: string])[] | null => {
  const { error, claims } = use(Problems)
  if (!(refused instanceof Refusal) || refused !== error) return []
  const all = Object.entries(refused.fields)
  const untold = all.filter(([path]) => tellerOf(claims, path) === undefined)
  return all.length > 0 && untold.length === 0 ? null : untold
}
