// Whether somebody may sign in: their accounts, and an invitation on which they make one themselves. Links and passwords are
// shown once.

import { Button, Group, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Account, Invitation } from '#contract/accounts'
import { Copied } from '../../components/copied.tsx'
import { Roles } from '../../components/roles.tsx'
import { Said } from '../../components/said.tsx'
import { Sure } from '../../components/sure.tsx'
import { ask, at } from '../../data/api.ts'
import { everyQuery, useMay } from '../../data/queries.ts'
import { useTimes } from '../../data/words.tsx'
import { Sessions } from './sessions.tsx'

type Made = { readonly link?: string | null; readonly oneTimePassword?: string | null }

type Act = { readonly path: string; readonly method: string; readonly body?: unknown }
type Doing = { readonly busy: boolean; readonly does: (act: Act) => void }

const hard = ['resetFactor', 'endSessions'] as const
type Hard = (typeof hard)[number]
const paths = { resetFactor: 'second-factor', endSessions: 'sessions' } as const

/** What is asked about once more: it signs somebody out, and one of it opens their account to a password alone. */
const Hardly = ({ account: { id, account, hasSecondFactor }, busy, does }: { account: Account } & Doing) => {
  const t = useTranslations('access')
  const [asking, ask] = useState<Hard | null>(null)
  if (asking === null)
    return hard
      .filter((one) => one !== 'resetFactor' || hasSecondFactor)
      .map((one) => (
        <Button key={one} variant="default" onClick={() => ask(one)}>
          {t(one)}
        </Button>
      ))
  const sure = {
    resetFactor: t('resetFactorSure', { name: account }),
    endSessions: t('endSessionsSure', { name: account }),
  }
  const go = () => {
    does({ path: `${id}/${paths[asking]}`, method: 'DELETE' })
    ask(null)
  }
  return <Sure what={sure[asking]} yes={t(asking)} no={t('no')} busy={busy} onYes={go} onNo={() => ask(null)} />
}

const AccountActs = ({ account: one, ...doing }: { account: Account } & Doing) => {
  const t = useTranslations('access')
  const { id, disabled, lockedUntil } = one
  const { does } = doing
  return (
    <Group>
      <Button variant="default" onClick={() => does({ path: `${id}/reset`, method: 'POST', body: { by: 'link' } })}>
        {t('reset')}
      </Button>
      {lockedUntil !== null && (
        <Button variant="default" onClick={() => does({ path: `${id}/unlock`, method: 'POST' })}>
          {t('unlock')}
        </Button>
      )}
      <Button variant="default" onClick={() => does({ path: id, method: 'PATCH', body: { disabled: !disabled } })}>
        {disabled ? t('enable') : t('disable')}
      </Button>
      <Hardly account={one} {...doing} />
    </Group>
  )
}

const useAbout = () => {
  const t = useTranslations('access')
  const { at, ago } = useTimes()
  return ({ disabled, lockedUntil, hasSecondFactor, lastSignInAt }: Account): string => {
    const last = lastSignInAt === null ? t('never') : t('last', { at: at(lastSignInAt), ago: ago(lastSignInAt) })
    const state = disabled ? t('disabled') : t('locked')
    const parts = [t(hasSecondFactor ? 'hasFactor' : 'noFactor'), last]
    return (disabled || lockedUntil !== null ? [state, ...parts] : parts).join(' · ')
  }
}

const Accounts = ({ user, onMade }: { user: string; onMade: (made: Made) => void }) => {
  const t = useTranslations('access')
  const may = useMay()
  const about = useAbout()
  const client = useQueryClient()
  const { data, error } = useQuery(everyQuery<Account>('/v1/accounts', { user }))
  const act = useMutation({
    mutationFn: ({ path, ...asked }: Act) => ask<Made | undefined>(`/v1/accounts/${path}`, asked),
    onSuccess: async (made) => {
      if (made !== undefined) onMade(made)
      await client.invalidateQueries({ queryKey: ['accounts'] })
    },
  })
  const accounts = data ?? []
  return (
    <>
      <Said error={error ?? act.error} />
      {data !== undefined && accounts.length === 0 && <Text className="aside">{t('noAccount')}</Text>}
      <ul className="plain">
        {accounts.map((one) => (
          <li key={one.id}>
            <span>
              <strong>{one.account}</strong> <span className="aside">{about(one)}</span>
            </span>
            <Sessions account={one.id} name={one.account} />
            {may('accounts:write') && <AccountActs account={one} busy={act.isPending} does={act.mutate} />}
          </li>
        ))}
      </ul>
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
      <Roles holder={{ user }} />
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
