// How something came to be what it is: each change of it, by whom and when, newest first, with what was changed. Out of the audit
// log, for those who may read that.

import { Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { AuditEntry } from '#contract/audit'
import { useTimes } from '../data/words.tsx'
import { Changes } from './changes.tsx'
import { List } from './list.tsx'

const Line = ({ entry }: { entry: AuditEntry }) => {
  const t = useTranslations()
  const { at } = useTimes()
  return (
    <>
      <span className="aside">{at(entry.at)}</span>
      <span>
        {entry.by.name || t(`auditActor.${entry.by.kind}`)} <strong>{t(`auditAction.${entry.action}`)}</strong>{' '}
        {t(`auditKind.${entry.kind as 'policy'}`)}
        {entry.action === 'changed' && <Changes changes={entry.changes} />}
      </span>
    </>
  )
}

/** @param object the id of what it is about */
export const History = ({ object }: { object: string }) => {
  const t = useTranslations('history')
  const [open, setOpen] = useState(false)
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t('title')}</summary>
      {open && (
        <List<AuditEntry> path="/v1/audit" filters={{ object }} empty={<Text>{t('none')}</Text>}>
          {(entry) => <Line entry={entry} />}
        </List>
      )}
    </details>
  )
}
