// Words of what was called out lately that have no reading, each one press away from having one.

import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Field, Form, Save } from '../../components/form.tsx'
import { oneQuery } from '../../data/queries.ts'
import { useReadingChange } from './list.tsx'

type Word = { readonly word: string; readonly texts: number; readonly spoken: string }
type Suggestions = { readonly items: readonly Word[] }
const MOST = 8

const One = ({ one, language }: { one: Word; language: 'ja' | 'en' }) => {
  const t = useTranslations('readings')
  const [reading, setReading] = useState<string | null>(null)
  const add = useReadingChange(() => setReading(null))
  if (reading === null)
    return (
      <Button variant="default" onClick={() => setReading('')}>
        {one.word} <span className="aside">×{one.texts}</span>
      </Button>
    )
  const save = () => add.mutate({ method: 'POST', body: { language, word: one.word, reading } })
  return (
    <Form error={add.error} onSubmit={save}>
      <Field
        name="reading"
        label={t('readingOf', { word: one.word })}
        hint={t('saidNow', { spoken: one.spoken })}
        value={reading}
        onChange={setReading}
        autoFocus
      />
      <Save error={add.error} busy={add.isPending} label={t('add')} />
    </Form>
  )
}

export const Suggested = ({ language }: { language: 'ja' | 'en' }) => {
  const t = useTranslations('readings')
  const { data } = useQuery(oneQuery<Suggestions>(`/v1/readings/suggestions?language=${language}&limit=${MOST}`))
  if (data === undefined || data.items.length === 0) return null
  return (
    <section>
      <h2>{t('suggested')}</h2>
      <p className="aside">{t('suggestedWhy')}</p>
      <div className="doing">
        {data.items.map((one) => (
          <One key={one.word} one={one} language={language} />
        ))}
      </div>
    </section>
  )
}
