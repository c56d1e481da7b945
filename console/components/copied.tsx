// A text to be taken elsewhere, with a button that copies it and says so.

import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'

const SAID_FOR_MS = 2_000

const selectIn = (element: HTMLElement | null): void => {
  if (element === null) return
  getSelection()?.selectAllChildren(element)
}

/** Copying needs HTTPS or this machine; elsewhere the text is selected, to be copied by hand. */
const copy = async (text: string, element: HTMLElement | null): Promise<boolean> => {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    selectIn(element)
    return false
  }
}

export const Copied = ({ text, label, block = false }: { text: string; label: string; block?: boolean }) => {
  const t = useTranslations('copy')
  const [said, setSaid] = useState('')
  const [element, setElement] = useState<HTMLElement | null>(null)
  useEffect(() => {
    if (said === '') return
    const timer = setTimeout(() => setSaid(''), SAID_FOR_MS)
    return () => clearTimeout(timer)
  }, [said])
  const press = async () => setSaid((await copy(text, element)) ? t('done') : t('selected'))
  return (
    <span className={block ? 'copied block' : 'copied'}>
      <code ref={setElement}>{text}</code>
      <button type="button" className="quiet" aria-label={t('copy', { what: label })} onClick={() => void press()}>
        {t('verb')}
      </button>
      <span role="status" className="aside">
        {said}
      </span>
    </span>
  )
}
