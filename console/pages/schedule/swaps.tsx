// Swaps that were asked for: one's own to take back, those of others to take or to decline.

import { Button, Group } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { swapStates } from '#contract/limits'
import type { Swap } from '#contract/swaps'
import { useFilter } from '../../components/filter.ts'
import { Choice } from '../../components/form.tsx'
import { List } from '../../components/list.tsx'
import { Said } from '../../components/said.tsx'
import { ask } from '../../data/api.ts'
import { LOOK_EVERY_MS } from '../../data/queries.ts'
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
    <>
      <span>
        <strong>{t(`swapState.${state}`)}</strong> {on(startsAt)} – {on(endsAt)} {schedule.name} {position}: {from.name}{' '}
        → {takenBy?.name ?? names}
        {note !== '' && ` · ${note}`}
      </span>
      {state === 'open' && you !== null && <Answer swap={swap} />}
    </>
  )
}

/** @param path of one's own, or of a schedule */
export const Swaps = ({ path }: { path: string }) => {
  const t = useTranslations()
  const { state } = useSearch({ strict: false }) as { readonly state?: string }
  const filter = useFilter('.')
  const narrow = (
    <div className="filters">
      <Choice
        name="state"
        label={t('swap.state')}
        value={state ?? ''}
        onChange={filter('state')}
        options={[
          { value: '', label: t('log.any') },
          ...swapStates.map((value) => ({ value, label: t(`swapState.${value}`) })),
        ]}
      />
    </div>
  )
  return (
    <section>
      <h2>{t('swap.title')}</h2>
      <List<Swap>
        path={path}
        filters={{ state }}
        as="plain"
        narrow={narrow}
        every={LOOK_EVERY_MS}
        empty={<p className="aside">{t('swap.none')}</p>}
      >
        {(one) => <Line swap={one} />}
      </List>
    </section>
  )
}
