// One template: what is said and what keys do; beside it, what is heard of it.

import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Template as Saved } from '#contract/templates'
import { SaveOrDecide } from '../../components/conflict.tsx'
import { Copied } from '../../components/copied.tsx'
import { Choice, Field, Form, Guard, NameAndKey } from '../../components/form.tsx'
import { Page } from '../../components/page.tsx'
import { Remove } from '../../components/remove.tsx'
import { Said } from '../../components/said.tsx'
import { useDraft, useOne, useSave } from '../../components/saving.ts'
import { at } from '../../data/api.ts'
import { useMay } from '../../data/queries.ts'
import { TestSend } from '../connection/test-send.tsx'
import { blank, bodyOf, contentOf, type Draft, draftOf, type Language } from './draft.ts'
import { Heard } from './heard.tsx'
import { TemplateLines } from './lines.tsx'
import { Keys, Texts } from './texts.tsx'
import '../policy/policy.css'

const times = ['readings', 'readingsPerSet', 'keyWaitSeconds'] as const

/** By which its words can be tried. */
const tryable = ['phone', 'sms', 'mail', 'slack', 'teams', 'lineworks', 'webhook'] as const

type EditorProps = { readonly saved: Saved | null; readonly again: () => void }

const Times = ({ draft, set }: { readonly draft: Draft; readonly set: (patch: Partial<Draft>) => void }) => {
  const t = useTranslations('template')
  return times.map((name) => (
    <Field
      key={name}
      name={name}
      label={t(name)}
      hint={t('usual')}
      value={draft[name]}
      onChange={(text) => set({ [name]: text })}
    />
  ))
}

const Editor = ({ saved, again }: EditorProps) => {
  const t = useTranslations()
  const may = useMay()
  const navigate = useNavigate()
  const [language, setLanguage] = useState<Language>('ja')
  const { draft, set, dirty, settle } = useDraft(saved === null ? blank : draftOf(saved))
  const save = useSave<Saved>({
    path: '/v1/templates',
    old: saved,
    onSaved: ({ key }) => {
      settle()
      void navigate({ to: '/settings/templates/$ref', params: { ref: key }, ignoreBlocker: true })
    },
  })
  const body = bodyOf(draft, saved === null)
  const inFile = saved?.managedBy === 'file'
  const locked = !may('templates:write') || inFile
  return (
    <div className="editing">
      <Form error={save.error} onSubmit={() => save.mutate({ body })}>
        <Guard when={dirty} />
        {inFile && <p className="paused">{t('form.inFile')}</p>}
        <Choice
          name="language"
          label={t('template.language')}
          value={language}
          onChange={(chosen) => setLanguage(chosen as Language)}
          options={(['ja', 'en'] as const).map((value) => ({ value, label: t(`language.${value}`) }))}
        />
        <fieldset className="bare" disabled={locked}>
          <NameAndKey label={t('template.name')} draft={draft} set={set} disabled={locked} />
          <Texts draft={draft} set={set} language={language} />
          <Keys draft={draft} set={set} />
          <Times draft={draft} set={set} />
        </fieldset>
        {!locked && (
          <SaveOrDecide
            save={save}
            body={body}
            theirs={`/console/settings/templates/${at(draft.key)}`}
            again={again}
            approved
          />
        )}
      </Form>
      <div className="beside">
        <Heard draft={draft} language={language} />
        <TestSend channels={tryable} tried={{ templateBody: contentOf(draft) }} />
      </div>
    </div>
  )
}

const Back = () => {
  const t = useTranslations('templates')
  return (
    <Link to="/settings/templates" className="back">
      ← {t('title')}
    </Link>
  )
}

export const NewTemplate = () => {
  const t = useTranslations('templates')
  return (
    <Page title={t('add')} help="template" above={<Back />}>
      <Editor saved={null} again={() => undefined} />
    </Page>
  )
}

export const Template = () => {
  const t = useTranslations('template')
  const may = useMay()
  const navigate = useNavigate()
  const { ref } = useParams({ from: '/settings/templates/$ref' })
  const { data, error, reading, again } = useOne<Saved>(`/v1/templates/${at(ref)}`)
  return (
    <Page
      title={data?.name ?? ref}
      help="template"
      above={<Back />}
      action={data !== undefined && <Copied text={data.id} label={t('id')} />}
    >
      <Said error={error} />
      {data !== undefined && may('policies:read') && <TemplateLines template={data} />}
      {data !== undefined && <Editor key={`${data.id} ${reading}`} saved={data} again={again} />}
      {data?.managedBy === 'console' && may('templates:write') && (
        <Remove
          path={`/v1/templates/${at(data.key)}`}
          what={t('deleteSure', { name: data.name })}
          onRemoved={() => void navigate({ to: '/settings/templates', ignoreBlocker: true })}
        />
      )}
    </Page>
  )
}
