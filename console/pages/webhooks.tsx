// Addresses that are told what happens: which, of what, and the way to one more.

import { Button, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { Webhook } from '#contract/webhooks'
import { List } from '../components/list.tsx'
import { Page } from '../components/page.tsx'
import { Seek, useSeek } from '../components/seek.tsx'
import { useMay } from '../data/queries.ts'
import { SettingsBack } from './settings.tsx'

const Line = ({ webhook }: { webhook: Webhook }) => {
  const t = useTranslations('webhooks')
  const { key, name, url, events, enabled } = webhook
  return (
    <>
      <span className="aside">{t(enabled ? 'on' : 'off')}</span>
      <Link to="/settings/webhooks/$ref" params={{ ref: key }} className="subject">
        {name}
      </Link>
      <span className="aside">
        {url} · {events.join(', ')}
      </span>
    </>
  )
}

export const Webhooks = () => {
  const t = useTranslations('webhooks')
  const may = useMay()
  const { search } = useSeek('/settings/webhooks')
  const add = (
    <Button component={Link} to="/settings/webhooks/new" color="ink">
      {t('add')}
    </Button>
  )
  return (
    <Page title={t('title')} help="webhooks" action={may('webhooks:write') && add} above={<SettingsBack />}>
      <Seek from="/settings/webhooks" />
      <List<Webhook> path="/v1/webhooks" filters={{ search }} empty={<Text>{t('none')}</Text>}>
        {(webhook) => <Line webhook={webhook} />}
      </List>
    </Page>
  )
}
