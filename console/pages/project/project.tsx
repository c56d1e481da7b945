// One project: its name, and which people and groups work in it.

import { Button } from '@mantine/core'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Group } from '#contract/groups'
import type { Project as ProjectData } from '#contract/projects'
import type { User } from '#contract/users'
import { SaveOrDecide } from '../../components/conflict.tsx'
import { Form, Guard, NameAndKey } from '../../components/form.tsx'
import { History } from '../../components/history.tsx'
import { Page } from '../../components/page.tsx'
import { Remove } from '../../components/remove.tsx'
import { Said } from '../../components/said.tsx'
import { useDraft, useOne, useSave } from '../../components/saving.ts'
import { SoughtChoice } from '../../components/sought-choice.tsx'
import { at } from '../../data/api.ts'
import { useMay } from '../../data/queries.ts'

type Member = ProjectData['members'][number]
type Draft = { readonly key: string; readonly name: string; readonly members: readonly Member[] }
const blank: Draft = { key: '', name: '', members: [] }
const DEFAULT = 'default'

type AddProps = {
  readonly kind: 'user' | 'group'
  readonly onAdd: (member: Member) => void
  readonly there: readonly Member[]
}

const Add = ({ kind, onAdd, there }: AddProps) => {
  const t = useTranslations('projects')
  const may = useMay()
  const [key, setKey] = useState('')
  const taken = new Set(there.map((one) => JSON.stringify(one)))
  const memberOf = (of: string): Member => (kind === 'user' ? { user: of } : { group: of })
  return (
    <div className="beside">
      <SoughtChoice<User | Group>
        path={kind === 'user' ? '/v1/users' : '/v1/groups'}
        name={kind}
        label={t(kind === 'user' ? 'user' : 'group')}
        value={key}
        onChange={setKey}
        none="–"
        only={(one) => !taken.has(JSON.stringify(memberOf(one.key)))}
        enabled={may(kind === 'user' ? 'users:read' : 'groups:read')}
      />
      <Button
        variant="default"
        disabled={key === ''}
        onClick={() => {
          onAdd(memberOf(key))
          setKey('')
        }}
      >
        {t('addMember')}
      </Button>
    </div>
  )
}

type MembersProps = {
  readonly members: readonly Member[]
  readonly onChange: (members: readonly Member[]) => void
  readonly disabled: boolean
}

const Members = ({ members, onChange, disabled }: MembersProps) => {
  const t = useTranslations('projects')
  const add = (member: Member) => onChange([...members, member])
  return (
    <section>
      <h2>{t('members')}</h2>
      {members.length === 0 && <p className="aside">{t('noMembers')}</p>}
      <ul className="plain">
        {members.map((member, index) => {
          const name = 'user' in member ? member.user : member.group
          return (
            <li key={JSON.stringify(member)}>
              <span>
                {t('user' in member ? 'user' : 'group')} <strong>{name}</strong>
              </span>
              {!disabled && (
                <button
                  type="button"
                  className="quiet"
                  aria-label={t('remove', { name })}
                  onClick={() => onChange(members.toSpliced(index, 1))}
                >
                  ×
                </button>
              )}
            </li>
          )
        })}
      </ul>
      {!disabled &&
        (['user', 'group'] as const).map((kind) => <Add key={kind} kind={kind} onAdd={add} there={members} />)}
    </section>
  )
}

const Editor = ({ project, again }: { project: ProjectData | null; again: () => void }) => {
  const t = useTranslations()
  const may = useMay()
  const navigate = useNavigate()
  const { draft, set, dirty, settle } = useDraft<Draft>(
    project === null ? blank : { key: project.key, name: project.name, members: project.members },
  )
  const save = useSave<ProjectData>({
    path: '/v1/projects',
    old: project,
    onSaved: ({ key }) => {
      settle()
      void navigate({ to: '/projects/$ref', params: { ref: key }, ignoreBlocker: true })
    },
  })
  const inFile = project?.managedBy === 'file'
  const locked = !may('projects:write') || inFile
  return (
    <Form error={save.error} onSubmit={() => save.mutate({ body: draft })}>
      <Guard when={dirty} />
      {inFile && <p className="paused">{t('form.inFile')}</p>}
      <NameAndKey label={t('projects.name')} draft={draft} set={set} disabled={locked} />
      <Members members={draft.members} onChange={(members) => set({ members })} disabled={locked} />
      {!locked && (
        <SaveOrDecide save={save} body={draft} theirs={`/console/projects/${at(project?.key ?? '')}`} again={again} />
      )}
    </Form>
  )
}

const back = (words: string) => (
  <Link to="/projects" className="back">
    ← {words}
  </Link>
)

export const NewProject = () => {
  const t = useTranslations('projects')
  return (
    <Page title={t('add')} help="projects" above={back(t('title'))}>
      <Editor project={null} again={() => undefined} />
    </Page>
  )
}

export const Project = () => {
  const t = useTranslations('projects')
  const may = useMay()
  const navigate = useNavigate()
  const { ref } = useParams({ from: '/projects/$ref' })
  const { data, error, reading, again } = useOne<ProjectData>(`/v1/projects/${at(ref)}`)
  return (
    <Page title={data?.name ?? ref} help="projects" above={back(t('title'))}>
      <Said error={error} />
      {data !== undefined && (
        <>
          <Editor key={`${data.id} ${reading}`} project={data} again={again} />
          <p>
            <Link to="/projects/$ref/incidents" params={{ ref: data.key }}>
              {t('incidentSettings')}
            </Link>
          </p>
          {may('audit:read') && <History object={data.id} />}
          {may('projects:write') && data.managedBy === 'console' && data.key !== DEFAULT && (
            <Remove
              path={`/v1/projects/${at(data.key)}`}
              what={t('deleteSure', { name: data.name })}
              onRemoved={() => void navigate({ to: '/projects', ignoreBlocker: true })}
            />
          )}
        </>
      )}
    </Page>
  )
}
