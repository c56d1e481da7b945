// What went wrong, in words: the server's own where it answered.

import { Alert } from '@mantine/core'
import { useTranslations } from 'use-intl'
import { Refusal } from '../data/api.ts'

export const Said = ({ error }: { error: Error | null }) => {
  const t = useTranslations()
  if (error === null) return null
  const own = error instanceof Refusal ? error.message || t('error.unknown') : t('error.offline')
  return (
    <Alert role="alert" color="gray" variant="light" className="said">
      {own}
    </Alert>
  )
}
