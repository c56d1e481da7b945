// What went wrong, in words: the server's own where it answered. Or that nothing did, and a draft waits for approval.

import { Alert } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { Refusal, SavedAsDraft } from '../data/api.ts'

export const Said = ({ error }: { error: Error | null }) => {
  const t = useTranslations()
  if (error === null) return null
  if (error instanceof SavedAsDraft)
    return (
      <Alert role="status" color="gray" variant="light" className="said">
        {t('draft.kept')}{' '}
        <Link to="/settings/drafts/$id" params={{ id: error.draft }}>
          {t('draft.look')}
        </Link>
      </Alert>
    )
  const own = error instanceof Refusal ? error.message || t('error.unknown') : t('error.offline')
  return (
    <Alert role="alert" color="gray" variant="light" className="said">
      {own}
    </Alert>
  )
}
