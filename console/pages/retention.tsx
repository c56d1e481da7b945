// For how long what is over is kept, with what that would delete under each field while it is typed. Asked once more where it would.

import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import type { RetentionLook } from '#contract/retention'
import type { Settings } from '#contract/settings'
import { SaveOrDecide } from '../components/conflict.tsx'
import { Field, Form, Guard } from '../components/form.tsx'
import { Page } from '../components/page.tsx'
import { Said } from '../components/said.tsx'
import { useDraft, useOne, useSaveStanding } from '../components/saving.ts'
import { Sure } from '../components/sure.tsx'
import { queryOf } from '../data/api.ts'
import { oneQuery, useMay } from '../data/queries.ts'
import { SettingsBack } from './settings.tsx'

const kinds = ['callouts', 'incidents', 'alerts', 'deliveries', 'audit'] as const
type Kind = (typeof kinds)[number]
/** As typed; nothing: for ever. */
type Draft = Readonly<Record<Kind, string>>
type Looked = RetentionLook['items'][number]

const DELIVERIES_USUAL = 30

const typed = (days: number | null | undefined): string => (days === null || days === undefined ? '' : String(days))

const draftOf = ({ retention = {} }: Settings): Draft => ({
  callouts: typed(retention.callouts),
  incidents: typed(retention.incidents),
  alerts: typed(retention.alerts),
  deliveries: typed(retention.deliveries === undefined ? DELIVERIES_USUAL : retention.deliveries),
  audit: typed(retention.audit),
})

const daysOf = (text: string): number | null => (text.trim() === '' ? null : Number(text))

const useLook = (draft: Draft) => {
  const asked = useDeferredValue(draft)
  const path = `/v1/retention${queryOf(asked)}`
  const { data } = useQuery({ ...oneQuery<RetentionLook>(path), placeholderData: (before) => before, retry: false })
  return (kind: Kind): Looked | undefined =>
    asked[kind].trim() === '' ? undefined : data?.items.find((one) => one.kind === kind)
}

const Would = ({ looked }: { looked: Looked | undefined }) => {
  const t = useTranslations('retention')
  const format = useFormatter()
  if (looked === undefined) return t('days')
  const oldest = looked.oldest === null ? [] : [t('oldest', { date: format.dateTime(new Date(looked.oldest)) })]
  const keeps = looked.keeps === 0 ? [] : [t('keeps', { count: looked.keeps })]
  return [t('deletes', { count: looked.deletes }), ...oldest, ...keeps].join(' · ')
}

const bodyOf = (draft: Draft) => ({
  retention: Object.fromEntries(kinds.map((kind) => [kind, daysOf(draft[kind])])),
})

const useKeep = (settings: Settings, onSaved: () => void) =>
  useSaveStanding<Settings, ReturnType<typeof bodyOf>>({
    path: '/v1/settings',
    old: settings,
    was: bodyOf(draftOf(settings)),
    shownBy: ['settings'],
    onSaved,
  })

const Editor = ({ settings, again }: { settings: Settings; again: () => void }) => {
  const t = useTranslations()
  const may = useMay()
  const { draft, set, dirty, settle } = useDraft(draftOf(settings))
  const [sure, ask] = useState(false)
  const look = useLook(draft)
  const keep = useKeep(settings, settle)
  const ofFile = settings.managedBy === 'file'
  const fixed = ofFile || !may('config:write')
  const count = kinds.reduce((sum, kind) => sum + (look(kind)?.deletes ?? 0), 0)
  const save = () => {
    ask(false)
    keep.mutate({ body: bodyOf(draft) })
  }
  return (
    <>
      {ofFile && <p>{t('retention.file')}</p>}
      <Form error={keep.error} onSubmit={() => (count > 0 ? ask(true) : save())}>
        {kinds.map((kind) => (
          <Field
            key={kind}
            name={`retention.${kind}`}
            label={t(`retention.kind.${kind}`)}
            kind="number"
            hint={<Would looked={look(kind)} />}
            value={draft[kind]}
            onChange={(value) => set({ [kind]: value })}
            disabled={fixed}
          />
        ))}
        {sure && (
          <Sure
            what={t('retention.sure', { count })}
            yes={t('form.save')}
            no={t('form.stay')}
            busy={keep.isPending}
            onYes={save}
            onNo={() => ask(false)}
          />
        )}
        {!fixed && (
          <SaveOrDecide
            save={keep}
            body={bodyOf(draft)}
            theirs="/console/settings/retention"
            again={again}
            disabled={!dirty}
          />
        )}
        {keep.isSuccess && !dirty && <p role="status">{t('retention.saved')}</p>}
      </Form>
      <Guard when={dirty} />
    </>
  )
}

export const Retention = () => {
  const t = useTranslations('retention')
  const { data, error, reading, again } = useOne<Settings>('/v1/settings')
  return (
    <Page title={t('title')} help="retention" above={<SettingsBack />}>
      <Said error={error} />
      {data !== undefined && <Editor key={reading} settings={data} again={again} />}
    </Page>
  )
}
