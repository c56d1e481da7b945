// Taking or ending a running callout. Acknowledging is one press; ending asks once more, in place, and says what it means.

import { Button, Group } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { ask } from '../data/api.ts'
import { calloutQuery, useMay } from '../data/queries.ts'
import { Said } from './said.tsx'
import { Sure } from './sure.tsx'

type Act = 'acknowledge' | 'cancel' | 'release'

/** What is sent with each; the others have nothing to say. */
const bodies: Partial<Record<Act, object>> = { acknowledge: {} }

/** What somebody has is resolved: it does not come back. */
export const Resolve = ({ id }: { id: string }) => {
  const t = useTranslations('callout')
  const client = useQueryClient()
  const may = useMay()
  const act = useMutation({
    mutationFn: () => ask(`/v1/callouts/${id}/resolve`, { method: 'POST' }),
    onSettled: () => client.invalidateQueries({ queryKey: ['callouts'] }),
  })
  if (!may('callouts:acknowledge')) return null
  return (
    <>
      <Group>
        <Button size="md" color="ink" loading={act.isPending} onClick={() => act.mutate()}>
          {t('resolve')}
        </Button>
      </Group>
      <Said error={act.error} />
    </>
  )
}

export const Actions = ({ id }: { id: string }) => {
  const t = useTranslations('callout')
  const client = useQueryClient()
  const may = useMay()
  const [asking, setAsking] = useState(false)
  // It was not urgent, so it begins later.
  const waits = useQuery(calloutQuery(id)).data?.next?.kind === 'begin'
  const act = useMutation({
    mutationFn: (what: Act) => ask(`/v1/callouts/${id}/${what}`, { method: 'POST', body: bodies[what] }),
    onSettled: () => client.invalidateQueries({ queryKey: ['callouts'] }),
  })
  return (
    <>
      {asking ? (
        <Sure
          what={t('cancelSure')}
          yes={t('cancelYes')}
          no={t('cancelNo')}
          busy={act.isPending}
          onYes={() => act.mutate('cancel')}
          onNo={() => setAsking(false)}
        />
      ) : (
        <Group>
          {may('callouts:acknowledge') && (
            <Button size="md" color="ember" loading={act.isPending} onClick={() => act.mutate('acknowledge')}>
              {t('acknowledge')}
            </Button>
          )}
          {waits && may('callouts:start') && (
            <Button size="md" variant="default" loading={act.isPending} onClick={() => act.mutate('release')}>
              {t('release')}
            </Button>
          )}
          {may('callouts:cancel') && (
            <Button size="md" variant="default" onClick={() => setAsking(true)}>
              {t('cancel')}
            </Button>
          )}
        </Group>
      )}
      <Said error={act.error} />
    </>
  )
}
