// The sheet before the door: for whoever is not signed in yet, or may do nothing else before.

import { Paper, TextInput, type TextInputProps, Title } from '@mantine/core'
import type { FormEvent, ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { useLanguage } from '../data/words.tsx'
import { pasteInto } from './form.tsx'
import { useProblem } from './problem.ts'

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

type EntryProps = Pick<TextInputProps, 'autoComplete' | 'autoFocus' | 'defaultValue' | 'description' | 'required'> & {
  readonly name: string
  readonly label: string
}

/** What is typed here is the browser's own to fill in and to keep: it is read when it is sent. */
export const Entry = (props: EntryProps) => (
  <TextInput
    {...props}
    error={useProblem(props.name)}
    autoCapitalize="none"
    withAsterisk={false}
    onPaste={pasteInto('text')}
  />
)

export const fieldsOf = ({ currentTarget }: FormEvent<HTMLFormElement>): Record<string, string> =>
  Object.fromEntries(
    [...new FormData(currentTarget)].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  )
