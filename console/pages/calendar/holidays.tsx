// The holidays of a year as they are saved, national and the company's own; a national one that is worked is taken out here.

import { Button, Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import type { z } from 'zod'
import type { Calendar, holidayList } from '#contract/calendars'
import { Said } from '../../components/said.tsx'
import { at } from '../../data/api.ts'
import { oneQuery } from '../../data/queries.ts'
import { useLanguage } from '../../data/words.tsx'
import type { Days } from './draft.ts'

type Holiday = z.infer<typeof holidayList>['items'][number]
type Props = {
  readonly calendar: Calendar
  /** Of the form: days that are worked after all. */
  readonly removed: readonly Days[]
  /** Null: nothing may be changed. */
  readonly work: ((date: string) => void) | null
}

const Line = ({ holiday, removed, work }: { holiday: Holiday } & Omit<Props, 'calendar'>) => {
  const t = useTranslations()
  const format = useFormatter()
  const { language } = useLanguage()
  const { date, kind, name } = holiday
  const day = format.dateTime(new Date(`${date}T00:00:00Z`), {
    month: 'long',
    day: 'numeric',
    weekday: 'short',
    timeZone: 'UTC',
  })
  const willBeWorked = removed.some(({ from }) => from === date)
  return (
    <li>
      <span>
        <time dateTime={date}>{day}</time> {name[language]}{' '}
        <span className="aside">{willBeWorked ? t('calendar.worked') : t(`holidayKind.${kind}`)}</span>
      </span>
      {work !== null && kind !== 'company' && !willBeWorked && (
        <button type="button" className="quiet" aria-label={t('calendar.workOn', { day })} onClick={() => work(date)}>
          {t('calendar.work')}
        </button>
      )}
    </li>
  )
}

export const Holidays = ({ calendar, ...rest }: Props) => {
  const t = useTranslations('calendar')
  const [year, setYear] = useState(() => new Date().getFullYear())
  const { data, error } = useQuery({
    ...oneQuery<z.infer<typeof holidayList>>(`/v1/calendars/${at(calendar.key)}/holidays?year=${year}`),
    placeholderData: (before) => before,
  })
  return (
    <section>
      <h2>{t('holidays', { year: String(year) })}</h2>
      <Group>
        <Button variant="default" onClick={() => setYear(year - 1)}>
          ← {year - 1}
        </Button>
        <Button variant="default" onClick={() => setYear(year + 1)}>
          {year + 1} →
        </Button>
      </Group>
      <Said error={error} />
      {data?.items.length === 0 && <p className="aside">{t('noHolidays')}</p>}
      <ul className="plain">
        {data?.items.map((holiday) => (
          <Line key={holiday.date} holiday={holiday} {...rest} />
        ))}
      </ul>
    </section>
  )
}
