// The audit log (監査ログ): who changed what is set up, and who signed in, newest first; as a page and as a file.

import { Text } from '@mantine/core'
import { useSearch } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { AuditEntry } from '#contract/audit'
import { auditActions, auditKinds } from '#contract/limits'
import { Changes } from '../components/changes.tsx'
import { useFilter } from '../components/filter.ts'
import { useKind } from '../components/kind.ts'
import { List } from '../components/list.tsx'
import { Page } from '../components/page.tsx'
import { RecordFilters } from '../components/record-filters.tsx'
import { instantOf } from '../data/instants.ts'
import { useTimes } from '../data/words.tsx'
import { SettingsBack } from './settings.tsx'

const Line = ({ entry }: { entry: AuditEntry }) => {
  const t = useTranslations()
  const { at } = useTimes()
  const kindOf = useKind()
  const filter = useFilter('/settings/audit')
  const { at: when, by, action, kind, name, object, address, changes } = entry
  return (
    <>
      <time className="aside" dateTime={when}>
        {at(when)}
      </time>
      <div>
        <strong>{by.name || t(`auditActor.${by.kind}`)}</strong> {t(`auditAction.${action}`)} · {kindOf(kind)}{' '}
        <strong>{name}</strong>
        {changes.length > 0 && (
          <details>
            <summary>{t('audit.changes', { count: changes.length })}</summary>
            <Changes changes={changes} />
          </details>
        )}
      </div>
      <span className="aside">
        {t(`auditActor.${by.kind}`)}
        {address !== null && ` · ${address}`}{' '}
        {object !== '' && (
          <button type="button" className="quiet" onClick={() => filter('object')(object)}>
            {t('audit.onlyThis')}
          </button>
        )}
      </span>
    </>
  )
}

const Filters = () => {
  const t = useTranslations()
  const kindOf = useKind()
  return (
    <RecordFilters
      from="/settings/audit"
      times={(['from', 'to'] as const).map((name) => ({ name, label: t(`audit.${name}`) }))}
      person={{ name: 'by', label: t('audit.by') }}
      choices={[
        { name: 'kind', label: t('audit.kind'), options: auditKinds.map((value) => ({ value, label: kindOf(value) })) },
        {
          name: 'action',
          label: t('audit.action'),
          options: auditActions.map((value) => ({ value, label: t(`auditAction.${value}`) })),
        },
      ]}
    />
  )
}

export const Audit = () => {
  const t = useTranslations('audit')
  const { from, to, ...rest } = useSearch({ from: '/settings/audit' })
  const filter = useFilter('/settings/audit')
  const filters = { ...rest, from: instantOf(from) ?? undefined, to: instantOf(to) ?? undefined }
  return (
    <Page title={t('title')} help="audit" above={<SettingsBack />}>
      <Filters />
      {rest.object !== undefined && (
        <p className="paused">
          {t('ofOne')}{' '}
          <button type="button" className="quiet" onClick={() => filter('object')('')}>
            {t('ofAll')}
          </button>
        </p>
      )}
      <List<AuditEntry> path="/v1/audit" filters={filters} empty={<Text>{t('none')}</Text>}>
        {(entry) => <Line entry={entry} />}
      </List>
    </Page>
  )
}
