// One address that is told what happens: where, of what, in which shape, and what became of it.

import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { Webhook as Saved } from '#contract/webhooks'
import { SaveOrDecide } from '../../components/conflict.tsx'
import { Choice, Field, Form, Guard, NameAndKey, Tick } from '../../components/form.tsx'
import { Page } from '../../components/page.tsx'
import { Remove } from '../../components/remove.tsx'
import { Said } from '../../components/said.tsx'
import { useDraft, useOne, useSave } from '../../components/saving.ts'
import { at } from '../../data/api.ts'
import { useMay } from '../../data/queries.ts'
import { Deliveries } from './deliveries.tsx'

const shapes = ['noroshi', 'chat', 'pigeon', 'reactio'] as const

type Draft = Pick<Saved, 'key' | 'name' | 'url' | 'shape' | 'enabled'> & {
  readonly events: string
  readonly policies: string
  readonly credential: string
}
const blank: Draft = {
  key: '',
  name: '',
  url: '',
  shape: 'noroshi',
  enabled: true,
  events: 'callout.*',
  policies: '',
  credential: '',
}

const draftOf = ({ key, name, url, shape, enabled, events, policies }: Saved): Draft => ({
  key,
  name,
  url,
  shape,
  enabled,
  events: events.join(' '),
  policies: policies.join(' '),
  credential: '',
})

const namesIn = (text: string): string[] => text.split(/[\s,、]+/).filter((one) => one !== '')

const bodyOf = ({ events, policies, credential, ...rest }: Draft) => ({
  ...rest,
  events: namesIn(events),
  policies: namesIn(policies),
  ...(credential === '' ? {} : { credential }),
})

const Fields = ({ draft, set, locked, hasCredential }: FieldsProps) => {
  const t = useTranslations()
  return (
    <>
      <NameAndKey label={t('webhookField.name')} draft={draft} set={set} disabled={locked} />
      {(['url', 'events', 'policies', 'credential'] as const).map((name) => (
        <Field
          key={name}
          name={name}
          label={t(`webhookField.${name}`)}
          hint={t(name === 'credential' && hasCredential ? 'connection.secretSet' : `webhookHint.${name}`)}
          kind={name === 'credential' ? 'password' : 'text'}
          value={draft[name]}
          onChange={(text) => set({ [name]: text })}
          disabled={locked}
        />
      ))}
      <Choice
        name="shape"
        label={t('webhook.shape')}
        value={draft.shape}
        onChange={(shape) => set({ shape: shape as Draft['shape'] })}
        options={shapes.map((value) => ({ value, label: t(`webhookShape.${value}`) }))}
        disabled={locked}
      />
      <Tick
        label={t('webhook.enabled')}
        value={draft.enabled}
        onChange={(enabled) => set({ enabled })}
        disabled={locked}
      />
    </>
  )
}

type FieldsProps = {
  readonly draft: Draft
  readonly set: (patch: Partial<Draft>) => void
  readonly locked: boolean
  readonly hasCredential: boolean
}

const Editor = ({ saved, again }: { saved: Saved | null; again: () => void }) => {
  const may = useMay()
  const navigate = useNavigate()
  const { draft, set, dirty, settle } = useDraft(saved === null ? blank : draftOf(saved))
  const save = useSave<Saved>({
    path: '/v1/webhooks',
    old: saved,
    onSaved: ({ key }) => {
      settle()
      void navigate({ to: '/settings/webhooks/$ref', params: { ref: key }, ignoreBlocker: true })
    },
  })
  const body = bodyOf(draft)
  const locked = !may('webhooks:write')
  return (
    <Form error={save.error} onSubmit={() => save.mutate({ body })}>
      <Guard when={dirty} />
      <Fields draft={draft} set={set} locked={locked} hasCredential={saved?.hasCredential ?? false} />
      {!locked && (
        <SaveOrDecide save={save} body={body} theirs={`/console/settings/webhooks/${at(draft.key)}`} again={again} />
      )}
    </Form>
  )
}

const Back = () => {
  const t = useTranslations('webhooks')
  return (
    <Link to="/settings/webhooks" className="back">
      ← {t('title')}
    </Link>
  )
}

export const NewWebhook = () => {
  const t = useTranslations('webhooks')
  return (
    <Page title={t('add')} help="webhook" above={<Back />}>
      <Editor saved={null} again={() => undefined} />
    </Page>
  )
}

export const Webhook = () => {
  const t = useTranslations('webhook')
  const may = useMay()
  const navigate = useNavigate()
  const { ref } = useParams({ from: '/settings/webhooks/$ref' })
  const { data, error, reading, again } = useOne<Saved>(`/v1/webhooks/${at(ref)}`)
  return (
    <Page title={data?.name ?? ref} help="webhook" above={<Back />}>
      <Said error={error} />
      {data !== undefined && (
        <>
          <Editor key={`${data.id} ${reading}`} saved={data} again={again} />
          <Deliveries webhook={data.key} />
          {may('webhooks:write') && (
            <Remove
              path={`/v1/webhooks/${at(data.key)}`}
              what={t('deleteSure', { name: data.name })}
              onRemoved={() => void navigate({ to: '/settings/webhooks', ignoreBlocker: true })}
            />
          )}
        </>
      )}
    </Page>
  )
}
