// Somebody else changed the same thing meanwhile: theirs is shown, mine stays in the form, and the person decides.

import { Button, Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { Refusal } from '../data/api.ts'
import { approvalQuery, useMay } from '../data/queries.ts'
import { Save } from './form.tsx'
import type { Saving } from './saving.ts'

type Props = {
  readonly error: Error | null
  readonly theirs: string
  readonly onTheirs: () => void
  readonly onMine: () => void
}

export const isConflict = (error: Error | null): boolean =>
  error instanceof Refusal && error.code === 'config.changed_meanwhile'

/** @param props.theirs an address at which theirs can be seen */
export const Conflict = ({ error, theirs, onTheirs, onMine }: Props) => {
  const t = useTranslations('conflict')
  if (!isConflict(error)) return null
  return (
    <div className="banner" role="alert">
      <p>
        <strong>{t('title')}</strong> {t('what')}{' '}
        <a href={theirs} target="_blank" rel="noreferrer">
          {t('look')}
        </a>
      </p>
      <Group>
        <Button variant="default" onClick={onMine}>
          {t('mine')}
        </Button>
        <Button variant="default" onClick={onTheirs}>
          {t('theirs')}
        </Button>
      </Group>
    </div>
  )
}

type SaveProps<T> = {
  readonly save: Saving<T>
  readonly body: unknown
  /** An address at which theirs can be seen. */
  readonly theirs: string
  /** Reads theirs anew. */
  readonly again: () => void
  /** Of the button that saves. */
  readonly label?: string
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

/** What stands under an editor: the button that saves, and the decision where somebody else was quicker. */
export const SaveOrDecide = <T,>({ save, body, theirs, again, label, approved = false }: SaveProps<T>) => {
  const t = useTranslations('draft')
  const { note, mayApprove, ...approval } = useApproval(approved)
  const named = approval.label ?? label
  return (
    <>
      <Conflict error={save.error} theirs={theirs} onMine={() => save.mutate({ body, over: true })} onTheirs={again} />
      {note !== null && <Text className="aside">{note}</Text>}
      <Save
        error={isConflict(save.error) ? null : save.error}
        busy={save.isPending}
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
