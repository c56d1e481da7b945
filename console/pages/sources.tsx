// The ways in for alerts, each with when something last came by it.

import { Button, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { SourceShown } from '#contract/alert-sources'
import { List } from '../components/list.tsx'
import { Page } from '../components/page.tsx'
import { AlertPlaces } from '../components/places.tsx'
import { Seek, useSeek } from '../components/seek.tsx'
import { useMay } from '../data/queries.ts'
import { HeardOf, kindName } from './source/heard.tsx'

const Line = ({ source }: { source: SourceShown }) => {
  const t = useTranslations()
  const { key, name, kind, enabled } = source
  return (
    <>
      <span className="aside">{t(kindName(kind))}</span>
      <Link to="/sources/$ref" params={{ ref: key }} className="subject">
        {name}
      </Link>
      <span className="aside">{enabled ? <HeardOf source={source} /> : `‖ ${t('sources.disabled')}`}</span>
    </>
  )
}

export const Sources = () => {
  const t = useTranslations('sources')
  const may = useMay()
  const { search } = useSeek('/sources')
  const add = (
    <Button component={Link} to="/sources/new" color="ink">
      {t('add')}
    </Button>
  )
  return (
    <Page title={t('title')} help="sources" action={may('sources:write') && add} above={<AlertPlaces />}>
      <Seek from="/sources" />
      <List<SourceShown> path="/v1/sources" filters={{ search }} empty={<Text>{t('none')}</Text>}>
        {(source) => <Line source={source} />}
      </List>
    </Page>
  )
}
