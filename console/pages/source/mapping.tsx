// How the JSON of any program is read: which part of an alert stands where, beside a sample of it and what would become of that. The
// places there are in the sample are offered in every field.

import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useId, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { SourcePreview } from '#contract/alert-sources'
import { Choice, Field, Tick } from '../../components/form.tsx'
import { Said } from '../../components/said.tsx'
import { ask } from '../../data/api.ts'
import { blankMapping, type MappingDraft, mappingOf, mappingTexts } from './draft.ts'
import { placesIn } from './places-in.ts'

/** As the server names them where it refuses one. */
const serversName = (name: (typeof mappingTexts)[number]): string =>
  ['problem', 'recovered', 'acknowledged'].includes(name)
    ? `mapping.state.${name}`
    : name === 'state'
      ? 'mapping.state.value'
      : `mapping.${name}`

const parsed = (text: string): { readonly sample: unknown } | null => {
  try {
    return { sample: JSON.parse(text) as unknown }
  } catch {
    return null
  }
}

const Events = ({ preview }: { preview: SourcePreview }) => {
  const t = useTranslations()
  if (preview.why !== null) return <p className="finding">⚠ {t('mapping.refused', { why: preview.why })}</p>
  if (preview.events.length === 0) return <p className="aside">{t('mapping.nothing')}</p>
  return (
    <ul className="plain" aria-label={t('mapping.preview')}>
      {preview.events.map(({ kind, dedupKey, host, service, severity, condition, summary, groups, by }, place) => (
        <li key={`${dedupKey} ${place}`}>
          <strong>{t(`eventKind.${kind}`)}</strong>
          <span>{[host, service].filter((one) => one !== null).join(' · ') || dedupKey}</span>
          <span className="aside">
            {[
              severity === null ? '' : t(`severity.${severity}` as 'severity.critical'),
              condition,
              summary,
              ...groups,
              by ?? '',
            ]
              .filter((one) => one !== '')
              .join(' · ')}
          </span>
        </li>
      ))}
    </ul>
  )
}

const Preview = ({ mapping, text }: { mapping: MappingDraft | null; text: string }) => {
  const t = useTranslations('mapping')
  const given = parsed(text)
  const asked = useDeferredValue({ kind: 'generic', mapping: mapping === null ? null : mappingOf(mapping), ...given })
  const { data, error } = useQuery({
    queryKey: ['sources', 'preview', asked],
    queryFn: ({ signal }) => ask<SourcePreview>('/v1/sources/preview', { method: 'POST', body: asked, signal }),
    enabled: given !== null,
    retry: false,
    placeholderData: (before) => before,
  })
  if (text.trim() === '') return <p className="aside">{t('pasteFirst')}</p>
  if (given === null) return <p className="finding">⚠ {t('noJson')}</p>
  return (
    <>
      <Said error={error} />
      {error === null && data !== undefined && <Events preview={data} />}
    </>
  )
}

type Props = {
  readonly mapping: MappingDraft | null
  readonly onChange: (mapping: MappingDraft | null) => void
  readonly disabled: boolean
}

export const Mapping = ({ mapping, onChange, disabled }: Props) => {
  const t = useTranslations('mapping')
  const [text, setText] = useState('')
  const list = useId()
  const places = placesIn(parsed(text)?.sample)
  return (
    <section>
      <h2>{t('title')}</h2>
      <Tick
        label={t('use')}
        hint={t('useHint')}
        value={mapping !== null}
        onChange={(use) => onChange(use ? blankMapping : null)}
        disabled={disabled}
      />
      <Field name="sample" label={t('sample')} hint={t('sampleHint')} lines={8} value={text} onChange={setText} />
      <datalist id={list}>
        {places.map((place) => (
          <option key={place} value={place} />
        ))}
      </datalist>
      {mapping !== null && (
        <fieldset className="pairs">
          <legend>{t('parts')}</legend>
          {mappingTexts.map((name) => (
            <Field
              key={name}
              name={serversName(name)}
              label={t(name)}
              hint={
                name === 'key' || name === 'items' || name === 'severities' || name === 'state'
                  ? t(`${name}Hint`)
                  : undefined
              }
              value={mapping[name]}
              onChange={(value) => onChange({ ...mapping, [name]: value })}
              list={list}
              disabled={disabled}
            />
          ))}
          <Choice
            name="mapping.state.otherwise"
            label={t('otherwise')}
            value={mapping.otherwise}
            onChange={(otherwise) => onChange({ ...mapping, otherwise: otherwise as MappingDraft['otherwise'] })}
            options={(['problem', 'recovered', 'nothing'] as const).map((value) => ({
              value,
              label: t(`means_${value}`),
            }))}
            disabled={disabled}
          />
        </fieldset>
      )}
      <h3>{t('preview')}</h3>
      <Preview mapping={mapping} text={text} />
    </section>
  )
}
