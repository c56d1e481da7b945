// Holidays of other countries, or a company's, out of a calendar program's file: seen before they are taken.

import { Button, FileButton } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { z } from 'zod'
import type { holidayImport } from '#contract/ical'
import { Choice } from '../../components/form.tsx'
import { Said } from '../../components/said.tsx'
import { Sure } from '../../components/sure.tsx'
import { ask, at, queryOf } from '../../data/api.ts'

type Taken = z.infer<typeof holidayImport>
type Mode = 'add' | 'replace'
const DAYS_SHOWN = 40

const Found = ({ taken }: { taken: Taken }) => {
  const t = useTranslations('calendarImport')
  return (
    <>
      <ul className="plain">
        {taken.days.slice(0, DAYS_SHOWN).map(({ from, through, name }) => (
          <li key={`${from} ${name}`}>
            {from === through ? from : `${from} – ${through}`} {name}
          </li>
        ))}
      </ul>
      {taken.days.length > DAYS_SHOWN && (
        <p className="aside">{t('more', { count: taken.days.length - DAYS_SHOWN })}</p>
      )}
      {taken.skipped.map(({ summary, message }) => (
        <p key={summary} className="finding">
          {summary}: {message}
        </p>
      ))}
    </>
  )
}

type Props = {
  readonly calendar: string
  /** Reads the calendar anew, so that the form shows what was taken. */
  readonly again: () => void
}

const useSending = ({ calendar, again, mode, onTaken }: Props & { mode: Mode; onTaken: () => void }) => {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ list, dryRun }: { list: File; dryRun: boolean }) =>
      ask<Taken>(`/v1/calendars/${at(calendar)}/import${queryOf({ mode, dryRun: String(dryRun) })}`, {
        method: 'POST',
        bytes: new Blob([list], { type: 'text/calendar' }),
      }),
    onSuccess: async (_taken, { dryRun }) => {
      if (dryRun) return
      onTaken()
      await client.invalidateQueries({ queryKey: ['calendars'] })
      again()
    },
  })
}

export const Import = (props: Props) => {
  const t = useTranslations('calendarImport')
  const [file, setFile] = useState<File | null>(null)
  const [mode, setMode] = useState<Mode>('add')
  const send = useSending({ ...props, mode, onTaken: () => setFile(null) })
  const choose = (list: File | null) => {
    setFile(list)
    if (list !== null) send.mutate({ list, dryRun: true })
  }
  return (
    <section>
      <h2>{t('title')}</h2>
      <p className="aside">{t('hint')}</p>
      <Choice
        name="mode"
        label={t('mode')}
        value={mode}
        onChange={(value) => {
          setMode(value as Mode)
          setFile(null)
        }}
        options={(['add', 'replace'] as const).map((value) => ({ value, label: t(value) }))}
      />
      {(file === null || send.isError) && (
        <FileButton accept=".ics,text/calendar" onChange={choose}>
          {(button) => (
            <Button variant="default" loading={send.isPending} {...button}>
              {t('choose')}
            </Button>
          )}
        </FileButton>
      )}
      <Said error={send.error} />
      {file !== null && send.data !== undefined && (
        <>
          <Found taken={send.data} />
          <Sure
            what={t('sure', { count: send.data.days.length })}
            yes={t('yes')}
            no={t('no')}
            busy={send.isPending}
            onYes={() => send.mutate({ list: file, dryRun: false })}
            onNo={() => setFile(null)}
          />
        </>
      )}
    </section>
  )
}
