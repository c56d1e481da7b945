// A text, and exactly what a phone would say of it: to read and to hear.

import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Field } from '../../components/form.tsx'
import { Listen } from '../../components/listen.tsx'
import { Said } from '../../components/said.tsx'
import { ask } from '../../data/api.ts'

type Part = {
  readonly start: number
  readonly text: string
  readonly spoken: string
  readonly readings: readonly { readonly word: string }[]
}
type Preview = { readonly spoken: string; readonly parts: readonly Part[] }
type Props = { readonly language: 'ja' | 'en' }

export const Tried = ({ language }: Props) => {
  const t = useTranslations('readings')
  const [text, setText] = useState('')
  const [tried, setTried] = useState('')
  const { data, error } = useQuery({
    queryKey: ['readings', 'preview', language, tried],
    queryFn: ({ signal }) =>
      ask<Preview>('/v1/readings/preview', { method: 'POST', body: { language, text: tried }, signal }),
    enabled: tried !== '',
  })
  return (
    <section className="form">
      <h2>{t('try')}</h2>
      <Field name="text" label={t('text')} hint={t('textHint')} lines={2} value={text} onChange={setText} />
      <Button variant="default" className="apart" disabled={text.trim() === ''} onClick={() => setTried(text)}>
        {t('see')}
      </Button>
      <Said error={error} />
      {data !== undefined && tried !== '' && (
        <div role="status" className="paused">
          <p>{data.spoken}</p>
          <ul className="aside">
            {data.parts
              .filter(({ spoken }) => spoken.trim() !== '')
              .map(({ start, text: written, spoken, readings }) => (
                <li key={start}>
                  {written} → {spoken} ({t(readings.length > 0 ? 'byReading' : 'byRule')})
                </li>
              ))}
          </ul>
          <Listen text={data.spoken} language={language} />
        </div>
      )}
    </section>
  )
}
