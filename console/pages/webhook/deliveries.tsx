// What was sent to an address and what it answered; a try at once, and another one for what failed.

import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { deliveryStates } from '#contract/limits'
import type { Delivery } from '#contract/webhooks'
import { sendingText } from '#words/sending'
import { Choice } from '../../components/form.tsx'
import { List } from '../../components/list.tsx'
import { Said } from '../../components/said.tsx'
import { ask, at as inPath } from '../../data/api.ts'
import { useMay } from '../../data/queries.ts'
import { useLanguage, useTimes } from '../../data/words.tsx'

const useAsking = (path: string) => {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => ask<unknown>(path, { method: 'POST' }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['webhooks'] }),
  })
}

const Line = ({ webhook, delivery }: { webhook: string; delivery: Delivery }) => {
  const t = useTranslations()
  const may = useMay()
  const { language } = useLanguage()
  const { at } = useTimes()
  const { id, event, state, createdAt, attempts, status, error, answer } = delivery
  const retry = useAsking(`/v1/webhooks/${inPath(webhook)}/deliveries/${id}/retry`)
  const failed = error === null ? '' : sendingText(error, language)
  const answered = [status ?? failed, answer].filter((one) => one !== null && one !== '').join(' ')
  return (
    <>
      <span className="mark">{t(`deliveryState.${state}`)}</span>
      <span>
        {event} <span className="aside">{answered}</span>
      </span>
      <span className="aside">{t('webhook.tried', { at: at(createdAt), count: attempts })}</span>
      {state === 'failed' && may('webhooks:write') && (
        <Button variant="default" loading={retry.isPending} onClick={() => retry.mutate()}>
          {t('webhook.again')}
        </Button>
      )}
      <Said error={retry.error} />
    </>
  )
}

export const Deliveries = ({ webhook }: { webhook: string }) => {
  const t = useTranslations()
  const may = useMay()
  const { state } = useSearch({ from: '/settings/webhooks/$ref' })
  const navigate = useNavigate({ from: '/settings/webhooks/$ref' })
  const filter = (value: string) =>
    void navigate({ search: value === '' ? {} : { state: value }, replace: true, resetScroll: false })
  const ping = useAsking(`/v1/webhooks/${inPath(webhook)}/ping`)
  return (
    <section>
      <h2>{t('webhook.deliveries')}</h2>
      {may('webhooks:write') && (
        <Button variant="default" loading={ping.isPending} onClick={() => ping.mutate()}>
          {t('webhook.ping')}
        </Button>
      )}
      <Said error={ping.error} />
      <div className="filters">
        <Choice
          name="state"
          label={t('webhook.state')}
          value={state ?? ''}
          onChange={filter}
          options={[
            { value: '', label: t('log.any') },
            ...deliveryStates.map((value) => ({ value, label: t(`deliveryState.${value}`) })),
          ]}
        />
      </div>
      <List<Delivery>
        path={`/v1/webhooks/${inPath(webhook)}/deliveries`}
        filters={{ state }}
        empty={<p>{t('webhook.noDeliveries')}</p>}
      >
        {(delivery) => <Line webhook={webhook} delivery={delivery} />}
      </List>
    </section>
  )
}
