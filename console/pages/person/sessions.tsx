// Where an account of somebody is signed in, for those who may end it.

import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { OwnSession } from '#contract/sessions'
import { Said } from '../../components/said.tsx'
import { ask } from '../../data/api.ts'
import { browserNameOf } from '../../data/browser-name.ts'
import { oneQuery, type Page, useMay } from '../../data/queries.ts'
import { useTimes } from '../../data/words.tsx'

const List = ({ account }: { account: string }) => {
  const t = useTranslations('sessions')
  const may = useMay()
  const client = useQueryClient()
  const { at, ago } = useTimes()
  const path = `/v1/accounts/${account}/sessions`
  const { data, error } = useQuery(oneQuery<Page<OwnSession>>(path))
  const end = useMutation({
    mutationFn: (id: string) => ask<void>(`${path}/${id}`, { method: 'DELETE' }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['accounts'] }),
  })
  return (
    <>
      <Said error={error ?? end.error} />
      {data?.items.length === 0 && <p className="aside">{t('none')}</p>}
      <ul className="plain">
        {data?.items.map(({ id, kind, agent, address, lastUsedAt, current }) => (
          <li key={id}>
            <span>
              {t(kind === 'api' ? 'api' : 'browser')} ·{' '}
              <span title={agent}>{browserNameOf(agent) ?? (agent || '–')}</span> · {address} · {at(lastUsedAt)} (
              {ago(lastUsedAt)})
            </span>
            {may('accounts:write') && !current && (
              <Button variant="default" disabled={end.isPending} onClick={() => end.mutate(id)}>
                {t('end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}

export const Sessions = ({ account, name }: { account: string; name: string }) => {
  const t = useTranslations('sessions')
  const [open, setOpen] = useState(false)
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t('title', { name })}</summary>
      {open && <List account={account} />}
    </details>
  )
}
