// The numbers a Twilio account owns: asked of the provider, so that a wrong credential is found before a night.

import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import type { Connection } from '#contract/connections'
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

type Props = {
  readonly connection: Connection
  readonly mayWrite: boolean
  /** Reads the connection anew. */
  readonly again: () => void
}

/** Calls go out from the connection's own number where a policy names none, so one of them is chosen here by a press. */
const useCallerId = ({ connection: { key, settings, updatedAt }, again }: Props) =>
  useMutation({
    mutationFn: (from: string) => {
      const body = { settings: { ...settings, from } }
      return ask<Connection>(`/v1/connections/${at(key)}`, { method: 'PATCH', body, seen: updatedAt })
    },
    onSuccess: again,
  })

export const Numbers = (props: Props) => {
  const t = useTranslations('connection')
  const { connection, mayWrite } = props
  const { data, error, isPending } = useNumbers(connection.key)
  const callFrom = useCallerId(props)
  const { from } = connection.settings
  return (
    <section>
      <h2>{t('numbers')}</h2>
      <Said error={error ?? callFrom.error} />
      {isPending && <p className="aside">{t('asking')}</p>}
      {data?.items.length === 0 && <p>⚠ {t('noNumbers')}</p>}
      {data !== undefined && data.items.length > 0 && from === undefined && <p>⚠ {t('noCallerId')}</p>}
      <ul className="plain">
        {data?.items.map(({ number, name, voice }) => (
          <li key={number}>
            <span>{number}</span> <span className="aside">{voice ? name : t('noVoice')}</span>{' '}
            {number === from && <strong>{t('callerId')}</strong>}
            {voice && number !== from && mayWrite && (
              <Button variant="default" size="xs" loading={callFrom.isPending} onClick={() => callFrom.mutate(number)}>
                {t('callFrom', { number })}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
