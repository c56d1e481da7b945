// A text spoken by the browser. Its voice is not the provider’s, but what it says is.

import { Button } from '@mantine/core'
import { useEffect } from 'react'
import { useTranslations } from 'use-intl'

const locale = { ja: 'ja-JP', en: 'en-US' } as const

/** Not every browser speaks. */
const voice = (): SpeechSynthesis | undefined => (globalThis as { speechSynthesis?: SpeechSynthesis }).speechSynthesis

export const Listen = ({ text, language }: { text: string; language: 'ja' | 'en' }) => {
  const t = useTranslations('listen')
  useEffect(() => () => voice()?.cancel(), [])
  if (voice() === undefined) return null
  const speak = () => {
    const said = new SpeechSynthesisUtterance(text)
    said.lang = locale[language]
    voice()?.cancel()
    voice()?.speak(said)
  }
  return (
    <Button variant="default" className="apart" onClick={speak}>
      ♪ {t('listen')}
    </Button>
  )
}
