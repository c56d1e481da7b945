// Changing something of an incident, and reading it anew with its timeline.

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type Ask, ask } from '../../data/api.ts'

type Change = { readonly path: string } & Ask

/** @param number of the incident; `path` is what follows its own */
export const useChange = (number: number, onDone: () => void = () => undefined) => {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ path, ...asked }: Change) =>
      ask<unknown>(`/v1/incidents/${number}${path}`, { method: 'POST', ...asked }),
    onSuccess: onDone,
    onSettled: () => client.invalidateQueries({ queryKey: ['incidents'] }),
  })
}
