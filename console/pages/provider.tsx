// Which roles the groups of the company's own sign-in give here. It is a setting of the server, and only shown.

import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import type { GroupRoles } from '#contract/sessions'
import { Page } from '../components/page.tsx'
import { Said } from '../components/said.tsx'
import { oneQuery } from '../data/queries.ts'
import { SettingsBack } from './settings.tsx'

const Mapping = ({ given: { provider, claim, items } }: { given: GroupRoles }) => {
  const t = useTranslations()
  if (provider === null) return <Text>{t('provider.none')}</Text>
  return (
    <>
      <p>{t('provider.by', { name: provider === '' ? 'SSO' : provider, claim })}</p>
      {items.length === 0 && <Text className="aside">{t('provider.noRole')}</Text>}
      <ul className="lines">
        {items.map(({ group, role, project }) => (
          <li key={`${group} ${role} ${project ?? ''}`}>
            <strong>{group}</strong>
            <span>{t(`role.${role}`)}</span>
            <span className="aside">{project === null ? t('access.everywhere') : project}</span>
          </li>
        ))}
      </ul>
    </>
  )
}

export const Provider = () => {
  const t = useTranslations('provider')
  const { data, error } = useQuery(oneQuery<GroupRoles>('/v1/sign-in/roles'))
  return (
    <Page title={t('title')} help="provider" above={<SettingsBack />}>
      <Said error={error} />
      {data !== undefined && <Mapping given={data} />}
    </Page>
  )
}
