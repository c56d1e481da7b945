// How scripts make calls that speak by this template: whom they call is chosen here, so that nothing is left to be filled in. Pigeon's API
// names the template with each call; by the other ways in a policy speaks by its own.

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Policy } from '#contract/policies'
import type { Template } from '#contract/templates'
import { ReadyLines, Ways } from '../../components/lines.tsx'
import { SoughtChoice } from '../../components/sought-choice.tsx'
import { at } from '../../data/api.ts'
import { oneQuery } from '../../data/queries.ts'

export const TemplateLines = ({ template }: { template: Template }) => {
  const t = useTranslations('lines')
  const [ref, choose] = useState('')
  const { data: policy } = useQuery({ ...oneQuery<Policy>(`/v1/policies/${at(ref)}`), enabled: ref !== '' })
  const own = policy?.template === template.key
  return (
    <Ways>
      <SoughtChoice<Policy>
        path="/v1/policies"
        name="linesPolicy"
        label={t('policy')}
        value={ref}
        onChange={choose}
        none={t('choose')}
      />
      {policy !== undefined && ref !== '' && (
        <>
          {!own && <p className="aside">{t('otherWords', { policy: policy.name })}</p>}
          <ReadyLines policy={policy} template={template} {...(own ? {} : { only: ['pigeon'] as const })} />
        </>
      )}
    </Ways>
  )
}
