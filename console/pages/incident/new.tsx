// An incident made by hand: what it is, its topics and first message, and a notice to everybody (一斉通知) where wanted. All of it
// is stored, or nothing; pressed twice, it is made once.

import { Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Incident } from '#contract/incidents'
import type { Project } from '#contract/projects'
import { Field, Form, Guard, Save, Tick } from '../../components/form.tsx'
import { Page } from '../../components/page.tsx'
import { Said } from '../../components/said.tsx'
import { useDraft } from '../../components/saving.ts'
import { SoughtChoice } from '../../components/sought-choice.tsx'
import { Sure } from '../../components/sure.tsx'
import { ask } from '../../data/api.ts'
import { instantTyped } from '../../data/instants.ts'
import { choicesQuery, sessionQuery, useMay } from '../../data/queries.ts'
import { htmlOf, parametersOf, type Values } from './draft.ts'
import { type NoticeDraft, NoticeFields, noticeOf, silent, toldOf, useDevices } from './notice.tsx'
import { Options, useItems } from './options.tsx'

type Draft = {
  readonly project: string
  readonly name: string
  readonly occurredAt: string
  readonly topics: string
  readonly message: string
  readonly values: Values
  readonly notifies: boolean
  readonly notice: NoticeDraft
}
type Set = (patch: Partial<Draft>) => void

const blank: Draft = {
  project: 'default',
  name: '',
  occurredAt: '',
  topics: '',
  message: '',
  values: {},
  notifies: false,
  notice: silent,
}

const topicsOf = (text: string): string[] =>
  text
    .split(/[,、\n]/)
    .map((one) => one.trim())
    .filter((one) => one !== '')

const useMaking = (onMade: (made: Incident) => void) => {
  const client = useQueryClient()
  const [intention] = useState(() => crypto.getRandomValues(new Uint32Array(4)).join('-'))
  return useMutation({
    mutationFn: (body: object) => ask<Incident>('/v1/incidents', { method: 'POST', body, intention }),
    onSuccess: async (made) => {
      onMade(made)
      await client.invalidateQueries({ queryKey: ['incidents'] })
    },
  })
}

const Which = ({ draft, set }: { draft: Draft; set: Set }) => {
  const t = useTranslations('incidents')
  const may = useMay()
  const { project: own } = useSuspenseQuery(sessionQuery).data
  const { data } = useQuery({ ...choicesQuery<Project>('/v1/projects'), enabled: may('projects:read') && own === null })
  if ((data?.items.length ?? 0) < 2) return null
  return (
    <SoughtChoice<Project>
      path="/v1/projects"
      name="project"
      label={t('project')}
      value={draft.project}
      onChange={(project) => set({ project, values: {}, notice: { ...draft.notice, ticks: {} } })}
    />
  )
}

const Fields = ({ draft, set }: { draft: Draft; set: Set }) => {
  const t = useTranslations('incident')
  const { items, unread } = useItems(draft.project)
  return (
    <>
      <Which draft={draft} set={set} />
      <Field name="name" label={t('name')} hint={t('nameHint')} value={draft.name} onChange={(name) => set({ name })} />
      <Field
        name="occurredAt"
        label={t('occurredAt')}
        kind="datetime-local"
        value={draft.occurredAt}
        onChange={(occurredAt) => set({ occurredAt })}
      />
      <Options items={items} unread={unread} values={draft.values} set={(values) => set({ values })} />
      <Field
        name="topics"
        label={t('topics')}
        hint={t('topicsHint')}
        value={draft.topics}
        onChange={(topics) => set({ topics })}
      />
      <Field
        name="message"
        label={t('firstMessage')}
        lines={3}
        value={draft.message}
        onChange={(message) => set({ message })}
      />
    </>
  )
}

const bodyOf = (draft: Draft) => ({
  project: draft.project,
  name: draft.name,
  occurredAt: instantTyped(draft.occurredAt),
  parameters: parametersOf(draft.values),
  topics: topicsOf(draft.topics),
  ...(draft.message.trim() === '' ? {} : { message: htmlOf(draft.message) }),
})

const Making = ({ project }: { project: string }) => {
  const t = useTranslations()
  const navigate = useNavigate()
  const { draft, set, dirty } = useDraft({ ...blank, project })
  const [asking, setAsking] = useState(false)
  const { data: devices } = useDevices(draft.project)
  const make = useMaking(
    ({ number }) => void navigate({ to: '/incidents/$ref', params: { ref: String(number) }, ignoreBlocker: true }),
  )
  const send = () => {
    const notice = draft.notifies ? { notice: noticeOf(draft.notice, devices) } : {}
    make.mutate({ ...bodyOf(draft), ...notice }, { onError: () => setAsking(false) })
  }
  return (
    <Form error={make.error} onSubmit={() => (draft.notifies ? setAsking(true) : send())}>
      <Guard when={dirty && !make.isSuccess} />
      <Fields draft={draft} set={set} />
      <Tick
        label={t('notice.wanted')}
        hint={t('notice.wantedHint')}
        value={draft.notifies}
        onChange={(notifies) => {
          // What people are told is most often what the incident is called.
          const text = draft.notice.text === '' ? draft.name : draft.notice.text
          set({ notifies, notice: { ...draft.notice, text } })
          setAsking(false)
        }}
      />
      {draft.notifies && (
        <NoticeFields
          project={draft.project}
          draft={draft.notice}
          set={(patch) => set({ notice: { ...draft.notice, ...patch } })}
        />
      )}
      {asking ? (
        <>
          <Said error={make.error} />
          <Sure
            what={t('notice.sure', { count: toldOf(draft.notice, devices).length })}
            yes={t('incident.makeAndTell')}
            no={t('notice.no')}
            busy={make.isPending}
            onYes={send}
            onNo={() => setAsking(false)}
          />
        </>
      ) : (
        <Save error={make.error} busy={make.isPending} label={t(draft.notifies ? 'notice.toSure' : 'incident.make')} />
      )}
    </Form>
  )
}

export const NewIncident = () => {
  const t = useTranslations()
  const { project } = useSuspenseQuery(sessionQuery).data
  return (
    <Page
      title={t('incidents.add')}
      help="newIncident"
      above={
        <Link to="/incidents" className="back">
          ← {t('incidents.title')}
        </Link>
      }
    >
      <Text className="aside">{t('incident.makeHint')}</Text>
      <Making project={project?.key ?? 'default'} />
    </Page>
  )
}
