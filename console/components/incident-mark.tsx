// How an incident stands: a shape and a word. Ember while it goes on, an open shape where it is held for the time being.

import { useTranslations } from 'use-intl'
import type { IncidentSummary } from '#contract/incidents'

const shapes = { open: '▲', pend: '◇', close: '–' } as const
const kinds = { open: 'running', pend: 'held', close: 'over' } as const

export const IncidentMark = ({ status }: { status: IncidentSummary['status'] }) => {
  const t = useTranslations()
  return (
    <span className={`mark ${kinds[status]}`}>
      <span aria-hidden="true">{shapes[status]}</span> {t(`incidentStatus.${status}`)}
    </span>
  )
}
