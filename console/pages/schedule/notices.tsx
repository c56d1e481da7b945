// Whether a schedule tells people that their duty begins, how long before, and whether it tells those who go.

import { Text } from '@mantine/core'
import { useTranslations } from 'use-intl'
import type { Schedule } from '#contract/schedules'
import { Field, Form, Guard, Save, Tick } from '../../components/form.tsx'
import { useDraft, useSave } from '../../components/saving.ts'
import { numberTyped } from '../../data/numbers.ts'

type Kept = Schedule['notices']
type Draft = { readonly on: boolean; readonly minutesAhead: string; readonly leaving: boolean }

const draftOf = (notices: Kept): Draft => ({
  on: notices !== null,
  minutesAhead: String(notices?.minutesAhead ?? 60),
  leaving: notices?.leaving ?? false,
})

const bodyOf = ({ on, minutesAhead, leaving }: Draft): Kept =>
  on ? { minutesAhead: numberTyped(minutesAhead), leaving } : null

export const Notices = ({ schedule, mayChange }: { schedule: Schedule; mayChange: boolean }) => {
  const t = useTranslations('dutyNotices')
  const locked = !mayChange || schedule.managedBy === 'file'
  const { draft, set, dirty, settle } = useDraft(draftOf(schedule.notices))
  const save = useSave<Schedule>({ path: '/v1/schedules', old: schedule, onSaved: settle })
  return (
    <section>
      <h2>{t('title')}</h2>
      <Text className="aside">{t('what')}</Text>
      <Form error={save.error} onSubmit={() => save.mutate({ body: { notices: bodyOf(draft) } })}>
        <Guard when={dirty} />
        <Tick label={t('on')} value={draft.on} onChange={(on) => set({ on })} disabled={locked} />
        {draft.on && (
          <>
            <Field
              name="notices.minutesAhead"
              label={t('minutesAhead')}
              kind="number"
              value={draft.minutesAhead}
              onChange={(minutesAhead) => set({ minutesAhead })}
              disabled={locked}
            />
            <Tick
              label={t('leaving')}
              value={draft.leaving}
              onChange={(leaving) => set({ leaving })}
              disabled={locked}
            />
          </>
        )}
        {!locked && <Save error={save.error} busy={save.isPending} disabled={!dirty} />}
      </Form>
    </section>
  )
}
