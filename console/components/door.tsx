// The sheet before the door: for whoever is not signed in yet, or may do nothing else before.

import { Paper, Title } from '@mantine/core'
import type { FormEvent, ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { useLanguage } from '../data/words.tsx'

export const Door = ({ title, children }: { title: string; children: ReactNode }) => {
  const t = useTranslations('shell')
  const { language, toggle } = useLanguage()
  return (
    <main className="door">
      <Paper className="sheet" component="section">
        <p className="brand" lang="ja">
          Noroshi <span>狼煙</span>
        </p>
        <Title order={1} size="h3">
          {title}
        </Title>
        {children}
      </Paper>
      <button type="button" className="quiet" lang={language === 'ja' ? 'en' : 'ja'} onClick={toggle}>
        {t('language')}
      </button>
    </main>
  )
}

export const fieldsOf = (event: FormEvent<HTMLFormElement>): Record<string, string> => {
  event.preventDefault()
  return Object.fromEntries(
    [...new FormData(event.currentTarget)].flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  )
}
