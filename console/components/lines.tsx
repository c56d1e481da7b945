// How scripts start a policy: a ready line for each way in, to be copied as it is.

import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import type { Policy } from '#contract/policies'
import type { Template } from '#contract/templates'
import { linesOf, type Way } from '../data/lines.ts'
import { Copied } from './copied.tsx'

type Props = {
  readonly policy: Policy
  readonly template: Template | null
  /** Other ways in are left out. */
  readonly only?: readonly Way[]
}

export const ReadyLines = ({ policy, template, only }: Props) => {
  const t = useTranslations()
  const lines = linesOf({ origin: location.origin, policy, template, text: t('lines.text') })
  return lines
    .filter(({ way }) => only?.includes(way) ?? true)
    .map(({ way, line }) => (
      <div key={way}>
        <h2>{t(`way.${way}`)}</h2>
        <Copied text={line} label={t(`way.${way}`)} block />
      </div>
    ))
}

export const Ways = ({ children }: { readonly children: ReactNode }) => {
  const t = useTranslations('lines')
  return (
    <details className="ways">
      <summary>{t('title')}</summary>
      <p className="aside">{t('tokens')}</p>
      {children}
    </details>
  )
}
