// How scripts start this policy, by the template it speaks by.

import { useQuery } from '@tanstack/react-query'
import type { Policy } from '#contract/policies'
import type { Template } from '#contract/templates'
import { ReadyLines, Ways } from '../../components/lines.tsx'
import { at } from '../../data/api.ts'
import { oneQuery, useMay } from '../../data/queries.ts'

export const Lines = ({ policy }: { policy: Policy }) => {
  const may = useMay()
  const { template: ref } = policy
  const named = typeof ref === 'string' && may('templates:read')
  const { data } = useQuery({ ...oneQuery<Template>(`/v1/templates/${at(ref ?? '')}`), enabled: named })
  const known = !named || data !== undefined
  return <Ways>{known && <ReadyLines policy={policy} template={data ?? null} />}</Ways>
}
