// Everybody who can be called, with how; and the way to one more.

import { Button, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { User } from '#contract/users'
import { List } from '../components/list.tsx'
import { Page } from '../components/page.tsx'
import { PeoplePlaces } from '../components/places.tsx'
import { Seek, useSeek } from '../components/seek.tsx'
import { useMay } from '../data/queries.ts'

const Line = ({ user }: { user: User }) => {
  const t = useTranslations()
  const methods = user.contactMethods.map(({ channel, address }) => `${t(`channel.${channel}`)} ${address}`)
  return (
    <>
      <span className="aside">{user.key}</span>
      <Link to="/people/$ref" params={{ ref: user.key }} className="subject">
        {user.name}
      </Link>
      <span className="aside">{methods.length === 0 ? `⚠ ${t('people.noMethods')}` : methods.join(' · ')}</span>
    </>
  )
}

export const People = () => {
  const t = useTranslations('people')
  const may = useMay()
  const { search } = useSeek('/people')
  const add = (
    <>
      {may('users:write') && (
        <>
          <Link to="/people/import">{t('import')}</Link>
          <Button component={Link} to="/people/new" color="ink">
            {t('add')}
          </Button>
        </>
      )}
    </>
  )
  return (
    <Page title={t('title')} help="people" action={add} above={<PeoplePlaces />}>
      <Link to="/readiness">{t('readiness')}</Link>
      <Seek from="/people" />
      <List<User> path="/v1/users" filters={{ search }} empty={<Text>{t('none')}</Text>}>
        {(user) => <Line user={user} />}
      </List>
    </Page>
  )
}
