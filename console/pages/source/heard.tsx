// Whether anything comes by a source: when it was last heard from, and how its heartbeat is.

import { useTranslations } from 'use-intl'
import type { SourceKind, SourceShown } from '#contract/alert-sources'
import { sourceKinds } from '#contract/limits'
import { useTimes } from '../../data/words.tsx'

const isKind = (kind: string): kind is SourceKind => (sourceKinds as readonly string[]).includes(kind)

export const kindName = (kind: string) => `sourceKind.${isKind(kind) ? kind : 'generic'}` as const

export const HeardOf = ({ source }: { source: Pick<SourceShown, 'heardAt' | 'heartbeatNow'> }) => {
  const t = useTranslations()
  const { at, ago } = useTimes()
  const { heardAt, heartbeatNow: beat } = source
  if (beat === null) return heardAt === null ? t('sources.neverHeard') : t('sources.heard', { ago: ago(heardAt) })
  const due = beat.dueAt === null ? '' : t('sources.due', { at: at(beat.dueAt) })
  return `${beat.state === 'missed' ? '⚠ ' : ''}${t(`beat.${beat.state}`)} ${due}`
}
