// A page of the space's settings: what is changed is sent alone, so that nothing else is touched; what a file keeps, or somebody may not
// change, is shown and locked.

import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import type { Settings } from '#contract/settings'
import { ask } from '../data/api.ts'
import { useMay } from '../data/queries.ts'
import { Form, Guard, Save } from './form.tsx'
import { useDraft } from './saving.ts'

type Fields<Draft> = {
  readonly draft: Draft
  readonly set: (patch: Partial<Draft>) => void
  readonly fixed: boolean
}

type Props<Draft> = {
  readonly settings: Settings
  readonly draftOf: (settings: Settings) => Draft
  /** What of the settings a draft says, each part whole. */
  readonly bodyOf: (draft: Draft) => Partial<Settings>
  readonly children: (fields: Fields<Draft>) => ReactNode
}

/** The parts that differ. */
const changedOf = (before: Partial<Settings>, now: Partial<Settings>): Partial<Settings> =>
  Object.fromEntries(
    Object.entries(now).filter(([part, value]) => {
      return JSON.stringify(value) !== JSON.stringify(before[part as keyof Settings])
    }),
  )

export const SettingsForm = <Draft,>({ settings, draftOf, bodyOf, children }: Props<Draft>) => {
  const t = useTranslations('form')
  const may = useMay()
  const client = useQueryClient()
  const saved = draftOf(settings)
  const { draft, set, dirty, settle } = useDraft<Draft>(saved)
  const keep = useMutation({
    mutationFn: () => ask<Settings>('/v1/settings', { method: 'PATCH', body: changedOf(bodyOf(saved), bodyOf(draft)) }),
    onSuccess: async () => {
      settle()
      await client.invalidateQueries({ queryKey: ['settings'] })
    },
  })
  const ofFile = settings.managedBy === 'file'
  const fixed = ofFile || !may('config:write')
  return (
    <>
      {ofFile && <p className="paused">{t('inFile')}</p>}
      <Form error={keep.error} onSubmit={() => keep.mutate()}>
        {children({ draft, set, fixed })}
        {!fixed && <Save error={keep.error} busy={keep.isPending} disabled={!dirty} />}
        {keep.isSuccess && !dirty && <p role="status">{t('saved')}</p>}
      </Form>
      <Guard when={dirty} />
    </>
  )
}
