// Exceptions to a schedule: somebody stands in for whoever is on duty, for a time.

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Override, Schedule } from '#contract/schedules'
import type { User } from '#contract/users'
import { useFilter } from '../../components/filter.ts'
import { Choice, Field, Form, Save } from '../../components/form.tsx'
import { List } from '../../components/list.tsx'
import { Remove } from '../../components/remove.tsx'
import { SoughtChoice } from '../../components/sought-choice.tsx'
import { ask, at } from '../../data/api.ts'
import { instantTyped } from '../../data/instants.ts'
import { useMay } from '../../data/queries.ts'
import { useTimes } from '../../data/words.tsx'

const blank = { by: '', position: '', startsAt: '', endsAt: '', note: '' }

type Draft = typeof blank
type Set = (patch: Partial<Draft>) => void

const Times = ({ draft, set }: { draft: Draft; set: Set }) => {
  const t = useTranslations('override')
  return (
    <>
      <Field
        name="startsAt"
        label={t('from')}
        kind="datetime-local"
        value={draft.startsAt}
        onChange={(startsAt) => set({ startsAt })}
      />
      <Field
        name="endsAt"
        label={t('to')}
        kind="datetime-local"
        value={draft.endsAt}
        onChange={(endsAt) => set({ endsAt })}
      />
    </>
  )
}

const StandIn = ({ schedule }: { schedule: Schedule }) => {
  const t = useTranslations('override')
  const client = useQueryClient()
  const [draft, setDraft] = useState(blank)
  const set: Set = (patch) => setDraft({ ...draft, ...patch })
  const make = useMutation({
    mutationFn: () =>
      ask<Override>(`/v1/schedules/${at(schedule.key)}/overrides`, {
        method: 'POST',
        body: {
          kind: 'replace',
          by: draft.by === '' ? null : draft.by,
          position: draft.position === '' ? null : draft.position,
          startsAt: instantTyped(draft.startsAt),
          endsAt: instantTyped(draft.endsAt) ?? '',
          note: draft.note,
        },
      }),
    onSuccess: async () => {
      setDraft(blank)
      await client.invalidateQueries({ queryKey: ['schedules'] })
      await client.invalidateQueries({ queryKey: ['on-call'] })
    },
  })
  const positions = schedule.positions.map(({ key }) => ({ value: key, label: key }))
  return (
    <Form error={make.error} onSubmit={() => make.mutate()}>
      <h3>{t('make')}</h3>
      <SoughtChoice<User>
        path="/v1/users"
        name="by"
        label={t('by')}
        value={draft.by}
        onChange={(by) => set({ by })}
        none="–"
      />
      <Choice
        name="position"
        label={t('position')}
        value={draft.position}
        onChange={(position) => set({ position })}
        options={[{ value: '', label: t('everyPosition') }, ...positions]}
      />
      <Times draft={draft} set={set} />
      <Field name="note" label={t('note')} value={draft.note} onChange={(note) => set({ note })} />
      <Save error={make.error} busy={make.isPending} label={t('submit')} />
    </Form>
  )
}

const nameOf = (one: Override['user']): string => (one === null ? '' : one.name || one.key)

/** Who is put on or taken off; of one who stands in, for whom too. */
const useWhom = () => {
  const t = useTranslations('override')
  return ({ kind, user, by }: Pick<Override, 'kind' | 'user' | 'by'>): string => {
    if (kind !== 'replace') return nameOf(user)
    return t('instead', { by: nameOf(by), of: user === null ? t('whoever') : nameOf(user) })
  }
}

export const Overrides = ({ schedule, mayChange }: { schedule: Schedule; mayChange: boolean }) => {
  const t = useTranslations()
  const may = useMay()
  const client = useQueryClient()
  const { on } = useTimes()
  const whom = useWhom()
  const path = `/v1/schedules/${at(schedule.key)}/overrides`
  const { person } = useSearch({ strict: false }) as { readonly person?: string }
  const filter = useFilter('.')
  const narrow = (
    <div className="filters">
      <SoughtChoice<User>
        path="/v1/users"
        name="person"
        label={t('override.person')}
        value={person ?? ''}
        onChange={filter('person')}
        none={t('log.any')}
        enabled={may('users:read')}
      />
    </div>
  )
  const refresh = (): void => {
    for (const queryKey of [['schedules'], ['on-call']]) void client.invalidateQueries({ queryKey })
  }
  return (
    <section>
      <h2>{t('override.title')}</h2>
      <List<Override>
        path={path}
        filters={{ user: person }}
        narrow={narrow}
        empty={<p className="aside">{t('override.none')}</p>}
      >
        {(one) => {
          const { id, kind, startsAt, endsAt, position, note } = one
          return (
            <>
              <span className="aside">
                {on(startsAt)} – {on(endsAt)}
              </span>
              <span>
                <strong>{t(`overrideKind.${kind}`)}</strong> {[whom(one), position, note].filter(Boolean).join(' · ')}
              </span>
              {mayChange && <Remove path={`${path}/${id}`} what={t('override.removeSure')} onRemoved={refresh} />}
            </>
          )
        }}
      </List>
      {mayChange && <StandIn schedule={schedule} />}
    </section>
  )
}
