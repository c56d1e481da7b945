// Whether it is known that a contact method reaches the person: a code is sent there and entered here. Whoever manages people may
// vouch instead. About what is saved; what is being typed above has to be saved first.

import { Button, Group } from '@mantine/core'
import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { CodeSent, User } from '#contract/users'
import { Field, Form } from '../../components/form.tsx'
import { Said } from '../../components/said.tsx'
import { ask } from '../../data/api.ts'
import { useTimes } from '../../data/words.tsx'

type Saved = User['contactMethods'][number]
type Where = {
  /** `/v1/session/user`, or a user by id. */
  readonly path: string
  /** May say so without a code. */
  readonly vouches: boolean
}

/** Those whose messages somebody in particular reads. */
const personal: readonly string[] = ['phone', 'sms', 'mail', 'slack', 'lineworks', 'push']

const useChange = <T, V = void>(change: (value: V) => Promise<T>) => {
  const client = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['session', '/v1/session/user'] }),
        client.invalidateQueries({ queryKey: ['users'] }),
      ]),
  })
}

const Entry = ({ path, what, name }: { path: string; what: string; name: string }) => {
  const t = useTranslations('verification')
  const [code, setCode] = useState('')
  const enter = useChange(() => ask<User>(`${path}/verify`, { method: 'POST', body: { code } }))
  return (
    <Form error={enter.error} onSubmit={() => enter.mutate()}>
      <Group align="end">
        <Field name="code" label={t('code', { what })} value={code} onChange={setCode} hint={t('codeHint', { name })} />
        <Button type="submit" color="ink" loading={enter.isPending} disabled={code.trim() === ''}>
          {t('enter')}
        </Button>
      </Group>
      <Said error={enter.error} />
    </Form>
  )
}

const useStanding = () => {
  const t = useTranslations('verification')
  const { at } = useTimes()
  return ({ verification: { state, at: when, by, until } }: Saved): string => {
    if (state === 'code_sent') return t('codeSent', { until: until === null ? '' : at(until) })
    if (state === 'unverified') return t('unverified')
    const said = { by: by ?? '', at: when === null ? '' : at(when) }
    return state === 'verified' ? t('verified', said) : t('vouched', said)
  }
}

type DoProps<T> = { readonly name: string; readonly label: string; readonly by: UseMutationResult<T, Error, void> }

const Do = <T,>({ name, label, by }: DoProps<T>) => (
  <Button variant="default" loading={by.isPending} onClick={() => by.mutate()} aria-label={name}>
    {label}
  </Button>
)

type OneProps = { readonly method: Saved; readonly where: Where; readonly name: string }

/** What can be done about one that nobody verified. */
const Open = ({ method, where, name }: OneProps) => {
  const t = useTranslations('verification')
  const what = useWhat()(method)
  const path = `${where.path}/contact-methods/${method.id}`
  const send = useChange(() => ask<CodeSent>(`${path}/code`, { method: 'POST' }))
  const vouch = useChange(() => ask<User>(`${path}/vouch`, { method: 'POST' }))
  const sent = method.verification.state === 'code_sent'
  return (
    <>
      <Group>
        {personal.includes(method.channel) && (
          <Do name={t('sendTo', { what })} label={sent ? t('sendAgain') : t('send')} by={send} />
        )}
        {where.vouches && <Do name={t('vouchFor', { what })} label={t('vouch')} by={vouch} />}
      </Group>
      <Said error={send.error ?? vouch.error} />
      {sent && <Entry path={path} what={what} name={name} />}
    </>
  )
}

const Closed = ({ method, where }: Omit<OneProps, 'name'>) => {
  const t = useTranslations('verification')
  const what = useWhat()(method)
  const path = `${where.path}/contact-methods/${method.id}/verification`
  const doubt = useChange(() => ask<User>(path, { method: 'DELETE' }))
  return (
    <>
      {where.vouches && <Do name={t('doubtOf', { what })} label={t('doubt')} by={doubt} />}
      <Said error={doubt.error} />
    </>
  )
}

const useWhat = () => {
  const t = useTranslations('channel')
  return ({ channel, address, label }: Saved): string => `${t(channel)} ${channel === 'push' ? label : address}`
}

const One = ({ method, where, name }: OneProps) => {
  const standing = useStanding()
  const what = useWhat()(method)
  const { state } = method.verification
  const open = state === 'unverified' || state === 'code_sent'
  return (
    <li className="verification">
      <span className="subject">{what}</span>
      <span className={open ? 'aside' : undefined}>{standing(method)}</span>
      {open ? <Open method={method} where={where} name={name} /> : <Closed method={method} where={where} />}
    </li>
  )
}

export const Verifications = ({ user, ...where }: Where & { readonly user: User }) => {
  const t = useTranslations('verification')
  if (user.contactMethods.length === 0) return null
  return (
    <section>
      <h2>{t('title')}</h2>
      <p className="aside">{t('what')}</p>
      <ul className="plain">
        {user.contactMethods.map((method) => (
          <One key={method.id} method={method} where={where} name={user.name} />
        ))}
      </ul>
    </section>
  )
}
