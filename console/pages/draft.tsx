// One draft: what it would change, before and after; what others have changed of the same things since; and the decision.

import { Button, Group } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Draft as Read } from '#contract/drafts'
import { Changes } from '../components/changes.tsx'
import { Field, Form, Save } from '../components/form.tsx'
import { useKind } from '../components/kind.ts'
import { Page } from '../components/page.tsx'
import { Said } from '../components/said.tsx'
import { ask, at } from '../data/api.ts'
import { oneQuery, useMay } from '../data/queries.ts'
import { useTimes } from '../data/words.tsx'

type Step = 'approve' | 'reject' | 'withdraw' | 'rebase'

/** The next step of a draft; it is made from what is seen here. */
const useStep = ({ id, updatedAt }: Read, step: Step) => {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body?: object) =>
      ask<Read>(`/v1/drafts/${at(id)}/${step}`, {
        method: 'POST',
        ...(body === undefined ? {} : { body }),
        ...(step === 'approve' ? { seen: updatedAt } : {}),
      }),
    // Also what was refused is to be seen as it is now; what was approved may be anything.
    onSettled: () =>
      step === 'approve' ? client.invalidateQueries() : client.invalidateQueries({ queryKey: ['drafts'] }),
  })
}

const Reject = ({ draft, onLeave }: { draft: Read; onLeave: () => void }) => {
  const t = useTranslations('draft')
  const [reason, setReason] = useState('')
  const reject = useStep(draft, 'reject')
  return (
    <Form error={reject.error} onSubmit={() => reject.mutate({ reason })}>
      <Field
        name="reason"
        label={t('reason')}
        hint={t('reasonHint')}
        lines={3}
        value={reason}
        onChange={setReason}
        autoFocus
      />
      <Save error={reject.error} busy={reject.isPending} label={t('reject')}>
        <Button variant="default" size="md" onClick={onLeave}>
          {t('leave')}
        </Button>
      </Save>
    </Form>
  )
}

const Approve = ({ draft, children }: { draft: Read; children: ReactNode }) => {
  const t = useTranslations('draft')
  const [rejecting, setRejecting] = useState(false)
  const approve = useStep(draft, 'approve')
  if (rejecting) return <Reject draft={draft} onLeave={() => setRejecting(false)} />
  return (
    <>
      <Said error={approve.error} />
      <Group>
        <Button
          color="ink"
          size="md"
          loading={approve.isPending}
          disabled={draft.meanwhile.length > 0}
          onClick={() => approve.mutate(undefined)}
        >
          {t('approve')}
        </Button>
        <Button variant="default" size="md" onClick={() => setRejecting(true)}>
          {t('reject')}
        </Button>
        {children}
      </Group>
    </>
  )
}

const Meanwhile = ({ draft }: { draft: Read }) => {
  const t = useTranslations()
  const { at: when } = useTimes()
  const kindOf = useKind()
  const rebase = useStep(draft, 'rebase')
  if (draft.meanwhile.length === 0) return null
  return (
    <section className="banner" role="alert">
      <h2>{t('draft.meanwhile')}</h2>
      <ul className="plain">
        {draft.meanwhile.map(({ id, at: changedAt, by, action, kind, name, changes }) => (
          <li key={id}>
            {when(changedAt)} {by.name || t(`auditActor.${by.kind}`)} {t(`auditAction.${action}`)} · {kindOf(kind)}{' '}
            {name}
            <Changes changes={changes} />
          </li>
        ))}
      </ul>
      <Said error={rebase.error} />
      <Button variant="default" loading={rebase.isPending} onClick={() => rebase.mutate(undefined)}>
        {t('draft.rebase')}
      </Button>
    </section>
  )
}

const Decide = ({ draft }: { draft: Read }) => {
  const t = useTranslations('draft')
  const may = useMay()
  const withdraw = useStep(draft, 'withdraw')
  if (draft.state !== 'open') return null
  const back = draft.mine && (
    <Button variant="default" size="md" loading={withdraw.isPending} onClick={() => withdraw.mutate(undefined)}>
      {t('withdraw')}
    </Button>
  )
  return (
    <section>
      <Said error={withdraw.error} />
      {may('drafts:approve') ? <Approve draft={draft}>{back}</Approve> : back}
    </section>
  )
}

const Standing = ({ draft }: { draft: Read }) => {
  const t = useTranslations()
  const { at: when, ago } = useTimes()
  const { state, author, createdAt, decidedAt, decidedBy, reason } = draft
  return (
    <div className="standing">
      <p>
        <strong>{t(`draftState.${state}`)}</strong> · {author.name} · {when(createdAt)} ({ago(createdAt)})
      </p>
      {decidedAt !== null && (
        <p>
          {decidedBy?.name} · {when(decidedAt)}
        </p>
      )}
      {reason !== null && <p className="paused">{t('draft.because', { reason })}</p>}
    </div>
  )
}

const Body = ({ draft }: { draft: Read }) => {
  const t = useTranslations()
  const kindOf = useKind()
  const { changes, total } = draft
  return (
    <>
      <Standing draft={draft} />
      <Meanwhile draft={draft} />
      <section>
        <h2>{t('draft.changes')}</h2>
        <ul className="plain">
          {changes.map(({ action, kind, name, object, changes: fields }) => (
            <li key={object}>
              <div>
                {t(`auditAction.${action}`)} · {kindOf(kind)} <strong>{name}</strong>
                <Changes changes={fields} />
              </div>
            </li>
          ))}
        </ul>
        {total > changes.length && <p>{t('draft.more', { count: total - changes.length })}</p>}
      </section>
      <Decide draft={draft} />
    </>
  )
}

const Back = () => {
  const t = useTranslations('drafts')
  return (
    <Link to="/settings/drafts" search={{ state: 'open' }} className="back">
      ← {t('title')}
    </Link>
  )
}

export const Draft = () => {
  const t = useTranslations('draft')
  const kindOf = useKind()
  const { id } = useParams({ from: '/settings/drafts/$id' })
  const { data, error } = useQuery(oneQuery<Read>(`/v1/drafts/${at(id)}`))
  return (
    <Page title={data === undefined ? t('title') : `${kindOf(data.kind)} ${data.name}`} help="drafts" above={<Back />}>
      <Said error={error} />
      {data !== undefined && <Body draft={data} />}
    </Page>
  )
}
