// One policy group: its policies in their order, when each belongs to it, and beside it what it would do.

import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { PolicyGroup as GroupData } from '#contract/policy-groups'
import { SaveOrDecide } from '../../components/conflict.tsx'
import { Form, Guard, NameAndKey } from '../../components/form.tsx'
import { History } from '../../components/history.tsx'
import { Page } from '../../components/page.tsx'
import { Remove } from '../../components/remove.tsx'
import { Said } from '../../components/said.tsx'
import { useDraft, useOne, useSave } from '../../components/saving.ts'
import { at } from '../../data/api.ts'
import { useMay } from '../../data/queries.ts'
import { type Member, Members } from './members.tsx'
import { Played } from './played.tsx'

type Draft = { readonly key: string; readonly name: string; readonly policies: readonly Member[] }
const blank: Draft = { key: '', name: '', policies: [] }

const Editor = ({ group, again }: { group: GroupData | null; again: () => void }) => {
  const t = useTranslations()
  const may = useMay()
  const navigate = useNavigate()
  const { draft, set, dirty, settle } = useDraft<Draft>(
    group === null ? blank : { key: group.key, name: group.name, policies: group.policies },
  )
  const save = useSave<GroupData>({
    path: '/v1/policy-groups',
    old: group,
    onSaved: ({ key }) => {
      settle()
      void navigate({ to: '/policy-groups/$ref', params: { ref: key }, ignoreBlocker: true })
    },
  })
  const inFile = group?.managedBy === 'file'
  const locked = !may('policies:write') || inFile
  return (
    <Form error={save.error} onSubmit={() => save.mutate({ body: draft })}>
      <Guard when={dirty} />
      {inFile && <p className="paused">{t('form.inFile')}</p>}
      <NameAndKey label={t('policyGroup.name')} draft={draft} set={set} disabled={locked} />
      <Members members={draft.policies} onChange={(policies) => set({ policies })} disabled={locked} />
      {!locked && (
        <SaveOrDecide
          save={save}
          body={draft}
          theirs={`/console/policy-groups/${at(group?.key ?? '')}`}
          again={again}
          approved
        />
      )}
    </Form>
  )
}

const Removing = ({ group }: { group: GroupData }) => {
  const t = useTranslations('policyGroup')
  const may = useMay()
  const navigate = useNavigate()
  if (!may('policies:write') || group.managedBy === 'file') return null
  return (
    <Remove
      path={`/v1/policy-groups/${at(group.key)}`}
      what={t('deleteSure', { name: group.name })}
      onRemoved={() => void navigate({ to: '/policy-groups', ignoreBlocker: true })}
    />
  )
}

const back = (words: string) => (
  <Link to="/policy-groups" className="back">
    ← {words}
  </Link>
)

export const NewPolicyGroup = () => {
  const t = useTranslations('policyGroups')
  return (
    <Page title={t('add')} help="policyGroups" above={back(t('title'))}>
      <Editor group={null} again={() => undefined} />
    </Page>
  )
}

export const PolicyGroup = () => {
  const t = useTranslations('policyGroups')
  const may = useMay()
  const { ref } = useParams({ from: '/policy-groups/$ref' })
  const { data, error, reading, again } = useOne<GroupData>(`/v1/policy-groups/${at(ref)}`)
  return (
    <Page title={data?.name ?? ref} help="policyGroups" above={back(t('title'))}>
      <Said error={error} />
      {data !== undefined && (
        <>
          <div className="incident">
            <Editor key={`${data.id} ${reading}`} group={data} again={again} />
            <Played group={data} />
          </div>
          <Removing group={data} />
          {may('audit:read') && <History object={data.id} />}
        </>
      )}
    </Page>
  )
}
