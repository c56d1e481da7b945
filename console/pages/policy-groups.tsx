// Policy groups (連絡網グループ): policies in an order, switched by calendars, each the next where nobody took it.

import { Button, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Fragment } from 'react'
import { useTranslations } from 'use-intl'
import type { PolicyGroup } from '#contract/policy-groups'
import { List } from '../components/list.tsx'
import { Named } from '../components/named.tsx'
import { Page } from '../components/page.tsx'
import { PolicyPlaces } from '../components/places.tsx'
import { Seek, useSeek } from '../components/seek.tsx'
import { useMay } from '../data/queries.ts'

const Line = ({ group: { key, name, policies, policyNames } }: { group: PolicyGroup }) => (
  <>
    <span className="aside">{key}</span>
    <Link to="/policy-groups/$ref" params={{ ref: key }} className="subject">
      {name}
    </Link>
    <span className="aside">
      {policies.map(({ policy, when }, index) => (
        <Fragment key={index}>
          {index > 0 && ' → '}
          <Named of={policy} name={policyNames[index] ?? null} />
          {when !== undefined && ` (${when.condition})`}
        </Fragment>
      ))}
    </span>
  </>
)

export const PolicyGroups = () => {
  const t = useTranslations('policyGroups')
  const may = useMay()
  const { search } = useSeek('/policy-groups')
  const add = (
    <Button component={Link} to="/policy-groups/new" color="ink">
      {t('add')}
    </Button>
  )
  return (
    <Page title={t('title')} help="policyGroups" action={may('policies:write') && add} above={<PolicyPlaces />}>
      <Seek from="/policy-groups" />
      <List<PolicyGroup> path="/v1/policy-groups" filters={{ search }} empty={<Text>{t('none')}</Text>}>
        {(group) => <Line group={group} />}
      </List>
    </Page>
  )
}
