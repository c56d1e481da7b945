// The way back to the connections.

import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'

export const ConnectionsBack = () => {
  const t = useTranslations('connections')
  return (
    <Link to="/settings/connections" className="back">
      ← {t('title')}
    </Link>
  )
}
