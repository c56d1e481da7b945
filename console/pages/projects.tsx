// Projects: parts of the space that incidents and tokens belong to, each with who works in it.

import { Button, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { Project } from '#contract/projects'
import { List } from '../components/list.tsx'
import { Page } from '../components/page.tsx'
import { PeoplePlaces } from '../components/places.tsx'
import { Seek, useSeek } from '../components/seek.tsx'
import { useMay } from '../data/queries.ts'

const Line = ({ project: { key, name, members } }: { project: Project }) => {
  const t = useTranslations('projects')
  return (
    <>
      <span className="aside">{key}</span>
      <Link to="/projects/$ref" params={{ ref: key }} className="subject">
        {name}
      </Link>
      <span className="aside">{t('count', { count: members.length })}</span>
    </>
  )
}

export const Projects = () => {
  const t = useTranslations('projects')
  const may = useMay()
  const { search } = useSeek('/projects')
  const add = (
    <Button component={Link} to="/projects/new" color="ink">
      {t('add')}
    </Button>
  )
  return (
    <Page title={t('title')} help="projects" action={may('projects:write') && add} above={<PeoplePlaces />}>
      <Seek from="/projects" />
      <List<Project> path="/v1/projects" filters={{ search }} empty={<Text>{t('none')}</Text>}>
        {(project) => <Line project={project} />}
      </List>
    </Page>
  )
}
