// What went wrong, in words: the server's own where it answered. Or that nothing did, and a draft waits for approval. What a form
// shows at its fields is not said again.

import { Alert } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { Refusal, SavedAsDraft } from '../data/api.ts'
import { useUntold } from './problem.ts'

export const Said = ({ error }: { error: Error | null }) => {
  const t = useTranslations()
  const untold = useUntold(error)
  if (error === null || untold === null) return null
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
      {untold
        .filter(([, message]) => !own.includes(message))
        .map(([field, message]) => (
          <p key={field}>
            {field}: {message}
          </p>
        ))}
    </Alert>
  )
}
