// Signing in, with a code where the account has a second factor; choosing a password of one's own where the present one was made
// for one use; and setting up a second factor where the space asks for one.

import { Alert, Button, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import type { Session, SignInWays } from '#contract/sessions'
import { Door, Entry, fieldsOf } from '../components/door.tsx'
import { Form } from '../components/form.tsx'
import { Said } from '../components/said.tsx'
import { Secret } from '../components/secret.tsx'
import { ask, queryOf, Refusal } from '../data/api.ts'
import { endedKey, sessionQuery } from '../data/queries.ts'
import { SecondFactor } from './me/second-factor.tsx'

const refusals = ['unknown', 'unverified', 'ambiguous', 'disabled', 'expired', 'unreachable', 'failed'] as const

/** The company's own way in, where there is one; and why it led nowhere. */
const Provider = () => {
  const t = useTranslations('signIn')
  const { data } = useQuery({ queryKey: ['signIn'], queryFn: () => ask<SignInWays>('/v1/sign-in') })
  const said = new URLSearchParams(location.search).get('oidc')
  const refusal = refusals.find((one) => one === said)
  if (data === undefined || data.oidc === null) return null
  const to = `${location.pathname.startsWith('/console') ? location.pathname : '/console/'}`
  return (
    <Stack>
      {refusal !== undefined && (
        <Alert role="alert" color="gray" variant="light" className="said">
          {t(refusal)}
        </Alert>
      )}
      <Button component="a" href={`/oidc/start${queryOf({ to })}`} variant="default" size="md">
        {t('through', { name: data.oidc.name })}
      </Button>
    </Stack>
  )
}

type EnterProps = {
  /** The account, where it is known. */
  readonly was?: { readonly account: string; readonly subaccount: string }
  readonly onEntered: (session: Session) => void
}

const EnterForm = ({ was = { account: '', subaccount: '' }, onEntered }: EnterProps) => {
  const t = useTranslations('signIn')
  const enter = useMutation({
    mutationKey: ['session'],
    mutationFn: (body: Record<string, string>) => ask<Session>('/v1/session', { method: 'POST', body }),
    onSuccess: onEntered,
  })
  const code = enter.error instanceof Refusal ? enter.error.code : ''
  const coded = code === 'auth.code_needed' || code === 'auth.code_wrong' || 'code' in (enter.variables ?? {})
  return (
    <Form error={enter.error} onSubmit={(event) => enter.mutate(fieldsOf(event))}>
      <Entry name="account" label={t('account')} defaultValue={was.account} autoComplete="username" required />
      <Entry name="subaccount" label={t('subaccount')} defaultValue={was.subaccount} />
      <Secret name="password" label={t('password')} autoComplete="current-password" required />
      {coded && (
        <Entry
          name="code"
          label={t('code')}
          description={t('codeHint')}
          autoComplete="one-time-code"
          autoFocus
          required
        />
      )}
      <Said error={enter.error} />
      <Button type="submit" size="md" color="ink" loading={enter.isPending}>
        {t('submit')}
      </Button>
    </Form>
  )
}

export const SignIn = () => {
  const t = useTranslations('signIn')
  const client = useQueryClient()
  return (
    <Door title={t('title')}>
      <EnterForm onEntered={(session) => client.setQueryData(sessionQuery.queryKey, session)} />
      <Provider />
    </Door>
  )
}

/** Beside a page whose session ended: nothing typed on it is lost. Somebody else begins with a page of their own. */
export const SignInAgain = () => {
  const t = useTranslations('signIn')
  const client = useQueryClient()
  const before = client.getQueryData(sessionQuery.queryKey)
  const entered = (session: Session) => {
    if (session.user?.id !== before?.user?.id) return location.reload()
    client.setQueryData(sessionQuery.queryKey, session)
    client.setQueryData(endedKey, false)
    void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'ended' && queryKey[0] !== 'session' })
  }
  return (
    <section className="guard again" role="alertdialog" aria-labelledby="again" aria-describedby="againWhy">
      <h2 id="again">{t('again')}</h2>
      <p id="againWhy">{t('againWhy')}</p>
      <EnterForm was={{ account: before?.account ?? '', subaccount: before?.subaccount ?? '' }} onEntered={entered} />
    </section>
  )
}

export const NewPassword = () => {
  const t = useTranslations('password')
  const client = useQueryClient()
  const change = useMutation({
    mutationKey: ['session'],
    mutationFn: (body: Record<string, string>) => ask<void>('/v1/session/password', { method: 'PUT', body }),
    onSuccess: () => client.invalidateQueries({ queryKey: sessionQuery.queryKey }),
  })
  return (
    <Door title={t('title')}>
      <Form error={change.error} onSubmit={(event) => change.mutate(fieldsOf(event))}>
        <Text>{t('why')}</Text>
        <Secret name="current" label={t('current')} autoComplete="current-password" required />
        <Secret name="password" label={t('new')} description={t('rule')} autoComplete="new-password" required />
        <Said error={change.error} />
        <Button type="submit" size="md" color="ink" loading={change.isPending}>
          {t('submit')}
        </Button>
      </Form>
    </Door>
  )
}

export const NewFactor = () => {
  const t = useTranslations('factor')
  const client = useQueryClient()
  return (
    <Door title={t('title')}>
      <Stack>
        <Text>{t('required')}</Text>
        <SecondFactor onKept={() => void client.invalidateQueries({ queryKey: sessionQuery.queryKey })} />
      </Stack>
    </Door>
  )
}
