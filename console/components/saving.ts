// Saving something that may be new, and may have been changed by somebody else since it was read.

import {
  type QueryKey,
  type UseMutationResult,
  useIsMutating,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { ask, at, SavedAsDraft } from '../data/api.ts'
import { oneQuery } from '../data/queries.ts'

/** What is being edited, and whether it differs from what is saved. */
export const useDraft = <T>(saved: T) => {
  const [base, setBase] = useState(saved)
  const [draft, setDraft] = useState(saved)
  // The same for as long as the editor is there: parts of it are drawn again only where something of theirs changed.
  const set = useCallback((patch: Partial<T>) => setDraft((was) => ({ ...was, ...patch })), [])
  const before = useMemo(() => JSON.stringify(base), [base])
  const dirty = before !== JSON.stringify(draft)
  /** What is on the page is saved now. */
  const settle = () => setBase(draft)
  return { draft, set, setDraft, dirty, settle }
}

const againKey = ['again']

/** Whether the editor is about to begin anew, with what is read or was decided: what was typed into it now would be lost. */
export const useBeginsAnew = (): boolean =>
  useIsMutating({
    predicate: ({ options, state }) =>
      options.mutationKey === againKey || (state.variables as Partial<Sending> | undefined)?.over === true,
  }) > 0

/**
 * One object to be edited; `again` reads it anew and makes `reading` another, by which the editor begins anew too.
 * @param path null: there is none
 */
export const useOne = <T>(path: string | null, refetchInterval: number | false = false) => {
  const asked = { ...oneQuery<T>(path ?? ''), enabled: path !== null, refetchInterval }
  const { data: read, isFetchedAfterMount, error, refetch } = useQuery(asked)
  // What was read at another time may have changed since: editing it would look like a conflict.
  const data = isFetchedAfterMount ? read : undefined
  const [reading, setReading] = useState(0)
  const { mutate: again } = useMutation({
    mutationKey: againKey,
    mutationFn: () => refetch(),
    onSuccess: () => setReading((was) => was + 1),
  })
  return { data, error, reading, again: () => again() }
}

type Saved = { readonly key: string; readonly updatedAt: string }
type Options<T> = {
  /** `/v1/users` */
  readonly path: string
  /** As it was when the editing began; null: it is new. */
  readonly old: Saved | null
  readonly onSaved: (saved: T) => void
}

type Whole = (body: object) => object
const asItIs: Whole = (body) => body

type Sending = {
  readonly body: unknown
  /** Overwrites what somebody else wrote meanwhile. */
  readonly over?: boolean
  /** Keeps it as a draft, for somebody else to approve. */
  readonly draft?: boolean
}
export type Saving<T> = UseMutationResult<T, Error, Sending> & {
  /** Where it stands in the API; null: nowhere yet. */
  readonly at: string | null
  /** What is sent of what the form holds. */
  readonly whole: Whole
}

/** Posts what is new and patches what is not. */
export const useSave = <T extends Saved>({ path, old, onSaved }: Options<T>): Saving<T> => {
  const client = useQueryClient()
  // Not what was read again meanwhile: that would pass somebody else's change off as seen.
  const [seen, see] = useState<Saved | null>(old)
  const saving = useMutation({
    mutationFn: ({ body, over = false, draft = false }: Sending) =>
      seen === null
        ? ask<T>(path, { method: 'POST', body, draft })
        : ask<T>(`${path}/${at(seen.key)}`, {
            method: 'PATCH',
            body,
            draft,
            ...(over ? {} : { seen: seen.updatedAt }),
          }),
    onError: (error) => {
      if (error instanceof SavedAsDraft) void client.invalidateQueries({ queryKey: ['drafts'] })
    },
    onSuccess: async (saved) => {
      if (seen !== null) see(saved)
      onSaved(saved)
      await client.invalidateQueries({ queryKey: [path.split('/')[2] ?? path] })
    },
  })
  return { ...saving, at: seen === null ? null : `${path}/${at(seen.key)}`, whole: asItIs }
}

/** The version of what nobody ever set. */
const NEVER = new Date(0).toISOString()

type Version = { readonly updatedAt: string | null }
type Standing<Body> = {
  /** `/v1/settings` */
  readonly path: string
  /** As it was read last. */
  readonly old: Version
  /** What would be written of it as it was read last. */
  readonly was: Body
  readonly whole?: Whole
  /** What else shows it. */
  readonly shownBy: QueryKey
  readonly onSaved: () => void
}

/** The parts that differ. */
const changedParts = (before: object, now: object): object => {
  const parts: Readonly<Record<string, unknown>> = { ...before }
  return Object.fromEntries(
    Object.entries(now).filter(([part, value]) => JSON.stringify(value) !== JSON.stringify(parts[part])),
  )
}

/** Changes what is always there, such as settings: what differs is sent alone, so that nothing else is touched. */
export const useSaveStanding = <T extends Version, Body extends object>(standing: Standing<Body>): Saving<T> => {
  const { path, old, was, shownBy, onSaved, whole = asItIs } = standing
  const client = useQueryClient()
  const [seen, see] = useState<{ readonly at: string; readonly body: object }>({
    at: old.updatedAt ?? NEVER,
    body: was,
  })
  const read = old.updatedAt ?? NEVER
  const asSeen = JSON.stringify(was) === JSON.stringify(seen.body)
  // What I saved is seen as it was written; a change of what the form does not hold is no conflict; any other is not passed off as seen.
  if (read === seen.at ? !asSeen : read > seen.at && asSeen) see({ at: read, body: was })
  const saving = useMutation({
    mutationFn: ({ body, over = false }: Sending) =>
      over
        ? ask<T>(path, { method: 'PATCH', body: whole(body as object) })
        : ask<T>(path, { method: 'PATCH', body: whole(changedParts(seen.body, body as object)), seen: seen.at }),
    onSuccess: async ({ updatedAt }, { body }) => {
      see({ at: updatedAt ?? NEVER, body: { ...seen.body, ...(body as object) } })
      onSaved()
      await client.invalidateQueries({ queryKey: shownBy })
    },
    onError: () => client.invalidateQueries({ queryKey: shownBy }),
  })
  return { ...saving, at: path, whole }
}

export const useRemove = (path: string, onRemoved: () => void) => {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => ask<void>(path, { method: 'DELETE' }),
    onSuccess: async () => {
      onRemoved()
      await client.invalidateQueries({ queryKey: [path.split('/')[2] ?? path], refetchType: 'active' })
    },
  })
}
