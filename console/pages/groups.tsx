// User groups: people in an order, whom policies and roles may name.

import { Button, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { Group } from '#contract/groups'
import { List } from '../components/list.tsx'
import { Page } from '../components/page.tsx'
import { PeoplePlaces } from '../components/places.tsx'
import { Seek, useSeek } from '../components/seek.tsx'
import { useMay } from '../data/queries.ts'

const Line = ({ group: { key, name, members } }: { group: Group }) => {
  const t = useTranslations('groups')
  return (
    <>
      <span className="aside">{key}</span>
      <Link to="/groups/$ref" params={{ ref: key }} className="subject">
        {name}
      </Link>
      <span className="aside">{members.length === 0 ? `⚠ ${t('empty')}` : t('count', { count: members.length })}</span>
    </>
  )
}

export const Groups = () => {
  const t = useTranslations('groups')
  const may = useMay()
  const { search } = useSeek('/groups')
  const add = (
    <Button component={Link} to="/groups/new" color="ink">
      {t('add')}
    </Button>
  )
  return (
    <Page title={t('title')} help="groups" action={may('groups:write') && add} above={<PeoplePlaces />}>
      <Seek from="/groups" />
      <List<Group> path="/v1/groups" filters={{ search }} empty={<Text>{t('none')}</Text>}>
        {(group) => <Line group={group} />}
      </List>
    </Page>
  )
}
