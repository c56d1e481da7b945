// One incident: how it stands, its timeline as it goes on, and everything that belongs to it. At night the first screen is enough.

import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { Incident as IncidentData } from '#contract/incidents'
import { Page } from '../../components/page.tsx'
import { Said } from '../../components/said.tsx'
import { at } from '../../data/api.ts'
import { LOOK_EVERY_MS, oneQuery } from '../../data/queries.ts'
import { About } from './about.tsx'
import { Files } from './files.tsx'
import { Notices } from './notices.tsx'
import { Responders } from './responders.tsx'
import { Standing } from './standing.tsx'
import { TimelineOf } from './timeline.tsx'
import { Topics } from './topics.tsx'

const Whole = ({ incident }: { incident: IncidentData }) => (
  <div className="incident">
    <div className="page">
      <Standing incident={incident} />
      <TimelineOf incident={incident} />
    </div>
    <div className="page">
      <About incident={incident} />
      <Topics incident={incident} />
      <Responders incident={incident} />
      <Notices incident={incident} />
      <Files incident={incident} />
    </div>
  </div>
)

export const Incident = () => {
  const t = useTranslations('incidents')
  const { ref } = useParams({ from: '/incidents/$ref' })
  const { data, error } = useQuery({
    ...oneQuery<IncidentData>(`/v1/incidents/${at(ref)}`),
    refetchInterval: LOOK_EVERY_MS,
  })
  return (
    <Page
      title={data === undefined ? `#${ref}` : `#${data.number} ${data.name}`}
      help="incident"
      above={
        <Link to="/incidents" className="back">
          ← {t('title')}
        </Link>
      }
    >
      <Said error={error} />
      {data !== undefined && <Whole key={data.id} incident={data} />}
    </Page>
  )
}
