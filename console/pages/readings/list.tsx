// The readings of a language: found, added, changed where they stand, removed.

import { Button, Group } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Reading } from '#contract/readings'
import { useFilter } from '../../components/filter.ts'
import { Field, Form, Save } from '../../components/form.tsx'
import { List } from '../../components/list.tsx'
import { Said } from '../../components/said.tsx'
import { ask } from '../../data/api.ts'
import { useMay } from '../../data/queries.ts'

type Change =
  | {
      readonly method: 'POST'
      readonly body: { readonly language: string; readonly word: string; readonly reading: string }
    }
  | {
      readonly method: 'PATCH'
      readonly id: string
      readonly body: { readonly reading: string }
      readonly seen: string
    }
  | { readonly method: 'DELETE'; readonly id: string }

const pathOf = (change: Change): string => ('id' in change ? `/v1/readings/${change.id}` : '/v1/readings')

export const useReadingChange = (onDone: () => void) => {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (change: Change) => ask<unknown>(pathOf(change), change),
    onSuccess: async () => {
      onDone()
      await client.invalidateQueries({ queryKey: ['readings'] })
    },
  })
}

const Adding = ({ language }: { language: 'ja' | 'en' }) => {
  const t = useTranslations('readings')
  const [word, setWord] = useState('')
  const [reading, setReading] = useState('')
  const add = useReadingChange(() => {
    setWord('')
    setReading('')
  })
  return (
    <Form error={add.error} onSubmit={() => add.mutate({ method: 'POST', body: { language, word, reading } })}>
      <div className="filters">
        <Field name="word" label={t('word')} value={word} onChange={setWord} />
        <Field name="reading" label={t('reading')} value={reading} onChange={setReading} />
      </div>
      <Save error={add.error} busy={add.isPending} label={t('add')} />
    </Form>
  )
}

const Line = ({ one, locked }: { one: Reading; locked: boolean }) => {
  const t = useTranslations()
  const [text, setText] = useState<string | null>(null)
  const change = useReadingChange(() => setText(null))
  const save = () => change.mutate({ method: 'PATCH', id: one.id, body: { reading: text ?? '' }, seen: one.updatedAt })
  return (
    <>
      <span>{one.word}</span>
      {text === null ? (
        <span>{one.reading}</span>
      ) : (
        <Form error={change.error} onSubmit={save}>
          <Field
            name="reading"
            label={t('readings.readingOf', { word: one.word })}
            value={text}
            onChange={setText}
            autoFocus
          />
          <Save error={change.error} busy={change.isPending}>
            <Button variant="default" onClick={() => setText(null)}>
              {t('form.deleteNo')}
            </Button>
          </Save>
        </Form>
      )}
      {!locked && text === null && (
        <Group>
          <Button
            variant="default"
            onClick={() => setText(one.reading)}
            aria-label={t('readings.change', { word: one.word })}
          >
            {t('readings.changeVerb')}
          </Button>
          <Button
            variant="default"
            loading={change.isPending}
            onClick={() => change.mutate({ method: 'DELETE', id: one.id })}
            aria-label={t('readings.remove', { word: one.word })}
          >
            {t('form.remove')}
          </Button>
          <Said error={change.error} />
        </Group>
      )}
    </>
  )
}

export const ReadingList = ({ language, search }: { language: 'ja' | 'en'; search: string }) => {
  const t = useTranslations('readings')
  const may = useMay()
  const filter = useFilter('/settings/readings')
  const mayWrite = may('readings:write')
  return (
    <section>
      <h2>{t('list')}</h2>
      {mayWrite && <Adding language={language} />}
      <div className="filters">
        <Field name="search" label={t('search')} value={search} onChange={filter('search')} />
      </div>
      <List<Reading>
        path="/v1/readings"
        filters={{ language, search }}
        empty={<p>{t(search === '' ? 'none' : 'noneSuch')}</p>}
      >
        {(one) => <Line one={one} locked={!mayWrite || one.managedBy === 'file'} />}
      </List>
    </section>
  )
}
