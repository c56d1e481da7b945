// The language of the page: the one chosen last on this device, else the browser's. Times are told absolutely and relatively.

import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react'
import { IntlProvider, useFormatter, useNow } from 'use-intl'
import en from '../words/en.json'
import ja from '../words/ja.json'

export type Language = 'ja' | 'en'
const messages = { ja, en }
const STORED = 'noroshi.language'

const first = (): Language => {
  const stored = localStorage.getItem(STORED)
  if (stored === 'ja' || stored === 'en') return stored
  return navigator.language.startsWith('ja') ? 'ja' : 'en'
}

const Choice = createContext<{ language: Language; toggle: () => void }>({ language: 'ja', toggle: () => {} })
export const useLanguage = () => use(Choice)

export const Words = ({ children }: { children: ReactNode }) => {
  const [language, setLanguage] = useState(first)
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  const choice = useMemo(() => {
    const toggle = () => {
      const other = language === 'ja' ? 'en' : 'ja'
      localStorage.setItem(STORED, other)
      setLanguage(other)
    }
    return { language, toggle }
  }, [language])
  document.documentElement.lang = language
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone
  return (
    <Choice value={choice}>
      <IntlProvider locale={language} messages={messages[language]} timeZone={timeZone}>
        {children}
      </IntlProvider>
    </Choice>
  )
}

export const useTimes = () => {
  const format = useFormatter()
  const now = useNow({ updateInterval: 1_000 })
  const at = (instant: string) =>
    format.dateTime(new Date(instant), {
      month: 'numeric',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
      timeZoneName: 'short',
    })
  const ago = (instant: string) => format.relativeTime(new Date(instant), now)
  return { at, ago }
}
