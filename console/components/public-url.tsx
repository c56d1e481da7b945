// Where the world reaches the server: filled in beforehand with the address this page was read from, and applied by a button.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Installation } from '#contract/installation'
import { ask } from '../data/api.ts'
import { installationQuery } from '../data/queries.ts'
import { Field, Form, Save } from './form.tsx'

const Apply = ({ installation }: { installation: Installation }) => {
  const t = useTranslations('installation')
  const client = useQueryClient()
  const { publicUrl, publicUrlState } = installation
  const [url, setUrl] = useState(publicUrlState === 'set' ? publicUrl : location.origin)
  const apply = useMutation({
    mutationFn: () => ask<Installation>('/v1/installation', { method: 'PUT', body: { publicUrl: url } }),
    onSuccess: (found) => {
      client.setQueryData(installationQuery.queryKey, found)
      void client.invalidateQueries({ queryKey: ['preparation'] })
    },
  })
  return (
    <Form error={apply.error} onSubmit={() => apply.mutate()}>
      <Field name="publicUrl" label={t('url')} hint={t('urlHint')} kind="url" value={url} onChange={setUrl} />
      <Save error={apply.error} busy={apply.isPending} label={t('apply')} />
      {apply.isSuccess && <p role="status">{t('applied')}</p>}
    </Form>
  )
}

/** Nothing where it cannot be applied here. */
export const ApplyPublicUrl = () => {
  const { data } = useQuery(installationQuery)
  return data?.applies === true ? <Apply installation={data} /> : null
}

export const PublicUrl = () => {
  const t = useTranslations('installation')
  const { data } = useQuery(installationQuery)
  if (data === undefined) return null
  return (
    <section>
      <h2>{t('title')}</h2>
      <p>{t('now', { url: data.publicUrl })}</p>
      <ApplyPublicUrl />
    </section>
  )
}
