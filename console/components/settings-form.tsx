// A page of the space's settings: what is changed is sent alone, so that nothing else is touched; what a file keeps, or somebody may not
// change, is shown and locked; and where somebody else was quicker, both are shown.

import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import type { Settings } from '#contract/settings'
import { useMay } from '../data/queries.ts'
import { SaveOrDecide } from './conflict.tsx'
import { Form, Guard } from './form.tsx'
import { useDraft, useSaveStanding } from './saving.ts'

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
  /** The address of this page. */
  readonly here: string
  /** Reads the settings anew, and begins anew with them. */
  readonly again: () => void
  readonly children: (fields: Fields<Draft>) => ReactNode
}

export const SettingsForm = <Draft,>({ settings, draftOf, bodyOf, here, again, children }: Props<Draft>) => {
  const t = useTranslations('form')
  const may = useMay()
  const saved = draftOf(settings)
  const { draft, set, dirty, settle } = useDraft<Draft>(saved)
  const save = useSaveStanding<Settings, Partial<Settings>>({
    path: '/v1/settings',
    old: settings,
    was: bodyOf(saved),
    shownBy: ['settings'],
    onSaved: settle,
  })
  const ofFile = settings.managedBy === 'file'
  const fixed = ofFile || !may('config:write')
  const body = bodyOf(draft)
  return (
    <>
      {ofFile && <p className="paused">{t('inFile')}</p>}
      <Form error={save.error} onSubmit={() => save.mutate({ body })}>
        {children({ draft, set, fixed })}
        {!fixed && <SaveOrDecide save={save} body={body} theirs={here} again={again} disabled={!dirty} />}
        {save.isSuccess && !dirty && <p role="status">{t('saved')}</p>}
      </Form>
      <Guard when={dirty} />
    </>
  )
}
