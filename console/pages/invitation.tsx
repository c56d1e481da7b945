// Where the link of an invitation or of a password reset leads: whoever holds it sets a password of their own and is signed in.

import { Button, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Invitation as Found } from '#contract/accounts'
import { Door, Entry, fieldsOf } from '../components/door.tsx'
import { Form } from '../components/form.tsx'
import { Said } from '../components/said.tsx'
import { Secret } from '../components/secret.tsx'
import { ask } from '../data/api.ts'
import { useTimes } from '../data/words.tsx'

const Accepting = ({ secret, found }: { secret: string; found: Found }) => {
  const t = useTranslations()
  const { at } = useTimes()
  const accept = useMutation({
    mutationKey: ['session'],
    mutationFn: (fields: Record<string, string>) =>
      ask<unknown>('/v1/invitations/accept', { method: 'POST', body: { secret, ...fields } }),
    onSuccess: () => location.assign('/console/'),
  })
  return (
    <Form error={accept.error} onSubmit={(event) => accept.mutate(fieldsOf(event))}>
      <Text>{t(`invitation.${found.kind}`, { name: found.userName, at: at(found.expiresAt) })}</Text>
      {found.account === null ? (
        <Entry name="account" label={t('signIn.account')} autoComplete="username" required />
      ) : (
        <Text>
          {t('signIn.account')}: <strong>{found.account}</strong>
        </Text>
      )}
      <Secret
        name="password"
        label={t('password.new')}
        description={t('password.rule')}
        autoComplete="new-password"
        required
      />
      <Said error={accept.error} />
      <Button type="submit" size="md" color="ink" loading={accept.isPending}>
        {t('invitation.accept')}
      </Button>
    </Form>
  )
}

export const Invitation = () => {
  const t = useTranslations('invitation')
  // Read once: the secret does not stay in the address.
  const [secret] = useState(() => {
    const { hash, pathname } = location
    history.replaceState(null, '', pathname)
    return hash.slice(1)
  })
  const { data, error } = useQuery({
    queryKey: ['session', 'invitation'],
    queryFn: () => ask<Found>('/v1/invitations/look', { method: 'POST', body: { secret } }),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <Door title={t('title')}>
      <Said error={error} />
      {error !== null && (
        <>
          <Text>{t('askAgain')}</Text>
          <a href="/console/">{t('signIn')}</a>
        </>
      )}
      {data !== undefined && <Accepting secret={secret} found={data} />}
    </Door>
  )
}
