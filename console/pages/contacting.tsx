// What holds whenever somebody is contacted, whatever the policy: contact methods that nobody verified, and the guard against floods.

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { limits } from '#contract/limits'
import type { Settings } from '#contract/settings'
import { Choice, Field, Form, Guard, Save } from '../components/form.tsx'
import { Page } from '../components/page.tsx'
import { Said } from '../components/said.tsx'
import { useDraft, useOne } from '../components/saving.ts'
import { ask } from '../data/api.ts'
import { useMay } from '../data/queries.ts'
import { SettingsBack } from './settings.tsx'

type Draft = { readonly unverified: 'contact' | 'skip'; readonly attempts: string; readonly minutes: string }

const { attempts: usualAttempts, minutes: usualMinutes } = limits.flood

const draftOf = ({ contactMethods = {} }: Settings): Draft => ({
  unverified: contactMethods.unverified ?? 'contact',
  attempts: String(contactMethods.flood?.attempts ?? usualAttempts.default),
  minutes: String(contactMethods.flood?.minutes ?? usualMinutes.default),
})

const useKeep = (onKept: () => void) => {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ unverified, attempts, minutes }: Draft) => {
      const contactMethods = { unverified, flood: { attempts: Number(attempts), minutes: Number(minutes) } }
      return ask<Settings>('/v1/settings', { method: 'PATCH', body: { contactMethods } })
    },
    onSuccess: async () => {
      onKept()
      await client.invalidateQueries({ queryKey: ['settings'] })
    },
  })
}

const Editor = ({ settings }: { settings: Settings }) => {
  const t = useTranslations()
  const may = useMay()
  const { draft, set, dirty, settle } = useDraft(draftOf(settings))
  const keep = useKeep(settle)
  const ofFile = settings.managedBy === 'file'
  const fixed = ofFile || !may('config:write')
  return (
    <>
      {ofFile && <p>{t('form.inFile')}</p>}
      <Form error={keep.error} onSubmit={() => keep.mutate(draft)}>
        <Choice
          name="contactMethods.unverified"
          label={t('contacting.unverified')}
          hint={t('contacting.unverifiedHint')}
          value={draft.unverified}
          onChange={(unverified) => set({ unverified: unverified as Draft['unverified'] })}
          options={(['contact', 'skip'] as const).map((value) => ({ value, label: t(`contacting.${value}`) }))}
          disabled={fixed}
        />
        <Field
          name="contactMethods.flood.attempts"
          label={t('contacting.attempts')}
          hint={t('contacting.floodHint')}
          kind="number"
          value={draft.attempts}
          onChange={(attempts) => set({ attempts })}
          disabled={fixed}
        />
        <Field
          name="contactMethods.flood.minutes"
          label={t('contacting.minutes')}
          kind="number"
          value={draft.minutes}
          onChange={(minutes) => set({ minutes })}
          disabled={fixed}
        />
        {!fixed && <Save error={keep.error} busy={keep.isPending} disabled={!dirty} />}
        {keep.isSuccess && !dirty && <p role="status">{t('contacting.saved')}</p>}
      </Form>
      <Guard when={dirty} />
    </>
  )
}

export const Contacting = () => {
  const t = useTranslations('contacting')
  const { data, error, reading } = useOne<Settings>('/v1/settings')
  return (
    <Page title={t('title')} help="contacting" above={<SettingsBack />}>
      <Said error={error} />
      {data !== undefined && <Editor key={reading} settings={data} />}
    </Page>
  )
}
