// Somebody else changed the same thing meanwhile: both versions are shown where they differ, mine stays in the form, and the person
// decides. What I did not change is taken from theirs, so that neither loses anything.

import { Button, Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { ask, Refusal } from '../data/api.ts'
import { changedFields, differing } from '../data/merge.ts'
import { approvalQuery, useMay } from '../data/queries.ts'
import { Changes } from './changes.tsx'
import { Save } from './form.tsx'
import type { Saving } from './saving.ts'

type Props = {
  /** Where theirs is read. */
  readonly at: string
  /** What I changed. */
  readonly mine: object
  /** An address at which theirs can be seen. */
  readonly theirs: string
  readonly busy: boolean
  readonly onTheirs: () => void
  readonly onMine: () => void
}

export const isConflict = (error: Error | null): boolean =>
  error instanceof Refusal && error.code === 'config.changed_meanwhile'

const Conflict = ({ at, mine, theirs, busy, onTheirs, onMine }: Props) => {
  const t = useTranslations('conflict')
  const { data } = useQuery({
    queryKey: ['conflict', at],
    queryFn: ({ signal }) => ask<unknown>(at, { signal }),
    staleTime: 0,
    gcTime: 0,
  })
  const changes = data === undefined ? [] : differing(data, mine)
  return (
    <div className="banner" role="alert">
      <p>
        <strong>{t('title')}</strong> {t('what')}
      </p>
      <Changes changes={changes} />
      {data !== undefined && changes.length === 0 && <p>{t('same')}</p>}
      <p>
        <a href={theirs} target="_blank" rel="noreferrer">
          {t('look')}
        </a>
      </p>
      <Group>
        <Button variant="default" loading={busy} onClick={onMine}>
          {t('mine')}
        </Button>
        <Button variant="default" onClick={onTheirs}>
          {t('theirs')}
        </Button>
      </Group>
    </div>
  )
}

const none = {}

type SaveProps<T> = {
  readonly save: Saving<T>
  readonly body: unknown
  /** An address at which theirs can be seen. */
  readonly theirs: string
  /** Reads theirs anew. */
  readonly again: () => void
  /** Of the button that saves. */
  readonly label?: string
  /** Nothing differs from what is saved. */
  readonly disabled?: boolean
  /** Whether it is of what may need approval. */
  readonly approved?: boolean
}

/** 作成 beside 作成と承認: whoever may approve saves at once, or leaves a draft to somebody else; the others leave a draft. */
const useApproval = (approved: boolean) => {
  const t = useTranslations('draft')
  const may = useMay()
  const { data } = useQuery({ ...approvalQuery, enabled: approved })
  if (!approved || data?.required !== true) return { note: null, label: undefined, mayApprove: false }
  const mayApprove = may('drafts:approve')
  return { note: t(mayApprove ? 'saves' : 'waits'), label: t(mayApprove ? 'saveNow' : 'save'), mayApprove }
}

/** What I changed since the editing began, or since it was last saved. */
const useMine = <T,>(save: Saving<T>, body: unknown, conflict: boolean) => {
  const [base, setBase] = useState(body)
  const { isSuccess, submittedAt } = save
  useEffect(() => {
    if (isSuccess) setBase(save.variables.body)
  }, [isSuccess, submittedAt])
  // Only then: of a long policy it takes a moment, and this is drawn with each letter typed.
  return conflict ? changedFields(base, body) : none
}

/** What stands under an editor: the button that saves, and the decision where somebody else was quicker. */
export const SaveOrDecide = <T,>({ save, body, theirs, again, label, ...rest }: SaveProps<T>) => {
  const { approved = false, disabled = false } = rest
  const t = useTranslations('draft')
  const { note, mayApprove, ...approval } = useApproval(approved)
  const named = approval.label ?? label
  const conflict = isConflict(save.error)
  const mine = useMine(save, body, conflict)
  return (
    <>
      {conflict && save.at !== null && (
        <Conflict
          at={save.at}
          mine={save.whole(mine)}
          theirs={theirs}
          busy={save.isPending}
          // What stands on the page of theirs is out of date by then.
          onMine={() => save.mutate({ body: mine, over: true }, { onSuccess: again })}
          onTheirs={again}
        />
      )}
      {note !== null && <Text className="aside">{note}</Text>}
      <Save
        error={conflict ? null : save.error}
        busy={save.isPending}
        disabled={disabled}
        {...(named === undefined ? {} : { label: named })}
      >
        {mayApprove && (
          <Button
            variant="default"
            size="md"
            disabled={save.isPending}
            onClick={() => save.mutate({ body, draft: true })}
          >
            {t('save')}
          </Button>
        )}
      </Save>
    </>
  )
}
