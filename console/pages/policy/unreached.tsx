// Whom a policy contacts and would not reach now: said in one line, whose place is kept from the beginning, so that what it stands above
// does not move when it is known; who, and why, when it is opened.

import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { PersonReadiness } from '#contract/readiness'
import { at } from '../../data/api.ts'
import { oneQuery, type Page } from '../../data/queries.ts'
import { Line } from '../readiness.tsx'

/** @param policy its key or id */
export const UnreachedOf = ({ policy }: { policy: string }) => {
  const t = useTranslations('readiness')
  const { data, error } = useQuery(
    oneQuery<Page<PersonReadiness>>(`/v1/readiness?state=unreachable&policy=${at(policy)}`),
  )
  if (data === undefined) return <p className="aside reaching">{error === null ? t('looking') : t('notKnown')}</p>
  if (data.items.length === 0) return <p className="aside reaching">✓ {t('nobodyUnreached')}</p>
  const names = data.items.map(({ user }) => user.name).join(t('and'))
  const count = `${data.items.length}${data.next === null ? '' : '+'}`
  return (
    <details className="reaching">
      <summary>⚠ {t('ofPolicy', { count, names })}</summary>
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
    </details>
  )
}
