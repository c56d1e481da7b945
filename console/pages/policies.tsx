// All policies (連絡網), each with what it does in a few words.

import { Button, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { Policy } from '#contract/policies'
import { List } from '../components/list.tsx'
import { Page } from '../components/page.tsx'
import { PolicyPlaces } from '../components/places.tsx'
import { Seek, useSeek } from '../components/seek.tsx'
import { useMay } from '../data/queries.ts'

const Line = ({ policy }: { policy: Policy }) => {
  const t = useTranslations('policies')
  const { key, name, steps, loops, mode } = policy
  const words = t('line', { steps: steps.length, loops: loops?.max ?? 1 })
  return (
    <>
      <span className="aside">{key}</span>
      <Link to="/policies/$ref" params={{ ref: key }} className="subject">
        {name}
      </Link>
      <span className="aside">
        {mode === undefined ? '' : `${t(mode === 'sequential' ? 'sequential' : 'simultaneous')} · `}
        {steps.length === 0 ? `⚠ ${t('empty')}` : words}
      </span>
    </>
  )
}

export const Policies = () => {
  const t = useTranslations('policies')
  const may = useMay()
  const { search } = useSeek('/policies')
  const add = (
    <Button component={Link} to="/policies/new" color="ink">
      {t('add')}
    </Button>
  )
  return (
    <Page title={t('title')} help="policies" action={may('policies:write') && add} above={<PolicyPlaces />}>
      <Seek from="/policies" />
      <List<Policy> path="/v1/policies" filters={{ search }} empty={<Text>{t('none')}</Text>}>
        {(policy) => <Line policy={policy} />}
      </List>
    </Page>
  )
}
