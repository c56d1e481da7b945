// What is set up once: where messages go out, what is said, what other programs may do, and what was sent. Each with what it is
// for; only what the person may see.

import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { Permission } from '#contract/permissions'
import { Page } from '../components/page.tsx'
import { PublicUrl } from '../components/public-url.tsx'
import { useMay } from '../data/queries.ts'

const parts = [
  { to: '/settings/connections', name: 'connections', needs: 'connections:read' },
  { to: '/settings/templates', name: 'templates', needs: 'templates:read' },
  { to: '/settings/readings', name: 'readings', needs: 'readings:read' },
  { to: '/settings/tokens', name: 'tokens', needs: 'tokens:read' },
  { to: '/settings/sign-in', name: 'provider', needs: 'accounts:read' },
  { to: '/settings/webhooks', name: 'webhooks', needs: 'webhooks:read' },
  { to: '/settings/drafts', name: 'drafts', needs: 'policies:read' },
  { to: '/settings/audit', name: 'audit', needs: 'audit:read' },
  { to: '/settings/texts', name: 'standardTexts', needs: 'config:read' },
  { to: '/settings/contacting', name: 'contacting', needs: 'config:read' },
  { to: '/settings/space', name: 'spaceSettings', needs: 'config:read' },
  { to: '/settings/retention', name: 'retention', needs: 'config:read' },
] as const satisfies readonly { to: string; name: string; needs: Permission }[]

export const Settings = () => {
  const t = useTranslations()
  const may = useMay()
  return (
    <Page title={t('settings.title')} help="settings">
      <ul className="lines">
        {parts
          .filter(({ needs }) => may(needs))
          .map(({ to, name }) => (
            <li key={to}>
              <Link to={to} className="subject">
                {t(`${name}.title`)}
              </Link>
              <span className="aside">{t(`settings.${name}`)}</span>
            </li>
          ))}
      </ul>
      {may('config:read') && <PublicUrl />}
    </Page>
  )
}

/** The way back to them. */
export const SettingsBack = () => {
  const t = useTranslations('settings')
  return (
    <Link to="/settings" className="back">
      ← {t('title')}
    </Link>
  )
}
