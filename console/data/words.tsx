// The language of the page: the one chosen last on this device, else the browser's. Its words are fetched alone, and kept until
// the other language is chosen. Times are told absolutely and relatively.

import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react'
import { IntlProvider, useFormatter, useLocale, useNow, useTimeZone } from 'use-intl'
import type words from '../words/en.json'
import { happenedParts, plannedParts, zoneNamed } from './times.ts'

export type Language = 'ja' | 'en'
type Messages = typeof words
declare module 'use-intl' {
  interface AppConfig {
    Messages: Messages
  }
}

const fetched: Readonly<Record<Language, () => Promise<{ default: Messages }>>> = {
  ja: () => import('../words/ja.json'),
  en: () => import('../words/en.json'),
}
const STORED = 'noroshi.language'

/** What the page begins in. */
export const firstLanguage = (): Language => {
  const stored = localStorage.getItem(STORED)
  if (stored === 'ja' || stored === 'en') return stored
  return navigator.language.startsWith('ja') ? 'ja' : 'en'
}

const Choice = createContext<{ language: Language; toggle: () => void }>({ language: 'ja', toggle: () => {} })
export const useLanguage = () => use(Choice)

type Spoken = { readonly language: Language; readonly messages: Messages }

export const Words = ({ children }: { children: ReactNode }) => {
  const [wanted, want] = useState(firstLanguage)
  const [spoken, speak] = useState<Spoken | null>(null)
  useEffect(() => {
    let current = true
    const take = async () => {
      const { default: messages } = await fetched[wanted]()
      if (!current) return
      // Before anything is asked of the server in it.
      document.documentElement.lang = wanted
      speak({ language: wanted, messages })
    }
    void take()
    return () => {
      current = false
    }
  }, [wanted])
  const language = spoken?.language ?? wanted
  const choice = useMemo(() => {
    const toggle = () => {
      const other = language === 'ja' ? 'en' : 'ja'
      localStorage.setItem(STORED, other)
      want(other)
    }
    return { language, toggle }
  }, [language])
  if (spoken === null) return null
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone
  return (
    <Choice value={choice}>
      <IntlProvider locale={spoken.language} messages={spoken.messages} timeZone={timeZone}>
        {children}
      </IntlProvider>
    </Choice>
  )
}

export const useTimes = () => {
  const format = useFormatter()
  const now = useNow({ updateInterval: 1_000 })
  const locale = useLocale()
  const timeZone = useTimeZone()
  const at = (instant: string) => {
    const date = new Date(instant)
    return zoneNamed(format.dateTime(date, happenedParts(date, now, { locale, timeZone })), timeZone)
  }
  /** Without seconds: for what was planned by people. */
  const on = (instant: string) => {
    const date = new Date(instant)
    return format.dateTime(date, plannedParts(date, now, { locale, timeZone }))
  }
  const ago = (instant: string) => format.relativeTime(new Date(instant), now)
  return { at, on, ago }
}
