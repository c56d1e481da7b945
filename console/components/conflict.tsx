// Somebody else changed the same thing meanwhile: theirs is shown, mine stays in the form, and the person decides.

import { Button, Group } from '@mantine/core'
import { useTranslations } from 'use-intl'
import { Refusal } from '../data/api.ts'
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
}

/** What stands under an editor: the button that saves, and the decision where somebody else was quicker. */
export const SaveOrDecide = <T,>({ save, body, theirs, again, ...button }: SaveProps<T>) => (
  <>
    <Conflict error={save.error} theirs={theirs} onMine={() => save.mutate({ body, over: true })} onTheirs={again} />
    <Save error={isConflict(save.error) ? null : save.error} busy={save.isPending} {...button} />
  </>
)
