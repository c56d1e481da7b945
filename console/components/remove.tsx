// Deleting something, after asking once more in place.

import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Said } from './said.tsx'
import { useRemove } from './saving.ts'
import { Sure } from './sure.tsx'

type Props = { readonly path: string; readonly what: string; readonly onRemoved: () => void }

export const Remove = ({ path, what, onRemoved }: Props) => {
  const t = useTranslations('form')
  const [asking, setAsking] = useState(false)
  const remove = useRemove(path, onRemoved)
  return (
    <>
      {asking ? (
        <Sure
          what={what}
          yes={t('deleteYes')}
          no={t('deleteNo')}
          busy={remove.isPending}
          onYes={() => remove.mutate()}
          onNo={() => setAsking(false)}
        />
      ) : (
        <Button variant="default" onClick={() => setAsking(true)} className="apart">
          {t('delete')}
        </Button>
      )}
      <Said error={remove.error} />
    </>
  )
}
