// The providers messages go out by: what kind each is, and the way to one more.

import { Button, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { Connection } from '#contract/connections'
import { List } from '../components/list.tsx'
import { Page } from '../components/page.tsx'
import { Seek, useSeek } from '../components/seek.tsx'
import { useMay } from '../data/queries.ts'
import { HealthMark } from './connection/health.tsx'
import { isKind } from './connection/kinds.ts'
import { SettingsBack } from './settings.tsx'

const Line = ({ connection }: { connection: Connection }) => {
  const t = useTranslations()
  const { key, name, kind, settings, health } = connection
  return (
    <>
      <span className="aside">{isKind(kind) ? t(`connectionKind.${kind}`) : kind}</span>
      <Link to="/settings/connections/$ref" params={{ ref: key }} className="subject">
        {name}
      </Link>
      <span className="aside">{settings['simulated'] === true ? t('connections.simulated') : key}</span>
      {health !== null && <HealthMark health={health} />}
    </>
  )
}

export const Connections = () => {
  const t = useTranslations('connections')
  const may = useMay()
  const { search } = useSeek('/settings/connections')
  const add = (
    <Button component={Link} to="/settings/connections/new" color="ink">
      {t('add')}
    </Button>
  )
  return (
    <Page title={t('title')} help="connections" action={may('connections:write') && add} above={<SettingsBack />}>
      <Seek from="/settings/connections" />
      <List<Connection> path="/v1/connections" filters={{ search }} empty={<Text>{t('none')}</Text>}>
        {(connection) => <Line connection={connection} />}
      </List>
    </Page>
  )
}
