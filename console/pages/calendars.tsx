// All calendars: holidays and conditions that schedules, policies and pauses go by.

import { Button, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { Calendar } from '#contract/calendars'
import { List } from '../components/list.tsx'
import { Page } from '../components/page.tsx'
import { DutyPlaces } from '../components/places.tsx'
import { Seek, useSeek } from '../components/seek.tsx'
import { useMay } from '../data/queries.ts'

const Line = ({ calendar }: { calendar: Calendar }) => {
  const t = useTranslations('calendars')
  const { key, name, zone, country, added, conditions } = calendar
  const parts = [
    zone,
    country === 'JP' ? t('national') : t('noNational'),
    t('own', { count: added.length }),
    ...(conditions.length === 0 ? [] : [conditions.map((one) => one.key).join(t('and'))]),
  ]
  return (
    <>
      <span className="aside">{key}</span>
      <Link to="/calendars/$ref" params={{ ref: key }} className="subject">
        {name}
      </Link>
      <span className="aside">{parts.join(' · ')}</span>
    </>
  )
}

export const Calendars = () => {
  const t = useTranslations('calendars')
  const may = useMay()
  const { search } = useSeek('/calendars')
  const add = (
    <Button component={Link} to="/calendars/new" color="ink">
      {t('add')}
    </Button>
  )
  return (
    <Page title={t('title')} help="calendars" action={may('calendars:write') && add} above={<DutyPlaces />}>
      <Seek from="/calendars" />
      <List<Calendar> path="/v1/calendars" filters={{ search }} empty={<Text>{t('none')}</Text>}>
        {(calendar) => <Line calendar={calendar} />}
      </List>
    </Page>
  )
}
