// The preview beside the editor: the server plays the policy as it stands on the page, for an imagined instant and imagined
// people, and draws it, in one answer. A moment after each change, and nobody is called.

import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { memo, type Ref, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { PreviewBrief } from '#contract/previews'
import { Choice, Field } from '../../components/form.tsx'
import { Said } from '../../components/said.tsx'
import { ask, queryOf } from '../../data/api.ts'
import { instantTyped } from '../../data/instants.ts'
import { useLanguage, useTimes } from '../../data/words.tsx'
import type { Draft } from './draft.ts'

const AFTER_MS = 120
const WIDTH_MIN = 280
const behaviours = ['no_answer', 'answers', 'hangs_up', 'voicemail', 'busy'] as const
type Behaviour = (typeof behaviours)[number]

/** A name is no part of what happens; without one there is a preview too. */
const bodyOf = (draft: Draft, others: Behaviour, at: string) => ({
  policy: { ...draft, key: draft.key === '' ? 'draft' : draft.key, name: draft.name === '' ? '–' : draft.name },
  others: { does: others },
  ...(at === '' ? {} : { at: instantTyped(at) }),
})

/**
 * What the server plays, drawn as wide as there is room for it. The first change of several is asked at once, the rest when they are over.
 * @param widthPx 0: not known yet, and nothing is asked
 */
export const usePreview = (draft: Draft, { others, at }: { others: Behaviour; at: string }, widthPx: number) => {
  const { language } = useLanguage()
  const theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  const width = widthPx === 0 ? null : Math.max(WIDTH_MIN, Math.floor(widthPx))
  const query = queryOf({ format: 'brief', width, lang: language, theme })
  const asked = JSON.stringify({ query, body: bodyOf(draft, others, at) })
  const [settled] = useDebouncedValue(asked, AFTER_MS, { leading: true })
  return useQuery({
    queryKey: ['preview', settled],
    queryFn: ({ signal }) => {
      const { query: parameters, body } = JSON.parse(settled) as { query: string; body: unknown }
      return ask<PreviewBrief>(`/v1/policies/preview${parameters}`, { method: 'POST', body, signal })
    },
    placeholderData: keepPreviousData,
    retry: false,
    enabled: width !== null && settled.includes('width=') && draft.steps.length > 0,
  })
}

/** As it says of itself: its place is kept before it is drawn. */
const sizeOf = (svg: string): { readonly width?: string; readonly height?: string } => {
  const [, width, height] = /^<svg[^>]* width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? []
  return width === undefined || height === undefined ? {} : { width, height }
}

/** Of a long policy it is a long text: written into an address once, not with each letter that is typed beside it. */
const Drawn = memo(({ svg, alt }: { svg: string; alt: string }) => (
  <img alt={alt} {...sizeOf(svg)} src={`data:image/svg+xml;utf8,${encodeURIComponent(svg)}`} />
))

export const usePretended = () => {
  const [others, setOthers] = useState<Behaviour>('no_answer')
  const [at, setAt] = useState('')
  return { others, setOthers, at, setAt }
}
export type Pretended = ReturnType<typeof usePretended>

type Props = {
  readonly draft: Draft
  readonly pretended: Pretended
  readonly played: ReturnType<typeof usePreview>
  /** Of the place the picture is drawn in. */
  readonly place: Ref<HTMLDivElement>
}

export const Preview = ({ draft, pretended, played, place }: Props) => {
  const t = useTranslations()
  const { at: when } = useTimes()
  const { others, setOthers, at, setAt } = pretended
  const { data, error } = played
  const general = data?.findings.filter((one) => one.step === null) ?? []
  return (
    <section className="preview" aria-labelledby="preview">
      <h2 id="preview">{t('policy.preview')}</h2>
      <div className="filters">
        <Choice
          name="others"
          label={t('policy.pretend')}
          value={others}
          onChange={(value) => setOthers(value as Behaviour)}
          options={behaviours.map((value) => ({ value, label: t(`does.${value}`) }))}
        />
        <Field name="at" label={t('policy.at')} kind="datetime-local" value={at} onChange={setAt} />
      </div>
      {draft.steps.length === 0 && <p className="aside">{t('policy.previewEmpty')}</p>}
      <Said error={error} />
      {draft.steps.length > 0 && (
        <>
          <p aria-live="polite">
            {data !== undefined &&
              t('policy.ends', {
                outcome: data.outcome === null ? t('callout.running') : t(`outcome.${data.outcome}`),
                at: data.endedAt === null ? '–' : when(data.endedAt),
                calls: data.cost.calls,
              })}
          </p>
          {general.map(({ code, message }) => (
            <p key={`${code} ${message}`} className="finding">
              ⚠ {message}
            </p>
          ))}
        </>
      )}
      <div ref={place} className="picture">
        {draft.steps.length > 0 && data !== undefined && <Drawn alt={t('policy.picture')} svg={data.picture} />}
      </div>
    </section>
  )
}
