// One message or call, to see that it arrives and how: by a connection, or of what is written on a page and not saved yet. Which
// connection, which caller id and whom are chosen here. What costs money is asked once more.

import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Connection } from '#contract/connections'
import type { User } from '#contract/users'
import { Choice, Field, Form, Save } from '../../components/form.tsx'
import { SmsSize } from '../../components/sms-size.tsx'
import { SoughtChoice } from '../../components/sought-choice.tsx'
import { Sure } from '../../components/sure.tsx'
import { ask, Refusal } from '../../data/api.ts'
import { everyQuery, useMay } from '../../data/queries.ts'
import { isKind, kinds } from './kinds.ts'
import { useNumbers } from './numbers.tsx'

type Channel = (typeof kinds)[keyof typeof kinds]['channel']
type Started = { readonly id: string }

type Props = {
  /** By which it may go; the first is chosen at first. */
  readonly channels: readonly Channel[]
  /** The one it goes by; else one is chosen. */
  readonly connection?: string
  /** The one it goes to; else somebody is chosen. */
  readonly user?: string
  /** Chosen at first. */
  readonly usual?: { readonly connection: string | null; readonly from: string | null }
  /** What is tried beside the connection, as the request has it. */
  readonly tried?: object
  /** Whether words may be written here; else those that are tried are about alerts. */
  readonly words?: boolean
}

const useConnections = (channel: Channel, enabled: boolean) => {
  const may = useMay()
  const { data } = useQuery({
    ...everyQuery<Connection>('/v1/connections'),
    enabled: enabled && may('connections:read'),
  })
  return (data ?? []).filter(({ kind }) => isKind(kind) && kinds[kind].channel === channel)
}

/** The caller ids there are, the first being the usual one; for calls only. */
const useCallerIds = (connection: string, channel: Channel): readonly string[] => {
  const { data } = useNumbers(connection, channel === 'phone' && connection !== '')
  return (data?.items ?? []).filter(({ voice }) => voice).map(({ number }) => number)
}

const costs = (error: Error | null): boolean => error instanceof Refusal && error.code === 'direct.costs'

type Draft = {
  readonly channel: Channel
  readonly connection: string
  readonly user: string
  readonly address: string
  readonly from: string
  readonly text: string
}

const draftFor = ({ channels: [channel = 'phone'], connection, user = '', usual }: Props): Draft => ({
  channel,
  connection: connection ?? usual?.connection ?? '',
  user,
  address: '',
  from: usual?.from ?? '',
  text: '',
})

const bodyOf = ({ channel, connection, user, address, from, text }: Draft, { tried = {} }: Props) => ({
  ...tried,
  to: user === '' ? { channel, address } : { user, channel },
  ...(connection === '' ? {} : { connection }),
  ...(from === '' || channel !== 'phone' ? {} : { from }),
  ...(text.trim() === '' ? {} : { text }),
})

type FieldsProps = Props & { readonly draft: Draft; readonly set: (patch: Partial<Draft>) => void }

const Whom = ({ draft: { user, address, channel }, set }: FieldsProps) => {
  const t = useTranslations('testSend')
  const may = useMay()
  return (
    <>
      {may('users:read') && (
        <SoughtChoice<User>
          path="/v1/users"
          only={({ contactMethods }) => contactMethods.some((method) => method.channel === channel)}
          name="user"
          label={t('whom')}
          value={user}
          onChange={(value) => set({ user: value })}
          none={t('else')}
        />
      )}
      {user === '' && (
        <Field name="to.address" label={t('address')} value={address} onChange={(value) => set({ address: value })} />
      )}
    </>
  )
}

const Means = ({ draft: { channel, connection, from }, set, channels, connection: fixed }: FieldsProps) => {
  const t = useTranslations()
  const connections = useConnections(channel, fixed === undefined)
  const callerIds = useCallerIds(connection, channel)
  const [first] = connections
  const [usual = ''] = callerIds
  useEffect(() => {
    if (connection === '' && first !== undefined) set({ connection: first.key })
  }, [connection, first, set])
  useEffect(() => {
    if (from === '' && usual !== '') set({ from: usual })
  }, [from, usual, set])
  return (
    <>
      {channels.length > 1 && (
        <Choice
          name="to.channel"
          label={t('testSend.channel')}
          value={channel}
          onChange={(value) => set({ channel: value as Channel, connection: '', from: '', user: '' })}
          options={channels.map((value) => ({ value, label: t(`channel.${value}`) }))}
        />
      )}
      {fixed === undefined && connections.length > 0 && (
        <Choice
          name="connection"
          label={t('testSend.connection')}
          value={connection}
          onChange={(value) => set({ connection: value, from: '' })}
          options={connections.map(({ key, name }) => ({ value: key, label: name }))}
        />
      )}
      {callerIds.length > 0 && (
        <Choice
          name="from"
          label={t('testSend.from')}
          value={from}
          onChange={(value) => set({ from: value })}
          options={callerIds.map((value) => ({ value, label: value }))}
        />
      )}
    </>
  )
}

const Fields = (props: FieldsProps) => {
  const t = useTranslations('testSend')
  const { draft, set, user, words = true } = props
  return (
    <>
      <Means {...props} />
      {user === undefined && <Whom {...props} />}
      {words && (
        <Field
          name="text"
          label={t('text')}
          hint={t('textHint')}
          lines={2}
          value={draft.text}
          onChange={(value) => set({ text: value })}
        />
      )}
      {words && draft.channel === 'sms' && <SmsSize text={draft.text} />}
    </>
  )
}

const Sent = ({ id }: { id: string }) => {
  const t = useTranslations('testSend')
  return (
    <p role="status">
      {t('sent')}{' '}
      <Link to="/callouts/$id" params={{ id }}>
        {t('follow')}
      </Link>
    </p>
  )
}

/** Beside something else it stays shut until it is wanted: it asks the provider for its numbers. */
export const TestSend = (props: Props) => {
  const t = useTranslations('testSend')
  const may = useMay()
  const [isOpen, setOpen] = useState(props.tried === undefined)
  if (!may('callouts:direct')) return null
  if (isOpen) return <Opened {...props} />
  return (
    <Button variant="default" className="apart" onClick={() => setOpen(true)}>
      {t('open')}
    </Button>
  )
}

const Opened = (props: Props) => {
  const t = useTranslations('testSend')
  const [draft, setDraft] = useState(() => draftFor(props))
  const [set] = useState(() => (patch: Partial<Draft>) => setDraft((was) => ({ ...was, ...patch })))
  const send = useMutation({
    mutationFn: (acceptCost: boolean) =>
      ask<Started>('/v1/test-sends', { method: 'POST', body: { ...bodyOf(draft, props), acceptCost } }),
  })
  const error = costs(send.error) ? null : send.error
  return (
    <section>
      <h2>{t('title')}</h2>
      {props.tried !== undefined && <p className="aside">{t('unsaved')}</p>}
      <Form error={error} onSubmit={() => send.mutate(false)}>
        <Fields {...props} draft={draft} set={set} />
        {costs(send.error) ? (
          <Sure
            what={t('costs')}
            yes={t('yes')}
            no={t('no')}
            busy={send.isPending}
            onYes={() => send.mutate(true)}
            onNo={() => send.reset()}
          />
        ) : (
          <Save error={error} busy={send.isPending} label={t('send')} />
        )}
        {send.isSuccess && <Sent id={send.data.id} />}
      </Form>
    </section>
  )
}
