// One group: who is in it, in the order they are called, and what its members may do.

import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { Group as GroupData } from '#contract/groups'
import { SaveOrDecide } from '../../components/conflict.tsx'
import { Form, Guard, NameAndKey } from '../../components/form.tsx'
import { History } from '../../components/history.tsx'
import { type Member, Members } from '../../components/members.tsx'
import { Page } from '../../components/page.tsx'
import { Remove } from '../../components/remove.tsx'
import { Roles } from '../../components/roles.tsx'
import { Said } from '../../components/said.tsx'
import { useDraft, useOne, useSave } from '../../components/saving.ts'
import { at } from '../../data/api.ts'
import { useMay } from '../../data/queries.ts'

type Draft = { readonly key: string; readonly name: string; readonly members: readonly Member[] }
const blank: Draft = { key: '', name: '', members: [] }

const draftOf = ({ key, name, members }: GroupData): Draft => ({
  key,
  name,
  members: members.map((one) => ({ key: one.key, name: one.name })),
})

const Editor = ({ group, again }: { group: GroupData | null; again: () => void }) => {
  const t = useTranslations()
  const may = useMay()
  const navigate = useNavigate()
  const { draft, set, dirty, settle } = useDraft<Draft>(group === null ? blank : draftOf(group))
  const save = useSave<GroupData>({
    path: '/v1/groups',
    old: group,
    onSaved: ({ key }) => {
      settle()
      void navigate({ to: '/groups/$ref', params: { ref: key }, ignoreBlocker: true })
    },
  })
  const inFile = group?.managedBy === 'file'
  const locked = !may('groups:write') || inFile
  const body = { ...draft, members: draft.members.map(({ key }) => key) }
  return (
    <Form error={save.error} onSubmit={() => save.mutate({ body })}>
      <Guard when={dirty} />
      {inFile && <p className="paused">{t('form.inFile')}</p>}
      <NameAndKey label={t('groups.name')} draft={draft} set={set} disabled={locked} />
      <Members members={draft.members} onChange={(members) => set({ members })} disabled={locked} />
      {!locked && (
        <SaveOrDecide save={save} body={body} theirs={`/console/groups/${at(group?.key ?? '')}`} again={again} />
      )}
    </Form>
  )
}

const Whole = ({ group }: { group: GroupData }) => {
  const t = useTranslations('groups')
  const may = useMay()
  const navigate = useNavigate()
  return (
    <>
      {may('accounts:read') && (
        <section>
          <h2>{t('roles')}</h2>
          <p className="aside">{t('rolesWhy')}</p>
          <Roles holder={{ group: group.key }} />
        </section>
      )}
      {may('audit:read') && <History object={group.id} />}
      {may('groups:write') && group.managedBy === 'console' && (
        <Remove
          path={`/v1/groups/${at(group.key)}`}
          what={t('deleteSure', { name: group.name })}
          onRemoved={() => void navigate({ to: '/groups', ignoreBlocker: true })}
        />
      )}
    </>
  )
}

const back = (words: string) => (
  <Link to="/groups" className="back">
    ← {words}
  </Link>
)

export const NewGroup = () => {
  const t = useTranslations('groups')
  return (
    <Page title={t('add')} help="groups" above={back(t('title'))}>
      <Editor group={null} again={() => undefined} />
    </Page>
  )
}

export const Group = () => {
  const t = useTranslations('groups')
  const { ref } = useParams({ from: '/groups/$ref' })
  const { data, error, reading, again } = useOne<GroupData>(`/v1/groups/${at(ref)}`)
  return (
    <Page title={data?.name ?? ref} help="groups" above={back(t('title'))}>
      <Said error={error} />
      {data !== undefined && (
        <>
          <Editor key={`${data.id} ${reading}`} group={data} again={again} />
          <Whole group={data} />
        </>
      )}
    </Page>
  )
}
