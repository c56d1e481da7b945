// What a project says about its incidents: its own fields, the alert about forgotten ones, how notices (一斉通知) are made, and what Reactio’s
// API does where its documents are silent.

import { Link, useParams } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { Connection } from '#contract/connections'
import type { IncidentSettings as Saved } from '#contract/incident-settings'
import type { Template } from '#contract/templates'
import { SaveOrDecide } from '../../components/conflict.tsx'
import { Choice, Field, Form, Guard, Tick } from '../../components/form.tsx'
import { Page } from '../../components/page.tsx'
import { Said } from '../../components/said.tsx'
import { useDraft, useOne, useSaveStanding } from '../../components/saving.ts'
import { SoughtChoice } from '../../components/sought-choice.tsx'
import { at } from '../../data/api.ts'
import { useMay } from '../../data/queries.ts'
import { bodyOf, type Draft, draftOf } from './incident-draft.ts'
import { OptionItems } from './option-items.tsx'

type Props = {
  readonly draft: Draft
  readonly set: (patch: Partial<Draft>) => void
  readonly disabled: boolean
}

const Forgotten = ({ draft, set, disabled }: Props) => {
  const t = useTranslations('incidentSettings')
  return (
    <section className="form">
      <h2>{t('forgotten')}</h2>
      <Tick
        label={t('enabled')}
        hint={t('enabledHint')}
        value={draft.enabled}
        onChange={(enabled) => set({ enabled })}
        disabled={disabled}
      />
      <Field
        name="forgotten.firstMinutes"
        label={t('firstMinutes')}
        kind="number"
        value={draft.firstMinutes}
        onChange={(firstMinutes) => set({ firstMinutes })}
        disabled={disabled}
      />
      <Field
        name="forgotten.everyMinutes"
        label={t('everyMinutes')}
        kind="number"
        value={draft.everyMinutes}
        onChange={(everyMinutes) => set({ everyMinutes })}
        disabled={disabled}
      />
    </section>
  )
}

const Notice = ({ draft, set, disabled }: Props) => {
  const t = useTranslations('incidentSettings')
  const may = useMay()
  return (
    <section className="form">
      <h2>{t('notice')}</h2>
      <SoughtChoice<Connection>
        path="/v1/connections"
        name="notice.connection"
        label={t('connection')}
        value={draft.connection}
        onChange={(connection) => set({ connection })}
        none={t('onlyOne')}
        only={({ kind }) => kind === 'twilio'}
        enabled={may('connections:read')}
        disabled={disabled}
      />
      <Field
        name="notice.from"
        label={t('from')}
        hint={t('fromHint')}
        kind="tel"
        value={draft.from}
        onChange={(from) => set({ from })}
        disabled={disabled}
      />
      <SoughtChoice<Template>
        path="/v1/templates"
        name="notice.template"
        label={t('template')}
        value={draft.template}
        onChange={(template) => set({ template })}
        none={t('ownWords')}
        enabled={may('templates:read')}
        disabled={disabled}
      />
    </section>
  )
}

const OfReactio = ({ draft, set, disabled }: Props) => {
  const t = useTranslations('incidentSettings')
  return (
    <section className="form">
      <h2>{t('reactio')}</h2>
      <Tick
        label={t('createWithoutDestination')}
        hint={t('createWithoutDestinationHint')}
        value={draft.createWithoutDestination}
        onChange={(createWithoutDestination) => set({ createWithoutDestination })}
        disabled={disabled}
      />
      <Choice
        name="reactio.listStatus"
        label={t('listStatus')}
        value={draft.listStatus}
        onChange={(value) => set({ listStatus: value as Draft['listStatus'] })}
        options={(['all', 'open'] as const).map((value) => ({ value, label: t(value) }))}
        disabled={disabled}
      />
    </section>
  )
}

type EditorProps = { readonly path: string; readonly saved: Saved; readonly here: string; readonly again: () => void }

const Editor = ({ path, saved, here, again }: EditorProps) => {
  const t = useTranslations('form')
  const may = useMay()
  const before = draftOf(saved)
  const { draft, set, dirty, settle } = useDraft(before)
  const keep = useSaveStanding<Saved, ReturnType<typeof bodyOf>>({
    path,
    old: saved,
    was: bodyOf(before),
    shownBy: ['projects', path],
    onSaved: settle,
  })
  const body = bodyOf(draft)
  const fields = { draft, set, disabled: !may('projects:write') }
  return (
    <Form error={keep.error} onSubmit={() => keep.mutate({ body })}>
      <Guard when={dirty} />
      <OptionItems options={draft.options} onChange={(options) => set({ options })} disabled={fields.disabled} />
      <Forgotten {...fields} />
      <Notice {...fields} />
      <OfReactio {...fields} />
      {!fields.disabled && <SaveOrDecide save={keep} body={body} theirs={here} again={again} disabled={!dirty} />}
      {keep.isSuccess && !dirty && <p role="status">{t('saved')}</p>}
    </Form>
  )
}

export const IncidentSettings = () => {
  const t = useTranslations('incidentSettings')
  const { ref } = useParams({ from: '/projects/$ref/incidents' })
  const path = `/v1/projects/${at(ref)}/incident-settings`
  const { data, error, reading, again } = useOne<Saved>(path)
  const back = (
    <Link to="/projects/$ref" params={{ ref }} className="back">
      ← {ref}
    </Link>
  )
  return (
    <Page title={t('title')} help="incidentSettings" above={back}>
      <Said error={error} />
      {data !== undefined && (
        <Editor key={reading} path={path} saved={data} here={`/console/projects/${at(ref)}/incidents`} again={again} />
      )}
    </Page>
  )
}
