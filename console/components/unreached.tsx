// That somebody whom a policy contacts cannot be reached: said where everybody looks first, with the way to who it is.

import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { PoliciesReadiness } from '#contract/readiness'
import { oneQuery, useMay } from '../data/queries.ts'

/** It costs more than other reads, and changes seldom. */
const EVERY_MS = 300_000

export const Unreached = () => {
  const t = useTranslations('readiness')
  const may = useMay()
  const { data } = useQuery({
    ...oneQuery<PoliciesReadiness>('/v1/readiness/policies'),
    refetchInterval: EVERY_MS,
    staleTime: EVERY_MS / 5,
    enabled: may('users:read'),
  })
  if (data === undefined || data.items.length === 0) return null
  const people = new Set(data.items.flatMap((one) => one.people.map(({ user }) => user.id)))
  const nobody = data.items.filter((one) => one.nobody).map(({ policy }) => policy.name)
  return (
    <p className="paused">
      <strong>⚠ {t('unreached', { people: people.size, policies: data.items.length })}</strong>{' '}
      {nobody.length > 0 && <span>{t('nobody', { names: nobody.join(t('and')) })} </span>}
      <Link to="/readiness" search={{ state: 'unreachable' }}>
        {t('look')}
      </Link>
    </p>
  )
}
