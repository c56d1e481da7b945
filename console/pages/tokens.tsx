// API tokens: what each may do and until when. The token itself is shown once, when it is made.

import { Button, Text } from '@mantine/core'
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Permission } from '#contract/permissions'
import type { Token } from '#contract/tokens'
import { Copied } from '../components/copied.tsx'
import { useFilter } from '../components/filter.ts'
import { Choice, Field, Form, Save, Tick } from '../components/form.tsx'
import { List } from '../components/list.tsx'
import { Page } from '../components/page.tsx'
import { Said } from '../components/said.tsx'
import { Seek, useSeek } from '../components/seek.tsx'
import { Sure } from '../components/sure.tsx'
import { ask } from '../data/api.ts'
import { instantTyped } from '../data/instants.ts'
import { sessionQuery, useMay } from '../data/queries.ts'
import { useTimes } from '../data/words.tsx'
import { SettingsBack } from './settings.tsx'

/** What a program that only starts callouts and looks at them needs: the usual one. */
const usual: readonly Permission[] = ['callouts:start', 'callouts:read']

/** Beyond so many, how many there are says more. */
const SCOPES_SHOWN = 6

type NewToken = Token & { readonly token: string }

const Making = ({ onMade }: { onMade: (token: NewToken) => void }) => {
  const t = useTranslations()
  const client = useQueryClient()
  const { permissions } = useSuspenseQuery(sessionQuery).data
  const [name, setName] = useState('')
  const [until, setUntil] = useState('')
  const [scopes, setScopes] = useState<readonly Permission[]>(usual)
  const make = useMutation({
    mutationFn: () =>
      ask<NewToken>('/v1/tokens', {
        method: 'POST',
        body: { name, scopes, ...(until === '' ? {} : { expiresAt: instantTyped(until) }) },
      }),
    onSuccess: async (made) => {
      onMade(made)
      await client.invalidateQueries({ queryKey: ['tokens'] })
    },
  })
  const toggle = (permission: Permission) => (on: boolean) =>
    setScopes(on ? [...scopes, permission] : scopes.filter((one) => one !== permission))
  return (
    <Form error={make.error} onSubmit={() => make.mutate()}>
      <Field
        name="name"
        label={t('tokens.name')}
        hint={t('tokens.nameHint')}
        value={name}
        onChange={setName}
        autoFocus
      />
      <Field
        name="expiresAt"
        label={t('tokens.until')}
        hint={t('tokens.untilHint')}
        kind="datetime-local"
        value={until}
        onChange={setUntil}
      />
      <fieldset className="ticks">
        <legend>{t('tokens.scopes')}</legend>
        {permissions.map((permission) => (
          <Tick
            key={permission}
            label={<code>{permission}</code>}
            value={scopes.includes(permission)}
            onChange={toggle(permission)}
          />
        ))}
      </fieldset>
      <Save error={make.error} busy={make.isPending} label={t('tokens.make')} disabled={scopes.length === 0} />
    </Form>
  )
}

const Revoke = ({ token }: { token: Token }) => {
  const t = useTranslations('tokens')
  const client = useQueryClient()
  const [asking, setAsking] = useState(false)
  const revoke = useMutation({
    mutationFn: () => ask<void>(`/v1/tokens/${token.id}`, { method: 'DELETE' }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['tokens'] }),
  })
  if (!asking)
    return (
      <Button variant="default" onClick={() => setAsking(true)} aria-label={t('revokeOf', { name: token.name })}>
        {t('revoke')}
      </Button>
    )
  return (
    <>
      <Sure
        what={t('revokeSure', { name: token.name })}
        yes={t('revoke')}
        no={t('keep')}
        busy={revoke.isPending}
        onYes={() => revoke.mutate()}
        onNo={() => setAsking(false)}
      />
      <Said error={revoke.error} />
    </>
  )
}

const Line = ({ token }: { token: Token }) => {
  const t = useTranslations('tokens')
  const may = useMay()
  const { at, on } = useTimes()
  const { name, scopes, expiresAt, revokedAt, lastUsedAt } = token
  return (
    <>
      <span className="aside">{lastUsedAt === null ? t('neverUsed') : t('lastUsed', { at: at(lastUsedAt) })}</span>
      <span>
        <strong>{name}</strong>
        <span className="aside">
          {' '}
          {scopes.length > SCOPES_SHOWN ? t('scopeCount', { count: scopes.length }) : scopes.join(', ')}
          {expiresAt === null ? '' : ` · ${t('expires', { at: on(expiresAt) })}`}
        </span>
      </span>
      {revokedAt !== null && <span className="aside">{t('revoked', { at: on(revokedAt) })}</span>}
      {revokedAt === null && may('tokens:write') && <Revoke token={token} />}
    </>
  )
}

export const Tokens = () => {
  const t = useTranslations('tokens')
  const may = useMay()
  const [making, setMaking] = useState(false)
  const { search } = useSeek('/settings/tokens')
  const { state } = useSearch({ from: '/settings/tokens' })
  const filter = useFilter('/settings/tokens')
  const [made, setMade] = useState<NewToken | null>(null)
  const add = (
    <Button color="ink" onClick={() => setMaking(true)}>
      {t('add')}
    </Button>
  )
  return (
    <Page title={t('title')} help="tokens" action={may('tokens:write') && !making && add} above={<SettingsBack />}>
      {made !== null && (
        <div className="banner" role="status">
          <p>{t('once', { name: made.name })}</p>
          <Copied text={made.token} label={t('token')} block />
        </div>
      )}
      {making && (
        <Making
          onMade={(token) => {
            setMade(token)
            setMaking(false)
          }}
        />
      )}
      <Seek from="/settings/tokens">
        <Choice
          name="state"
          label={t('show')}
          value={state ?? ''}
          onChange={filter('state')}
          options={[
            { value: '', label: t('all') },
            { value: 'usable', label: t('usable') },
          ]}
        />
      </Seek>
      <List<Token> path="/v1/tokens" filters={{ search, state }} empty={<Text>{t('none')}</Text>}>
        {(token) => <Line token={token} />}
      </List>
    </Page>
  )
}
