// Taking or ending a running callout. Acknowledging is one press; ending asks once more, in place, and says what it means.

import { Button, Group, Text } from '@mantine/core'
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { ask } from '../data/api.ts'
import { sessionQuery } from '../data/queries.ts'
import { Said } from './said.tsx'

type Act = 'acknowledge' | 'cancel'

const Sure = ({ busy, yes, no }: { busy: boolean; yes: () => void; no: () => void }) => {
  const t = useTranslations('callout')
  return (
    <>
      <Text>{t('cancelSure')}</Text>
      <Group>
        <Button variant="default" loading={busy} onClick={yes}>
          {t('cancelYes')}
        </Button>
        <Button variant="default" autoFocus onClick={no}>
          {t('cancelNo')}
        </Button>
      </Group>
    </>
  )
}

export const Actions = ({ id }: { id: string }) => {
  const t = useTranslations('callout')
  const client = useQueryClient()
  const { permissions } = useSuspenseQuery(sessionQuery).data
  const [asking, setAsking] = useState(false)
  const act = useMutation({
    mutationFn: (what: Act) =>
      ask(`/v1/callouts/${id}/${what}`, { method: 'POST', body: what === 'cancel' ? undefined : {} }),
    onSettled: () => client.invalidateQueries({ queryKey: ['callouts'] }),
  })
  if (asking) return <Sure busy={act.isPending} yes={() => act.mutate('cancel')} no={() => setAsking(false)} />
  return (
    <>
      <Group>
        {permissions.includes('callouts:acknowledge') && (
          <Button size="md" color="ember" loading={act.isPending} onClick={() => act.mutate('acknowledge')}>
            {t('acknowledge')}
          </Button>
        )}
        {permissions.includes('callouts:cancel') && (
          <Button size="md" variant="default" onClick={() => setAsking(true)}>
            {t('cancel')}
          </Button>
        )}
      </Group>
      <Said error={act.error} />
    </>
  )
}
