// How scripts start this policy: its id, and a ready line for each way in. Only the token is missing, which nobody is shown
// twice.

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import type { Policy } from '#contract/policies'
import type { Template } from '#contract/templates'
import { Copied } from '../../components/copied.tsx'
import { at } from '../../data/api.ts'
import { oneQuery } from '../../data/queries.ts'

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
const post = (path: string, header: string, body: unknown): string =>
  `curl -X POST ${location.origin}${path} \\\n  -H ${quoted(header)} \\\n  -H 'Content-Type: application/json' \\\n  -d ${quoted(JSON.stringify(body))}`

const usesTemplate = ({ template }: Policy): string => template ?? ''

export const Lines = ({ policy }: { policy: Policy }) => {
  const t = useTranslations()
  const { key, id, name } = policy
  const ref = usesTemplate(policy)
  const { data: template } = useQuery({ ...oneQuery<Template>(`/v1/templates/${at(ref)}`), enabled: ref !== '' })
  const text = t('lines.text')
  const lines = [
    ['v1', post('/v1/callouts', 'Authorization: Bearer $TOKEN', { policy: key, text })],
    ['command', `noroshi call --policy ${quoted(key)} --text ${quoted(text)} --wait`],
    ['jp1', post(`/api/v1/net/${at(name)}/execute`, 'Authorization: Bearer $ID_TOKEN', { tel_content: text })],
    [
      'pigeon',
      post('/api/apps/pigeon/chain/invoke', 'X-Authorization: Token $TOKEN', {
        params: { callflowId: id, guidanceId: template?.id ?? '$GUIDANCE_ID', parameters: {} },
      }),
    ],
  ] as const
  return (
    <details className="ways">
      <summary>{t('lines.title')}</summary>
      <p className="aside">{t('lines.tokens')}</p>
      {lines.map(([way, line]) => (
        <div key={way}>
          <h2>{t(`way.${way}`)}</h2>
          <Copied text={line} label={t(`way.${way}`)} block />
        </div>
      ))}
    </details>
  )
}
