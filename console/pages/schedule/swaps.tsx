// Swaps that were asked for: one's own to take back, those of others to take or to decline.

import { Button, Group } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import type { Swap } from '#contract/swaps'
import { Said } from '../../components/said.tsx'
import { ask } from '../../data/api.ts'
import { LOOK_EVERY_MS, oneQuery, type Page } from '../../data/queries.ts'
import { useTimes } from '../../data/words.tsx'

type How = 'accept' | 'decline' | 'withdraw'

/** Where the answer changes what is shown. */
const touched = [['session', '/v1/session/swaps'], ['schedules'], ['on-call'], ['users']]

const Answer = ({ swap }: { swap: Swap }) => {
  const t = useTranslations('swap')
  const client = useQueryClient()
  const act = useMutation({
    mutationFn: (how: How) => ask<Swap>(`/v1/session/swaps/${swap.id}/${how}`, { method: 'POST' }),
    // Also after a refusal: it is not as it was shown.
    onSettled: () => Promise.all(touched.map((queryKey) => client.invalidateQueries({ queryKey }))),
  })
  const hows: readonly How[] = swap.you === 'asking' ? ['withdraw'] : ['accept', 'decline']
  return (
    <>
      <Said error={act.error} />
      <Group>
        {hows.map((how) => (
          <Button key={how} variant="default" loading={act.isPending} onClick={() => act.mutate(how)}>
            {t(how)}
          </Button>
        ))}
      </Group>
    </>
  )
}

const Line = ({ swap }: { swap: Swap }) => {
  const t = useTranslations()
  const { on } = useTimes()
  const { schedule, position, startsAt, endsAt, from, anybody, asked, takenBy, note, state, you } = swap
  const names = anybody ? t('swap.anybody') : asked.map(({ name }) => name).join(t('swap.and'))
  return (
    <li>
      <span>
        <strong>{t(`swapState.${state}`)}</strong> {on(startsAt)} – {on(endsAt)} {schedule.name} {position}: {from.name}{' '}
        → {takenBy?.name ?? names} {note}
      </span>
      {state === 'open' && you !== null && <Answer swap={swap} />}
    </li>
  )
}

/** @param path of one's own, or of a schedule */
export const Swaps = ({ path }: { path: string }) => {
  const t = useTranslations('swap')
  const { data, error } = useQuery({
    ...oneQuery<Pick<Page<Swap>, 'items'>>(path),
    refetchInterval: LOOK_EVERY_MS,
  })
  return (
    <section>
      <h2>{t('title')}</h2>
      <Said error={error} />
      {data?.items.length === 0 && <p className="aside">{t('none')}</p>}
      <ul className="plain">
        {data?.items.map((one) => (
          <Line key={one.id} swap={one} />
        ))}
      </ul>
    </section>
  )
}
