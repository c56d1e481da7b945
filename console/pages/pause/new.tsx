// A new pause: of what, until when, and why; with what is rarely needed below. It says what will not happen before it does not.

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Calendar } from '#contract/calendars'
import { channels } from '#contract/limits'
import type { Pause } from '#contract/pauses'
import type { Policy } from '#contract/policies'
import type { User } from '#contract/users'
import { Choice, Field, Form, Guard, Save, Tick } from '../../components/form.tsx'
import { Page } from '../../components/page.tsx'
import { useDraft } from '../../components/saving.ts'
import { SoughtChoice } from '../../components/sought-choice.tsx'
import { Sure } from '../../components/sure.tsx'
import { useConditions } from '../../components/when.tsx'
import { ask } from '../../data/api.ts'
import { instantTyped } from '../../data/instants.ts'
import { useName } from '../../data/name.ts'
import { useMay } from '../../data/queries.ts'
import { useWhat } from './what.tsx'

const scopes = ['space', 'policy', 'channel', 'user'] as const
type Scope = (typeof scopes)[number]
type Draft = {
  readonly scope: Scope
  readonly policy: string
  readonly channel: string
  readonly user: string
  readonly reason: string
  readonly beginsAt: string
  readonly endsAt: string
  readonly calendar: string
  readonly condition: string
  readonly match: string
  readonly stopsRunning: boolean
  readonly startsAfter: boolean
}
type Props = { readonly draft: Draft; readonly set: (patch: Partial<Draft>) => void }

const blank: Draft = {
  scope: 'space',
  policy: '',
  channel: 'phone',
  user: '',
  reason: '',
  beginsAt: '',
  endsAt: '',
  calendar: '',
  condition: '',
  match: '',
  stopsRunning: false,
  startsAfter: false,
}

const endsRuns = ({ scope }: Draft): boolean => scope === 'space' || scope === 'policy'

const bodyOf = (draft: Draft) => {
  const { scope, calendar, condition, match } = draft
  return {
    policy: scope === 'policy' ? draft.policy : null,
    channel: scope === 'channel' ? (draft.channel as Pause['channel']) : null,
    user: scope === 'user' ? draft.user : null,
    reason: draft.reason,
    beginsAt: instantTyped(draft.beginsAt),
    endsAt: instantTyped(draft.endsAt),
    repeats: calendar === '' ? null : { calendar, condition },
    match: match.trim() === '' ? null : match.trim(),
    stopsRunning: draft.stopsRunning && endsRuns(draft),
    startsAfter: draft.startsAfter && endsRuns(draft) && calendar === '',
  }
}

const Which = ({ draft, set }: Props) => {
  const t = useTranslations()
  const may = useMay()
  const { scope } = draft
  return (
    <>
      <Choice
        name="scope"
        label={t('pause.scope')}
        value={scope}
        onChange={(value) => set({ scope: value as Scope })}
        options={scopes.map((value) => ({ value, label: t(`pauseScope.${value}`) }))}
      />
      {scope === 'channel' && (
        <Choice
          name="channel"
          label={t('pauseScope.channel')}
          value={draft.channel}
          onChange={(channel) => set({ channel })}
          options={channels.map((value) => ({ value, label: t(`channel.${value}`) }))}
        />
      )}
      {(scope === 'policy' || scope === 'user') && (
        <SoughtChoice<Policy | User>
          key={scope}
          path={scope === 'policy' ? '/v1/policies' : '/v1/users'}
          name={scope}
          label={t(`pauseScope.${scope}`)}
          value={draft[scope]}
          onChange={(value) => set({ [scope]: value })}
          none="–"
          enabled={may(scope === 'policy' ? 'policies:read' : 'users:read')}
        />
      )}
    </>
  )
}

/** What is rarely needed. */
const More = ({ draft, set }: Props) => {
  const t = useTranslations('pause')
  const may = useMay()
  const conditions = useConditions(draft.calendar, draft.condition)
  return (
    <details>
      <summary>{t('more')}</summary>
      <div className="form">
        <SoughtChoice<Calendar>
          path="/v1/calendars"
          name="repeats.calendar"
          label={t('calendar')}
          hint={t('calendarHint')}
          value={draft.calendar}
          onChange={(calendar) => set({ calendar, condition: '' })}
          none="–"
          enabled={may('calendars:read')}
        />
        {draft.calendar !== '' && (
          <Choice
            name="repeats.condition"
            label={t('condition')}
            value={draft.condition}
            onChange={(condition) => set({ condition })}
            options={conditions}
          />
        )}
        <Field
          name="match"
          label={t('match')}
          hint={t('matchHint')}
          value={draft.match}
          onChange={(match) => set({ match })}
        />
        {endsRuns(draft) && (
          <Tick
            label={t('stopsRunning')}
            hint={t('stopsRunningHint')}
            value={draft.stopsRunning}
            onChange={(stopsRunning) => set({ stopsRunning })}
          />
        )}
      </div>
    </details>
  )
}

const Times = ({ draft, set }: Props) => {
  const t = useTranslations('pause')
  return (
    <>
      <Field
        name="reason"
        label={t('reason')}
        hint={t('reasonHint')}
        value={draft.reason}
        onChange={(reason) => set({ reason })}
      />
      <Field
        name="beginsAt"
        label={t('beginsAt')}
        kind="datetime-local"
        value={draft.beginsAt}
        onChange={(beginsAt) => set({ beginsAt })}
      />
      <Field
        name="endsAt"
        label={t('endsAt')}
        hint={draft.endsAt === '' ? t('endsAtHint') : undefined}
        kind="datetime-local"
        value={draft.endsAt}
        onChange={(endsAt) => set({ endsAt })}
      />
    </>
  )
}

/** Only what keeps callouts, and is over some time, has something to start. */
const After = ({ draft, set }: Props) => {
  const t = useTranslations('pause')
  if (!endsRuns(draft) || draft.calendar !== '') return null
  return (
    <Tick
      label={t('startsAfter')}
      hint={t('startsAfterHint')}
      value={draft.startsAfter}
      onChange={(startsAfter) => set({ startsAfter })}
    />
  )
}

const useMaking = (onMade: () => void) => {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: object) => ask<Pause>('/v1/pauses', { method: 'POST', body }),
    onSuccess: async () => {
      onMade()
      await client.invalidateQueries({ queryKey: ['pauses'] })
    },
  })
}

const Making = () => {
  const t = useTranslations('pause')
  const may = useMay()
  const navigate = useNavigate()
  const { policy, user } = useSearch({ from: '/pauses/new' })
  const { draft, set, dirty } = useDraft<Draft>({
    ...blank,
    ...(policy === undefined ? {} : { scope: 'policy', policy }),
    ...(user === undefined ? {} : { scope: 'user', user }),
  })
  const [asking, setAsking] = useState(false)
  const make = useMaking(() => void navigate({ to: '/pauses', ignoreBlocker: true }))
  const body = bodyOf(draft)
  const policyName = useName({ path: '/v1/policies', of: body.policy ?? '', enabled: may('policies:read') })
  const userName = useName({ path: '/v1/users', of: body.user ?? '', enabled: may('users:read') })
  const name = useWhat()({ ...body, policyName, userName })
  return (
    <Form error={make.error} onSubmit={() => setAsking(true)}>
      <Guard when={dirty && !make.isSuccess} />
      <Which draft={draft} set={set} />
      <Times draft={draft} set={set} />
      <After draft={draft} set={set} />
      <More draft={draft} set={set} />
      {asking ? (
        <Sure
          what={t(endsRuns(draft) ? 'sure' : 'sureMeans', { name })}
          yes={t('yes')}
          no={t('no')}
          busy={make.isPending}
          onYes={() => make.mutate(body, { onError: () => setAsking(false) })}
          onNo={() => setAsking(false)}
        />
      ) : (
        <Save error={make.error} busy={make.isPending} label={t('submit')} />
      )}
    </Form>
  )
}

export const NewPause = () => {
  const t = useTranslations('pauses')
  return (
    <Page
      title={t('add')}
      help="newPause"
      above={
        <Link to="/pauses" className="back">
          ← {t('title')}
        </Link>
      }
    >
      <Making />
    </Page>
  )
}
