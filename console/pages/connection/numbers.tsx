// The numbers a Twilio account owns: asked of the provider, so that a wrong credential is found before a night.

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { Said } from '../../components/said.tsx'
import { ask, at } from '../../data/api.ts'

type Owned = {
  readonly items: readonly { readonly number: string; readonly name: string | null; readonly voice: boolean }[]
}

export const useNumbers = (connection: string, enabled = true) =>
  useQuery({
    queryKey: ['connections', 'numbers', connection],
    queryFn: ({ signal }) => ask<Owned>(`/v1/connections/${at(connection)}/numbers`, { signal }),
    retry: false,
    enabled,
  })

export const Numbers = ({ connection }: { connection: string }) => {
  const t = useTranslations('connection')
  const { data, error, isPending } = useNumbers(connection)
  return (
    <section>
      <h2>{t('numbers')}</h2>
      <Said error={error} />
      {isPending && <p className="aside">{t('asking')}</p>}
      {data?.items.length === 0 && <p>⚠ {t('noNumbers')}</p>}
      <ul className="plain">
        {data?.items.map(({ number, name, voice }) => (
          <li key={number}>
            <span>{number}</span>
            <span className="aside">{voice ? name : t('noVoice')}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
