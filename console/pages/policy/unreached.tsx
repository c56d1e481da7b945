// Whom a policy contacts and would not reach now, and why.

import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { PersonReadiness } from '#contract/readiness'
import { at } from '../../data/api.ts'
import { oneQuery, type Page } from '../../data/queries.ts'
import { Line } from '../readiness.tsx'

export const UnreachedOf = ({ policy }: { policy: string }) => {
  const t = useTranslations('readiness')
  const { data } = useQuery(oneQuery<Page<PersonReadiness>>(`/v1/readiness?state=unreachable&policy=${at(policy)}`))
  if (data === undefined || data.items.length === 0) return null
  return (
    <section>
      <h2>{t('ofPolicy')}</h2>
      <ul className="lines">
        {data.items.map((person) => (
          <li key={person.user.id}>
            <Line person={person} />
          </li>
        ))}
      </ul>
      <Link to="/readiness" search={{ policy }}>
        {t('all')}
      </Link>
    </section>
  )
}
