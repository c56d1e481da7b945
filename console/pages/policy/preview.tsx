// The preview beside the editor: the server plays the policy as it stands on the page, for an imagined instant and imagined
// people, and draws it. A moment after each change, and nobody is called.

import { useDebouncedValue, useElementSize } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { memo, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Preview as Played } from '#contract/previews'
import { Choice, Field } from '../../components/form.tsx'
import { Said } from '../../components/said.tsx'
import { ask, askText, queryOf } from '../../data/api.ts'
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
  ...(at === '' ? {} : { at: new Date(at).toISOString() }),
})

/** What the server plays, and the same as a picture. */
export const usePreview = (draft: Draft, { others, at }: { others: Behaviour; at: string }) => {
  const [body] = useDebouncedValue(JSON.stringify(bodyOf(draft, others, at)), AFTER_MS)
  return useQuery({
    queryKey: ['preview', body],
    queryFn: ({ signal }) =>
      ask<Played>('/v1/policies/preview?format=json', { method: 'POST', body: JSON.parse(body) as unknown, signal }),
    placeholderData: keepPreviousData,
    retry: false,
    enabled: draft.steps.length > 0,
  })
}

/** Of a long policy it is a long text: written into an address once, not with each letter that is typed beside it. */
const Drawn = memo(({ svg, alt }: { svg: string; alt: string }) => (
  <img alt={alt} src={`data:image/svg+xml;utf8,${encodeURIComponent(svg)}`} />
))

const Picture = ({ draft, others, at }: { draft: Draft; others: Behaviour; at: string }) => {
  const t = useTranslations('policy')
  const { language } = useLanguage()
  const { ref, width } = useElementSize()
  const [body] = useDebouncedValue(JSON.stringify(bodyOf(draft, others, at)), AFTER_MS)
  const theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  const query = queryOf({ format: 'svg', width: Math.max(WIDTH_MIN, Math.floor(width)), lang: language, theme })
  const { data } = useQuery({
    queryKey: ['preview', 'picture', body, query],
    queryFn: ({ signal }) =>
      askText(`/v1/policies/preview${query}`, { method: 'POST', body: JSON.parse(body) as unknown, signal }),
    placeholderData: keepPreviousData,
    retry: false,
    enabled: width > 0 && draft.steps.length > 0,
  })
  return (
    <div ref={ref} className="picture">
      {data !== undefined && <Drawn alt={t('picture')} svg={data} />}
    </div>
  )
}

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
}

export const Preview = ({ draft, pretended, played }: Props) => {
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
          <Picture draft={draft} others={others} at={at} />
        </>
      )}
    </section>
  )
}
