// One message by this connection, to see that it arrives. What costs money is asked once more.

import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { User } from '#contract/users'
import { Choice, Field, Form, Save } from '../../components/form.tsx'
import { SmsSize } from '../../components/sms-size.tsx'
import { Sure } from '../../components/sure.tsx'
import { ask, Refusal } from '../../data/api.ts'
import { choicesQuery, useMay } from '../../data/queries.ts'
import type { kinds } from './kinds.ts'
import { useNumbers } from './numbers.tsx'

type Channel = (typeof kinds)[keyof typeof kinds]['channel']
type Props = { readonly connection: string; readonly channel: Channel }
type Started = { readonly id: string }

/** People who have a method of the channel, and somebody else. */
const useWhom = (channel: Channel) => {
  const may = useMay()
  const { data } = useQuery({ ...choicesQuery<User>('/v1/users'), enabled: may('users:read') })
  return (data?.items ?? []).filter(({ contactMethods }) => contactMethods.some((method) => method.channel === channel))
}

/** The caller ids there are, the first being the usual one; for calls only. */
const useCallerIds = ({ connection, channel }: Props): readonly string[] => {
  const { data } = useNumbers(connection, channel === 'phone')
  return (data?.items ?? []).filter(({ voice }) => voice).map(({ number }) => number)
}

const costs = (error: Error | null): boolean => error instanceof Refusal && error.code === 'direct.costs'

type Draft = { readonly user: string; readonly address: string; readonly from: string; readonly text: string }
const blank: Draft = { user: '', address: '', from: '', text: '' }

const bodyOf = ({ user, address, from, text }: Draft, { connection, channel }: Props) => ({
  connection,
  to: user === '' ? { channel, address } : { user, channel },
  ...(from === '' ? {} : { from }),
  ...(text.trim() === '' ? {} : { text }),
})

type FieldsProps = Props & { readonly draft: Draft; readonly set: (patch: Partial<Draft>) => void }

const Fields = ({ draft: { user, address, from, text }, set, ...way }: FieldsProps) => {
  const t = useTranslations('testSend')
  const people = useWhom(way.channel)
  const callerIds = useCallerIds(way)
  const anybody = [{ value: '', label: t('else') }, ...people.map(({ key, name }) => ({ value: key, label: name }))]
  const [usual = ''] = callerIds
  useEffect(() => {
    if (from === '' && usual !== '') set({ from: usual })
  }, [from, usual, set])
  return (
    <>
      {people.length > 0 && (
        <Choice
          name="user"
          label={t('whom')}
          value={user}
          onChange={(value) => set({ user: value })}
          options={anybody}
        />
      )}
      {user === '' && (
        <Field name="to.address" label={t('address')} value={address} onChange={(value) => set({ address: value })} />
      )}
      {callerIds.length > 0 && (
        <Choice
          name="from"
          label={t('from')}
          value={from}
          onChange={(value) => set({ from: value })}
          options={callerIds.map((value) => ({ value, label: value }))}
        />
      )}
      <Field
        name="text"
        label={t('text')}
        hint={t('textHint')}
        lines={2}
        value={text}
        onChange={(value) => set({ text: value })}
      />
      {way.channel === 'sms' && <SmsSize text={text} />}
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

export const TestSend = (way: Props) => {
  const t = useTranslations('testSend')
  const [draft, setDraft] = useState(blank)
  const [set] = useState(() => (patch: Partial<Draft>) => setDraft((was) => ({ ...was, ...patch })))
  const send = useMutation({
    mutationFn: (acceptCost: boolean) =>
      ask<Started>('/v1/test-sends', { method: 'POST', body: { ...bodyOf(draft, way), acceptCost } }),
  })
  const error = costs(send.error) ? null : send.error
  return (
    <section>
      <h2>{t('title')}</h2>
      <Form error={error} onSubmit={() => send.mutate(false)}>
        <Fields draft={draft} set={set} {...way} />
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
