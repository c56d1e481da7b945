// Signing in, and choosing a password of one's own where the present one was made for one use.

import { Button, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent, ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import type { Session } from '#contract/sessions'
import { Said } from '../components/said.tsx'
import { ask } from '../data/api.ts'
import { sessionQuery } from '../data/queries.ts'
import { useLanguage } from '../data/words.tsx'

const Door = ({ title, children }: { title: string; children: ReactNode }) => {
  const t = useTranslations('shell')
  const { language, toggle } = useLanguage()
  return (
    <main className="door">
      <Paper className="sheet" component="section">
        <p className="brand" lang="ja">
          Noroshi <span>狼煙</span>
        </p>
        <Title order={1} size="h3">
          {title}
        </Title>
        {children}
      </Paper>
      <button type="button" className="quiet" lang={language === 'ja' ? 'en' : 'ja'} onClick={toggle}>
        {t('language')}
      </button>
    </main>
  )
}

const fieldsOf = (event: FormEvent<HTMLFormElement>): Record<string, string> => {
  event.preventDefault()
  return Object.fromEntries(
    [...new FormData(event.currentTarget)].flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  )
}

export const SignIn = () => {
  const t = useTranslations('signIn')
  const client = useQueryClient()
  const enter = useMutation({
    mutationKey: ['session'],
    mutationFn: (body: Record<string, string>) => ask<Session>('/v1/session', { method: 'POST', body }),
    onSuccess: (session) => client.setQueryData(sessionQuery.queryKey, session),
  })
  return (
    <Door title={t('title')}>
      <form onSubmit={(event) => enter.mutate(fieldsOf(event))}>
        <Stack>
          <TextInput
            name="account"
            label={t('account')}
            autoComplete="username"
            autoCapitalize="none"
            required
            withAsterisk={false}
          />
          <TextInput name="subaccount" label={t('subaccount')} autoCapitalize="none" />
          <PasswordInput
            name="password"
            label={t('password')}
            autoComplete="current-password"
            required
            withAsterisk={false}
          />
          <Said error={enter.error} />
          <Button type="submit" size="md" color="ink" loading={enter.isPending}>
            {t('submit')}
          </Button>
        </Stack>
      </form>
    </Door>
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
      <form onSubmit={(event) => change.mutate(fieldsOf(event))}>
        <Stack>
          <Text>{t('why')}</Text>
          <PasswordInput
            name="current"
            label={t('current')}
            autoComplete="current-password"
            required
            withAsterisk={false}
          />
          <PasswordInput
            name="password"
            label={t('new')}
            description={t('rule')}
            autoComplete="new-password"
            required
            withAsterisk={false}
          />
          <Said error={change.error} />
          <Button type="submit" size="md" color="ink" loading={change.isPending}>
            {t('submit')}
          </Button>
        </Stack>
      </form>
    </Door>
  )
}
