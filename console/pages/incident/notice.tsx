// 一斉通知: what is told to every member of a project, and on which of their devices. Those that are a default are ticked from the
// beginning; phones only where they are to ring.

import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { NoticeDevices } from '#contract/incidents'
import { Field, Tick } from '../../components/form.tsx'
import { useProblem } from '../../components/problem.ts'
import { Said } from '../../components/said.tsx'
import { at } from '../../data/api.ts'
import { oneQuery } from '../../data/queries.ts'

type Member = NoticeDevices['items'][number]
type Method = Member['methods'][number]
export type NoticeDraft = {
  readonly text: string
  readonly call: boolean
  /** What was ticked or not by hand, by the id of a contact method. */
  readonly ticks: Readonly<Record<string, boolean>>
}
export const silent: NoticeDraft = { text: '', call: false, ticks: {} }

const NAMES_SHOWN = 6
const PEOPLE_SHOWN = 50

export const useDevices = (project: string) =>
  useQuery(oneQuery<NoticeDevices>(`/v1/projects/${at(project)}/notice-devices`))

const isOn = ({ call, ticks }: NoticeDraft, { id, channel, default: usual }: Method): boolean =>
  (channel !== 'phone' || call) && (ticks[id] ?? usual)

/** Everybody something goes to. */
export const toldOf = (draft: NoticeDraft, devices: NoticeDevices | undefined): readonly Member[] =>
  devices?.items.filter(({ methods }) => methods.some((one) => isOn(draft, one))) ?? []

/** As the server takes it: while nothing was ticked by hand, it is the server that knows the defaults. */
export const noticeOf = (draft: NoticeDraft, devices: NoticeDevices | undefined) => {
  const { text, call, ticks } = draft
  if (devices === undefined || Object.keys(ticks).length === 0) return { text, call }
  const methods = devices.items.flatMap((one) => one.methods.filter((method) => isOn(draft, method)))
  return { text, call, methods: methods.map(({ id }) => id) }
}

type Props = {
  readonly draft: NoticeDraft
  readonly set: (patch: Partial<NoticeDraft>) => void
  readonly devices: NoticeDevices | undefined
}

const One = ({ member, draft, set }: { member: Member } & Omit<Props, 'devices'>) => {
  const t = useTranslations()
  const shown = member.methods.filter(({ channel }) => channel !== 'phone' || draft.call)
  return (
    <li>
      <strong>{member.name}</strong>
      {shown.length === 0 && <span className="aside">{t('notice.noDevice')}</span>}
      {shown.map((method) => (
        <Tick
          key={method.id}
          label={`${t(`channel.${method.channel}`)} ${method.address}`}
          value={isOn(draft, method)}
          onChange={(on) => set({ ticks: { ...draft.ticks, [method.id]: on } })}
        />
      ))}
    </li>
  )
}

const Devices = ({ draft, set, devices }: Props) => {
  const t = useTranslations('notice')
  const [search, setSearch] = useState('')
  const items = devices?.items ?? []
  const found = items.filter(({ name }) => name.includes(search.trim()))
  return (
    <details>
      <summary>{t('devices')}</summary>
      {items.length > PEOPLE_SHOWN && <Field name="search" label={t('search')} value={search} onChange={setSearch} />}
      <ul className="plain">
        {found.slice(0, PEOPLE_SHOWN).map((member) => (
          <One key={member.user} member={member} draft={draft} set={set} />
        ))}
      </ul>
      {found.length > PEOPLE_SHOWN && <p className="aside">{t('more', { count: found.length - PEOPLE_SHOWN })}</p>}
    </details>
  )
}

/** Whom it reaches, in words. */
export const Whom = ({ draft, devices }: Omit<Props, 'set'>) => {
  const t = useTranslations('notice')
  if (devices === undefined) return null
  const told = toldOf(draft, devices)
  if (told.length === 0) return <p>⚠ {t('nobody')}</p>
  const names = told.slice(0, NAMES_SHOWN).map(({ name }) => name)
  const more = told.length > NAMES_SHOWN ? t('andMore', { count: told.length - NAMES_SHOWN }) : ''
  return <Text className="aside">{t('whom', { names: `${names.join(t('and'))}${more}`, count: told.length })}</Text>
}

type FieldsProps = Omit<Props, 'devices'> & {
  readonly project: string
  /** How the server calls the notice’s fields: within an incident, or alone. */
  readonly prefix?: string
}

export const NoticeFields = ({ project, draft, set, prefix = 'notice.' }: FieldsProps) => {
  const t = useTranslations('notice')
  const { data: devices, error } = useDevices(project)
  const problem = useProblem(`${prefix}methods`)
  return (
    <fieldset className="form">
      <legend>{t('title')}</legend>
      <Field
        name={`${prefix}text`}
        label={t('text')}
        hint={t('textHint')}
        lines={3}
        value={draft.text}
        onChange={(text) => set({ text })}
      />
      <Tick
        label={t('call')}
        hint={devices?.phones === false ? t('noPhones') : t('callHint')}
        value={draft.call}
        disabled={devices?.phones === false}
        onChange={(call) => set({ call })}
      />
      <Said error={error} />
      <Whom draft={draft} devices={devices} />
      {problem !== undefined && <p className="finding">{problem}</p>}
      <Devices draft={draft} set={set} devices={devices} />
    </fieldset>
  )
}
