// Whether somebody may sign in: their accounts, and an invitation on which they make one themselves. Links and passwords are
// shown once.

import { Button, Group, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import type { Account, Invitation, RoleGrant } from '#contract/accounts'
import { Copied } from '../../components/copied.tsx'
import { Said } from '../../components/said.tsx'
import { ask, at } from '../../data/api.ts'
import { choicesQuery, useMay } from '../../data/queries.ts'
import { useTimes } from '../../data/words.tsx'

type Made = { readonly link?: string | null; readonly oneTimePassword?: string | null }
const roles = ['member', 'administrator'] as const

const Accounts = ({ user, onMade }: { user: string; onMade: (made: Made) => void }) => {
  const t = useTranslations('access')
  const may = useMay()
  const client = useQueryClient()
  const { data, error } = useQuery(choicesQuery<Account>('/v1/accounts'))
  const act = useMutation({
    mutationFn: ({ path, method, body }: { path: string; method: string; body?: unknown }) =>
      ask<Made | undefined>(`/v1/accounts/${path}`, { method, ...(body === undefined ? {} : { body }) }),
    onSuccess: async (made) => {
      if (made !== undefined) onMade(made)
      await client.invalidateQueries({ queryKey: ['accounts'] })
    },
  })
  const accounts = data?.items.filter((one) => one.user === user) ?? []
  return (
    <>
      <Said error={error ?? act.error} />
      {data !== undefined && accounts.length === 0 && <Text className="aside">{t('noAccount')}</Text>}
      <ul className="plain">
        {accounts.map(({ id, account, disabled, lockedUntil }) => (
          <li key={id}>
            <strong>{account}</strong> {disabled ? t('disabled') : lockedUntil === null ? '' : t('locked')}
            {may('accounts:write') && (
              <Group>
                <Button
                  variant="default"
                  onClick={() => act.mutate({ path: `${id}/reset`, method: 'POST', body: { by: 'link' } })}
                >
                  {t('reset')}
                </Button>
                {lockedUntil !== null && (
                  <Button variant="default" onClick={() => act.mutate({ path: `${id}/unlock`, method: 'POST' })}>
                    {t('unlock')}
                  </Button>
                )}
                <Button
                  variant="default"
                  onClick={() => act.mutate({ path: id, method: 'PATCH', body: { disabled: !disabled } })}
                >
                  {disabled ? t('enable') : t('disable')}
                </Button>
              </Group>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}

const Roles = ({ user }: { user: string }) => {
  const t = useTranslations()
  const may = useMay()
  const client = useQueryClient()
  const { data, error } = useQuery(choicesQuery<RoleGrant>('/v1/roles'))
  const mine = data?.items.filter((one) => one.user === user && one.project === null) ?? []
  const turn = useMutation({
    mutationFn: (role: (typeof roles)[number]) => {
      const held = mine.find((one) => one.role === role)
      return held === undefined
        ? ask<unknown>('/v1/roles', { method: 'POST', body: { role, user } })
        : ask<unknown>(`/v1/roles/${held.id}`, { method: 'DELETE' })
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ['roles'] }),
  })
  return (
    <>
      <Said error={error ?? turn.error} />
      <Group>
        {roles.map((role) => (
          <Button
            key={role}
            variant="default"
            aria-pressed={mine.some((one) => one.role === role)}
            disabled={!may('accounts:write') || turn.isPending}
            onClick={() => turn.mutate(role)}
          >
            {mine.some((one) => one.role === role) ? '✓ ' : ''}
            {t(`role.${role}`)}
          </Button>
        ))}
      </Group>
    </>
  )
}

type InviteResult = Invitation & { readonly link: string }

export const Access = ({ user }: { user: string }) => {
  const t = useTranslations('access')
  const may = useMay()
  const { at: when } = useTimes()
  const invite = useMutation({
    mutationFn: () =>
      ask<InviteResult>('/v1/invitations', { method: 'POST', body: { user, roles: [{ role: 'member' }] } }),
  })
  const reset = useMutation({ mutationFn: (made: Made) => Promise.resolve(made) })
  const link = invite.data?.link ?? reset.data?.link
  return (
    <section className="access" aria-labelledby={`access-${at(user)}`}>
      <h2 id={`access-${at(user)}`}>{t('title')}</h2>
      <Accounts user={user} onMade={(made) => reset.mutate(made)} />
      <h3>{t('roles')}</h3>
      <Roles user={user} />
      {may('accounts:write') && (
        <Button variant="default" loading={invite.isPending} onClick={() => invite.mutate()}>
          {t('invite')}
        </Button>
      )}
      <Said error={invite.error} />
      {link != null && (
        <p>
          {t('once')} <Copied text={link} label={t('link')} block />
          {invite.data !== undefined && (
            <span className="aside">{t('until', { at: when(invite.data.expiresAt) })}</span>
          )}
        </p>
      )}
    </section>
  )
}
