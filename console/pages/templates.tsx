// What calls say and what keys do: the templates there are, and the way to one more.

import { Button, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { Template } from '#contract/templates'
import { List } from '../components/list.tsx'
import { Page } from '../components/page.tsx'
import { Seek, useSeek } from '../components/seek.tsx'
import { useMay } from '../data/queries.ts'
import { SettingsBack } from './settings.tsx'

export const Templates = () => {
  const t = useTranslations('templates')
  const may = useMay()
  const { search } = useSeek('/settings/templates')
  const add = (
    <Button component={Link} to="/settings/templates/new" color="ink">
      {t('add')}
    </Button>
  )
  return (
    <Page title={t('title')} help="templates" action={may('templates:write') && add} above={<SettingsBack />}>
      <Seek from="/settings/templates" />
      <List<Template> path="/v1/templates" filters={{ search }} empty={<Text>{t('none')}</Text>}>
        {({ key, name, message, parameters }) => (
          <>
            <span className="aside">{key}</span>
            <Link to="/settings/templates/$ref" params={{ ref: key }} className="subject">
              {name}
            </Link>
            <span className="aside">
              {parameters.length === 0 ? message : t('parameters', { names: parameters.join(', ') })}
            </span>
          </>
        )}
      </List>
    </Page>
  )
}
