// One calendar: where it is, whose holidays it keeps, days of the company's own, and conditions with names; the year beside it.

import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { z } from 'zod'
import type { Calendar as CalendarData, conditionsAt } from '#contract/calendars'
import { isConflict, SaveOrDecide } from '../../components/conflict.tsx'
import { Field, Form, Guard, NameAndKey, Tick } from '../../components/form.tsx'
import { History } from '../../components/history.tsx'
import { Page } from '../../components/page.tsx'
import { Remove } from '../../components/remove.tsx'
import { Said } from '../../components/said.tsx'
import { useDraft, useOne, useSave } from '../../components/saving.ts'
import { at, Refusal } from '../../data/api.ts'
import { LOOK_EVERY_MS, oneQuery, useMay } from '../../data/queries.ts'
import { useTimes } from '../../data/words.tsx'
import type words from '../../words/en.json'
import { Conditions } from './conditions.tsx'
import { DayRows } from './days.tsx'
import { blank, blankDays, bodyOf, type Draft, draftOf } from './draft.ts'
import { Holidays } from './holidays.tsx'
import { Import } from './import.tsx'

type FieldsProps = {
  readonly draft: Draft
  readonly set: (patch: Partial<Draft>) => void
  readonly locked: boolean
}

const zones = Intl.supportedValuesOf('timeZone')

const Fields = ({ draft, set, locked }: FieldsProps) => {
  const t = useTranslations('calendar')
  return (
    <>
      <NameAndKey label={t('name')} draft={draft} set={set} disabled={locked} />
      <Field
        name="zone"
        label={t('zone')}
        value={draft.zone}
        onChange={(zone) => set({ zone })}
        list="zones"
        disabled={locked}
      />
      <datalist id="zones">
        {zones.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      <Tick
        label={t('national')}
        hint={t('nationalHint')}
        value={draft.national}
        onChange={(national) => set({ national })}
        disabled={locked}
      />
      <p className="aside">{t('daysHint')}</p>
      <DayRows
        name="added"
        label={t('added')}
        days={draft.added}
        onChange={(added) => set({ added })}
        named
        disabled={locked}
      />
      <DayRows
        name="removed"
        label={t('removed')}
        days={draft.removed}
        onChange={(removed) => set({ removed })}
        named={false}
        disabled={locked}
      />
      <Conditions conditions={draft.conditions} onChange={(conditions) => set({ conditions })} disabled={locked} />
    </>
  )
}

type Wrong = keyof typeof words.calendarWrong

/** What cannot be followed in a calendar is said by a code and a place. */
const Invalid = ({ error }: { error: Error | null }) => {
  const t = useTranslations()
  if (!(error instanceof Refusal) || error.code !== 'calendar.invalid') return null
  const [, name = '', place = ''] = /^calendar\.(\w+): (.*)$/s.exec(error.detail) ?? []
  return (
    <p className="finding" role="alert">
      {t.has(`calendarWrong.${name as Wrong}`) ? t(`calendarWrong.${name as Wrong}`) : name}{' '}
      <span className="aside">({place})</span>
    </p>
  )
}

type EditorProps = { readonly calendar: CalendarData | null; readonly again: () => void }

const Beside = ({ calendar, draft, set, locked, again, dirty }: BesideProps) => {
  const t = useTranslations('calendarImport')
  const work = (date: string) => set({ removed: [...draft.removed, { ...blankDays, from: date }] })
  return (
    <div className="page">
      <ConditionsNow calendar={calendar} />
      {!locked && dirty && <p className="aside">{t('saveFirst')}</p>}
      {!locked && !dirty && <Import calendar={calendar.key} again={again} />}
      <Holidays calendar={calendar} removed={draft.removed} work={locked ? null : work} />
    </div>
  )
}
type BesideProps = FieldsProps & {
  readonly calendar: CalendarData
  readonly again: () => void
  readonly dirty: boolean
}

const ConditionsNow = ({ calendar }: { calendar: CalendarData }) => {
  const t = useTranslations('calendar')
  const { on } = useTimes()
  const path = `/v1/calendars/${at(calendar.key)}/conditions`
  const { data } = useQuery({ ...oneQuery<z.infer<typeof conditionsAt>>(path), refetchInterval: LOOK_EVERY_MS * 6 })
  if (data === undefined || data.conditions.length === 0) return null
  return (
    <section>
      <h2>{t('now')}</h2>
      <ul className="plain">
        {data.conditions.map(({ key, holds, changesAt }) => (
          <li key={key}>
            <strong>{key}</strong> {holds ? `✓ ${t('holds')}` : `– ${t('holdsNot')}`}
            {changesAt !== null && <span className="aside">{t('changesAt', { at: on(changesAt) })}</span>}
          </li>
        ))}
      </ul>
    </section>
  )
}

const Editor = ({ calendar, again }: EditorProps) => {
  const t = useTranslations('form')
  const may = useMay()
  const navigate = useNavigate()
  const { draft, set, dirty, settle } = useDraft(calendar === null ? blank : draftOf(calendar))
  const save = useSave<CalendarData>({
    path: '/v1/calendars',
    old: calendar,
    onSaved: ({ key }) => {
      settle()
      void navigate({ to: '/calendars/$ref', params: { ref: key }, ignoreBlocker: true })
    },
  })
  const body = bodyOf(draft)
  const inFile = calendar?.managedBy === 'file'
  const locked = !may('calendars:write') || inFile
  const fields = { draft, set, locked }
  return (
    <div className="incident">
      <Form error={save.error} onSubmit={() => save.mutate({ body })}>
        <Guard when={dirty} />
        {inFile && <p className="paused">{t('inFile')}</p>}
        <Fields {...fields} />
        {!isConflict(save.error) && <Invalid error={save.error} />}
        {!locked && (
          <SaveOrDecide
            save={save}
            body={body}
            theirs={`/console/calendars/${at(calendar?.key ?? '')}`}
            again={again}
          />
        )}
      </Form>
      {calendar !== null && <Beside {...fields} calendar={calendar} again={again} dirty={dirty} />}
    </div>
  )
}

const Removing = ({ calendar }: { calendar: CalendarData }) => {
  const t = useTranslations('calendar')
  const may = useMay()
  const navigate = useNavigate()
  if (!may('calendars:write') || calendar.managedBy === 'file') return null
  return (
    <Remove
      path={`/v1/calendars/${at(calendar.key)}`}
      what={t('deleteSure', { name: calendar.name })}
      onRemoved={() => void navigate({ to: '/calendars', ignoreBlocker: true })}
    />
  )
}

const back = (words: string) => (
  <Link to="/calendars" className="back">
    ← {words}
  </Link>
)

export const NewCalendar = () => {
  const t = useTranslations('calendars')
  return (
    <Page title={t('add')} help="calendar" above={back(t('title'))}>
      <Editor calendar={null} again={() => undefined} />
    </Page>
  )
}

export const Calendar = () => {
  const t = useTranslations('calendars')
  const may = useMay()
  const { ref } = useParams({ from: '/calendars/$ref' })
  const { data, error, reading, again } = useOne<CalendarData>(`/v1/calendars/${at(ref)}`)
  return (
    <Page title={data?.name ?? ref} help="calendar" above={back(t('title'))}>
      <Said error={error} />
      {data !== undefined && (
        <>
          <Editor key={`${data.id} ${reading}`} calendar={data} again={again} />
          <Removing calendar={data} />
          {may('audit:read') && <History object={data.id} />}
        </>
      )}
    </Page>
  )
}
