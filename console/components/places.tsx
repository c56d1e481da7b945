// The pages that belong together under one place of the menu.

import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { Permission } from '#contract/permissions'
import { useMay } from '../data/queries.ts'

const ofAlerts = [
  { to: '/alerts', name: 'alerts', needs: 'alerts:read' },
  { to: '/rules', name: 'rules', needs: 'rules:read' },
  { to: '/sources', name: 'sources', needs: 'sources:read' },
] as const satisfies readonly { to: string; name: string; needs: Permission }[]

export const AlertPlaces = () => {
  const t = useTranslations('shell')
  const may = useMay()
  return (
    <nav className="among" aria-label={t('alertPlaces')}>
      {ofAlerts.map(
        ({ to, name, needs }) =>
          may(needs) && (
            <Link key={to} to={to} activeOptions={{ exact: true, includeSearch: false }}>
              {t(name)}
            </Link>
          ),
      )}
    </nav>
  )
}
