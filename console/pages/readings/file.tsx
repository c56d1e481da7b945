// Whole lists of readings: taken from a file, after seeing what it would change, and given as one.

import { Button, FileButton, Group } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { ReadingImport } from '#contract/readings'
import { Said } from '../../components/said.tsx'
import { Sure } from '../../components/sure.tsx'
import { ask, queryOf, Refusal } from '../../data/api.ts'
import { useMay } from '../../data/queries.ts'

type Props = { readonly language: 'ja' | 'en' }

/** Every line that cannot be taken, with its number. */
const Lines = ({ error }: { error: Error | null }) =>
  error instanceof Refusal && (
    <ul>
      {Object.entries(error.fields).map(([field, message]) => (
        <li key={field}>
          {field}: {message}
        </li>
      ))}
    </ul>
  )

const Importing = ({ language }: Props) => {
  const t = useTranslations('readings')
  const client = useQueryClient()
  const [file, setFile] = useState<File | null>(null)
  const send = useMutation({
    mutationFn: ({ list, dryRun }: { readonly list: File; readonly dryRun: boolean }) =>
      ask<ReadingImport>(`/v1/readings/import${queryOf({ language, dryRun: String(dryRun) })}`, {
        method: 'POST',
        csv: list,
      }),
    onSuccess: async ({ dryRun }) => {
      if (dryRun) return
      setFile(null)
      await client.invalidateQueries({ queryKey: ['readings'] })
    },
  })
  const choose = (list: File | null) => {
    setFile(list)
    if (list !== null) send.mutate({ list, dryRun: true })
  }
  const { data } = send
  return (
    <>
      {file === null && (
        <FileButton accept=".csv,.txt,text/csv,text/plain" onChange={choose}>
          {(props) => (
            <Button variant="default" {...props}>
              {t('import')}
            </Button>
          )}
        </FileButton>
      )}
      <Said error={send.error} />
      <Lines error={send.error} />
      {file !== null && send.isError && (
        <Button variant="default" onClick={() => setFile(null)}>
          {t('otherFile')}
        </Button>
      )}
      {file !== null && data?.dryRun === true && (
        <Sure
          what={t('importSure', { created: data.created, changed: data.changed, unchanged: data.unchanged })}
          yes={t('importYes')}
          no={t('importNo')}
          busy={send.isPending}
          onYes={() => send.mutate({ list: file, dryRun: false })}
          onNo={() => setFile(null)}
        />
      )}
      {data?.dryRun === false && <p role="status">{t('imported', { count: data.created + data.changed })}</p>}
    </>
  )
}

export const ReadingFile = ({ language }: Props) => {
  const t = useTranslations('readings')
  const may = useMay()
  return (
    <section>
      <h2>{t('file')}</h2>
      <p className="aside">{t('fileWhy')}</p>
      <Group>
        {may('readings:write') && <Importing language={language} />}
        <a href={`/v1/readings/export${queryOf({ language, bom: 'true' })}`} download={`readings-${language}.csv`}>
          {t('export')}
        </a>
      </Group>
    </section>
  )
}
