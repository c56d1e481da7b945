// How an incident stands, and what is done about that: "I have it", the status, who commands it.

import { Button, Group, Text } from '@mantine/core'
import { useTranslations } from 'use-intl'
import type { Incident } from '#contract/incidents'
import { incidentStatuses } from '#contract/limits'
import type { User } from '#contract/users'
import { IncidentMark } from '../../components/incident-mark.tsx'
import { Named } from '../../components/named.tsx'
import { Said } from '../../components/said.tsx'
import { SoughtChoice } from '../../components/sought-choice.tsx'
import { useMay } from '../../data/queries.ts'
import { useTimes } from '../../data/words.tsx'
import { useChange } from './changes.ts'

const marks = ['taken', 'pended', 'closed'] as const

const Status = ({ incident: { number, status } }: { incident: Incident }) => {
  const t = useTranslations()
  const change = useChange(number)
  return (
    <>
      <Group role="group" aria-label={t('incident.status')}>
        {incidentStatuses.map((one) => (
          <Button
            key={one}
            variant="default"
            aria-pressed={one === status}
            disabled={change.isPending}
            onClick={() => change.mutate({ path: '/status', body: { status: one } })}
          >
            {one === status ? '✓ ' : ''}
            {t(`incidentStatus.${one}`)}
          </Button>
        ))}
      </Group>
      <Said error={change.error} />
    </>
  )
}

const Take = ({ number }: { number: number }) => {
  const t = useTranslations('incident')
  const take = useChange(number)
  return (
    <>
      <Button
        size="md"
        color="ember"
        className="apart"
        loading={take.isPending}
        onClick={() => take.mutate({ path: '/take' })}
      >
        {t('take')}
      </Button>
      <Said error={take.error} />
    </>
  )
}

const Commander = ({ incident: { number, commander } }: { incident: Incident }) => {
  const t = useTranslations('incident')
  const change = useChange(number)
  return (
    <div className="apart">
      <SoughtChoice<User>
        path="/v1/users"
        by="id"
        called={commander?.name}
        name="commander"
        label={t('commander')}
        value={commander?.id ?? ''}
        onChange={(user) =>
          change.mutate({ path: '/commander', method: 'PUT', body: { user: user === '' ? null : user } })
        }
        none={t('noCommander')}
      />
      <Said error={change.error} />
    </div>
  )
}

const Marks = ({ incident }: { incident: Incident }) => {
  const t = useTranslations('incident')
  const { at } = useTimes()
  return marks.map((name) => {
    const mark = incident[name]
    return mark !== null && <Text key={name}>{t(name, { name: mark.by?.name ?? t('program'), at: at(mark.at) })}</Text>
  })
}

const Command = ({ incident }: { incident: Incident }) => {
  const t = useTranslations('incident')
  const may = useMay()
  if (may('incidents:write') && may('users:read')) return <Commander incident={incident} />
  return (
    <Text>
      {t('commander')}: {incident.commander?.name ?? t('noCommander')}
    </Text>
  )
}

export const Standing = ({ incident }: { incident: Incident }) => {
  const t = useTranslations('incident')
  const may = useMay()
  const { at, ago } = useTimes()
  const { number, status, project, projectName, created, alertAt, taken } = incident
  const mayChange = may('incidents:write')
  return (
    <section className="standing">
      <IncidentMark status={status} />
      <Text className="aside">
        <Named of={project} name={projectName} /> ·{' '}
        {t('made', { name: created.by?.name ?? t('program'), at: at(created.at), ago: ago(created.at) })}
      </Text>
      <Marks incident={incident} />
      {alertAt !== null && <Text>⚠ {t('alert', { at: at(alertAt), ago: ago(alertAt) })}</Text>}
      {mayChange && status === 'open' && taken === null && <Take number={number} />}
      {mayChange && <Status incident={incident} />}
      <Command incident={incident} />
    </section>
  )
}
