// Incidents, newest first: how each stands, who commands it. The filters stand in the address.

import { Button, Text } from '@mantine/core'
import { Link, useSearch } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { IncidentSummary } from '#contract/incidents'
import { incidentStatuses } from '#contract/limits'
import type { Project } from '#contract/projects'
import { useFilter } from '../components/filter.ts'
import { Choice, Field } from '../components/form.tsx'
import { IncidentMark } from '../components/incident-mark.tsx'
import { List } from '../components/list.tsx'
import { Named } from '../components/named.tsx'
import { Page } from '../components/page.tsx'
import { SoughtChoice } from '../components/sought-choice.tsx'
import { apart } from '../data/apart.ts'
import { instantOf } from '../data/instants.ts'
import { LOOK_EVERY_MS, useMay } from '../data/queries.ts'
import { useTimes } from '../data/words.tsx'

const Line = ({ incident }: { incident: IncidentSummary }) => {
  const t = useTranslations('incidents')
  const { at, ago } = useTimes()
  const { number, name, status, project, projectName, created, commander, taken } = incident
  return (
    <>
      <IncidentMark status={status} />
      <Link to="/incidents/$ref" params={{ ref: String(number) }} className="subject">
        <span className="aside">#{number}</span> <bdi>{name}</bdi>
      </Link>
      <span className="aside">
        <Named of={project} name={projectName} /> · {at(created.at)} ({ago(created.at)})
        {commander !== null && ` · ${t('commander', { name: apart(commander.name) })}`}
        {status === 'open' && taken === null && ` · ⚠ ${t('nobody')}`}
      </span>
    </>
  )
}

const Filters = () => {
  const t = useTranslations()
  const may = useMay()
  const search = useSearch({ from: '/incidents' })
  const filter = useFilter('/incidents')
  const any = { value: '', label: t('incidents.any') }
  return (
    <div className="filters">
      <Choice
        name="status"
        label={t('incidents.status')}
        value={search.status ?? ''}
        onChange={filter('status')}
        options={[any, ...incidentStatuses.map((value) => ({ value, label: t(`incidentStatus.${value}`) }))]}
      />
      {may('projects:read') && (
        <SoughtChoice<Project>
          path="/v1/projects"
          name="project"
          label={t('incidents.project')}
          value={search.project ?? ''}
          onChange={filter('project')}
          none={t('incidents.any')}
        />
      )}
      <Field
        name="text"
        label={t('incidents.text')}
        placeholder={t('incidents.textExample')}
        value={search.text ?? ''}
        onChange={filter('text')}
      />
      {(['from', 'to'] as const).map((name) => (
        <Field
          key={name}
          name={name}
          label={t(`incidents.${name}`)}
          kind="datetime-local"
          value={search[name] ?? ''}
          onChange={filter(name)}
        />
      ))}
    </div>
  )
}

export const Incidents = () => {
  const t = useTranslations('incidents')
  const may = useMay()
  const { from, to, ...rest } = useSearch({ from: '/incidents' })
  const filters = { ...rest, from: instantOf(from) ?? undefined, to: instantOf(to) ?? undefined }
  const filtered = Object.values(filters).some((one) => one !== undefined)
  const add = (
    <Button component={Link} to="/incidents/new" color="ink">
      {t('add')}
    </Button>
  )
  return (
    <Page title={t('title')} help="incidents" action={may('incidents:write') && add}>
      <Filters />
      <List<IncidentSummary>
        path="/v1/incidents"
        filters={filters}
        every={LOOK_EVERY_MS}
        empty={<Text>{t(filtered ? 'noneSuch' : 'none')}</Text>}
      >
        {(incident) => <Line incident={incident} />}
      </List>
    </Page>
  )
}
