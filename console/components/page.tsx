// What every page has: its name, what can be done on it, and a ? that explains it. The key ? does the same.

import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useId, useState } from 'react'
import { useTranslations } from 'use-intl'
import { installationQuery, useMay } from '../data/queries.ts'
import type words from '../words/en.json'
import { useHeld } from './held.ts'
import { ApplyPublicUrl } from './public-url.tsx'
import { useBeginsAnew } from './saving.ts'

export type HelpName = keyof typeof words.help

const isWriting = ({ target }: KeyboardEvent): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null

const useQuestionKey = (press: () => void): void => {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === '?' && !isWriting(event)) press()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [press])
}

/** While nobody named a public address, or it leads to this machine only, phones cannot ask what to say. */
const Unreachable = () => {
  const t = useTranslations()
  const { data } = useQuery(installationQuery)
  if (data === undefined || data.publicUrlState === 'set') return null
  return (
    <details className="banner">
      <summary>⚠ {t(`installation.${data.publicUrlState}`)}</summary>
      <p>{t(data.applies ? 'installation.cureHere' : 'installation.cure', { url: data.publicUrl })}</p>
      <ApplyPublicUrl />
    </details>
  )
}

/** Whether it is still to be asked if a banner stands above the page. */
const useUnasked = (enabled: boolean): boolean => {
  const { isPending, fetchStatus } = useQuery({ ...installationQuery, enabled })
  return useHeld(enabled && isPending && fetchStatus === 'fetching')
}

const toggled = (was: boolean): boolean => !was

type Props = {
  readonly title: ReactNode
  readonly help: HelpName
  /** The one thing to do first. */
  readonly action?: ReactNode
  readonly above?: ReactNode
  readonly children: ReactNode
}

export const Page = ({ title, help, action, above, children }: Props) => {
  const t = useTranslations()
  const may = useMay()
  const id = useId()
  const [open, setOpen] = useState(false)
  const [press] = useState(() => () => setOpen(toggled))
  useQuestionKey(press)
  const warned = may('connections:write')
  const held = useUnasked(warned)
  const anew = useBeginsAnew()
  return (
    <div className="page" data-held={held} inert={anew}>
      {warned && <Unreachable />}
      {above}
      <header className="heading">
        <h1>{title}</h1>
        <div className="doing">
          {action}
          <button
            type="button"
            className="question"
            aria-label={t('shell.help')}
            aria-expanded={open}
            aria-controls={id}
            onClick={press}
          >
            ?
          </button>
        </div>
      </header>
      <section id={id} className="help" aria-label={t('shell.help')} hidden={!open}>
        {t(`help.${help}`)
          .split('\n')
          .map((line) => (
            <p key={line}>{line}</p>
          ))}
      </section>
      {children}
    </div>
  )
}
