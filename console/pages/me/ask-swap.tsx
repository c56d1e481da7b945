// Asking others to take a shift of one's own, or a part of it.

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Stints } from '#contract/schedules'
import type { Swap } from '#contract/swaps'
import type { User } from '#contract/users'
import { Field, Form, Save } from '../../components/form.tsx'
import { SoughtChoice } from '../../components/sought-choice.tsx'
import { ask } from '../../data/api.ts'
import { fieldOf, instantTyped } from '../../data/instants.ts'

type Stint = Stints['stints'][number]

const draftOf = ({ startsAt, endsAt, now }: Stint) => ({
  to: '',
  // What has begun cannot be given away any more: a later beginning is for the person to choose.
  startsAt: now ? '' : fieldOf(startsAt),
  endsAt: endsAt === null ? '' : fieldOf(endsAt),
  note: '',
})

/** What was not touched is meant as it is, with its seconds. */
const instantIn = (field: string, given: string | null): string | null =>
  given !== null && field === fieldOf(given) ? given : instantTyped(field)

export const AskSwap = ({ stint, onAsked }: { stint: Stint; onAsked: () => void }) => {
  const t = useTranslations('swap')
  const client = useQueryClient()
  const [draft, setDraft] = useState(() => draftOf(stint))
  const set = (patch: Partial<typeof draft>) => setDraft({ ...draft, ...patch })
  const make = useMutation({
    mutationFn: () =>
      ask<Swap>('/v1/session/swaps', {
        method: 'POST',
        body: {
          schedule: stint.schedule.key,
          to: draft.to === '' ? null : draft.to,
          startsAt: instantIn(draft.startsAt, stint.startsAt),
          endsAt: instantIn(draft.endsAt, stint.endsAt),
          note: draft.note,
        },
      }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['session', '/v1/session/swaps'] })
      onAsked()
    },
  })
  return (
    <Form error={make.error} onSubmit={() => make.mutate()}>
      <SoughtChoice<User>
        path="/v1/users"
        name="to"
        label={t('to')}
        value={draft.to}
        onChange={(to) => set({ to })}
        none={t('anybody')}
      />
      <Field
        name="startsAt"
        label={t('from')}
        kind="datetime-local"
        value={draft.startsAt}
        onChange={(startsAt) => set({ startsAt })}
      />
      <Field
        name="endsAt"
        label={t('until')}
        kind="datetime-local"
        value={draft.endsAt}
        onChange={(endsAt) => set({ endsAt })}
      />
      <Field name="note" label={t('note')} value={draft.note} onChange={(note) => set({ note })} />
      <Save error={make.error} busy={make.isPending} label={t('submit')} />
    </Form>
  )
}
