// What a group would do as it is saved, for an imagined instant at which nobody answers, drawn by the server. Nobody is called.

import { useElementSize } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { PolicyGroup } from '#contract/policy-groups'
import { Field } from '../../components/form.tsx'
import { Said } from '../../components/said.tsx'
import { askText, at, queryOf } from '../../data/api.ts'
import { instantOf } from '../../data/instants.ts'
import { useLanguage } from '../../data/words.tsx'

const WIDTH_MIN = 280

export const Played = ({ group: { key, updatedAt } }: { group: PolicyGroup }) => {
  const t = useTranslations()
  const { language } = useLanguage()
  const { ref, width } = useElementSize()
  const [time, setTime] = useState('')
  const theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  const query = queryOf({ format: 'svg', width: Math.max(WIDTH_MIN, Math.floor(width)), lang: language, theme })
  const instant = instantOf(time)
  const { data, error } = useQuery({
    queryKey: ['preview', 'group', key, updatedAt, instant, query],
    queryFn: ({ signal }) =>
      askText(`/v1/policy-groups/${at(key)}/preview${query}`, {
        method: 'POST',
        body: instant === null ? {} : { at: instant },
        signal,
      }),
    placeholderData: keepPreviousData,
    retry: false,
    enabled: width > 0,
  })
  return (
    <section>
      <h2>{t('policyGroup.preview')}</h2>
      <Field name="at" label={t('policy.at')} kind="datetime-local" value={time} onChange={setTime} />
      <Said error={error} />
      <div ref={ref} className="picture">
        {data !== undefined && (
          <img alt={t('policy.picture')} src={`data:image/svg+xml;utf8,${encodeURIComponent(data)}`} />
        )}
      </div>
    </section>
  )
}
