// One rule: which alerts call whom, and when.

import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { RuleShown } from '#contract/rules'
import { SaveOrDecide } from '../../components/conflict.tsx'
import { Form, Guard } from '../../components/form.tsx'
import { Page } from '../../components/page.tsx'
import { Remove } from '../../components/remove.tsx'
import { Said } from '../../components/said.tsx'
import { useDraft, useOne, useSave } from '../../components/saving.ts'
import { at } from '../../data/api.ts'
import { rulesQuery, useMay } from '../../data/queries.ts'
import { blank, bodyOf, draftOf } from './draft.ts'
import { Fields } from './fields.tsx'

/** A new one comes after all there are. */
const APART = 10
const useEnd = (): number => {
  const { data } = useQuery(rulesQuery())
  return Math.max(0, ...(data?.items ?? []).map(({ position }) => position)) + APART
}

const Editor = ({ rule, again }: { rule: RuleShown | null; again: () => void }) => {
  const t = useTranslations('form')
  const may = useMay()
  const navigate = useNavigate()
  const position = useEnd()
  const { draft, set, dirty, settle } = useDraft(rule === null ? blank : draftOf(rule))
  const save = useSave<RuleShown>({
    path: '/v1/rules',
    old: rule,
    onSaved: ({ key }) => {
      settle()
      void navigate({ to: '/rules/$ref', params: { ref: key }, ignoreBlocker: true })
    },
  })
  const body = { ...bodyOf(draft, rule), ...(rule === null ? { position } : {}) }
  const inFile = rule?.managedBy === 'file'
  const locked = !may('rules:write') || inFile
  return (
    <Form error={save.error} onSubmit={() => save.mutate({ body })}>
      <Guard when={dirty} />
      {inFile && <p className="paused">{t('inFile')}</p>}
      <Fields draft={draft} set={set} locked={locked} />
      {!locked && (
        <SaveOrDecide save={save} body={body} theirs={`/console/rules/${at(rule?.key ?? '')}`} again={again} approved />
      )}
    </Form>
  )
}

const Removing = ({ rule }: { rule: RuleShown }) => {
  const t = useTranslations('rule')
  const may = useMay()
  const navigate = useNavigate()
  if (!may('rules:write') || rule.managedBy === 'file') return null
  return (
    <Remove
      path={`/v1/rules/${at(rule.key)}`}
      what={t('deleteSure', { name: rule.name })}
      onRemoved={() => void navigate({ to: '/rules', ignoreBlocker: true })}
    />
  )
}

const back = (words: string) => (
  <Link to="/rules" className="back">
    ← {words}
  </Link>
)

export const NewRule = () => {
  const t = useTranslations('rules')
  return (
    <Page title={t('add')} help="rule" above={back(t('title'))}>
      <Editor rule={null} again={() => undefined} />
    </Page>
  )
}

export const Rule = () => {
  const t = useTranslations('rules')
  const { ref } = useParams({ from: '/rules/$ref' })
  const { data, error, reading, again } = useOne<RuleShown>(`/v1/rules/${at(ref)}`)
  return (
    <Page title={data?.name ?? ref} help="rule" above={back(t('title'))}>
      <Said error={error} />
      {data !== undefined && (
        <>
          <Editor key={`${data.id} ${reading}`} rule={data} again={again} />
          <Removing rule={data} />
        </>
      )}
    </Page>
  )
}
