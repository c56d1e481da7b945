// Who would be reached now, by what, and why not: of everybody, or of whom one policy contacts. The filters stand in the address.

import { Text } from '@mantine/core'
import { Link, useSearch } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { Policy } from '#contract/policies'
import type { PersonReadiness } from '#contract/readiness'
import { useFilter } from '../components/filter.ts'
import { Choice } from '../components/form.tsx'
import { List } from '../components/list.tsx'
import { Page } from '../components/page.tsx'
import { Seek } from '../components/seek.tsx'
import { SoughtChoice } from '../components/sought-choice.tsx'
import { useMay } from '../data/queries.ts'
import { useTimes } from '../data/words.tsx'

const marks = { ready: '✓', doubtful: '?', unreachable: '⚠' } as const
const states = ['unreachable', 'doubtful', 'ready'] as const

export const Line = ({ person }: { person: PersonReadiness }) => {
  const t = useTranslations()
  const { at } = useTimes()
  const { user, state, problems, methods } = person
  return (
    <>
      <span>
        <span aria-hidden="true">{marks[state]}</span> {t(`readiness.${state}`)}
      </span>
      <div>
        <Link to="/people/$ref" params={{ ref: user.key }} className="subject">
          {user.name}
        </Link>{' '}
        <span className="aside">{problems.map(({ text }) => text).join(' · ')}</span>
        <ul className="reached">
          {methods.map(({ id, channel, address, usable, triedAt, problems: own }) => (
            <li key={id} className="aside">
              {usable ? '✓' : '×'}
              <span className="hidden">{t(usable ? 'readiness.usable' : 'readiness.unusable')}</span>{' '}
              {t(`channel.${channel}`)} {address}
              {own.length > 0 && ` — ${own.map(({ text }) => text).join(' · ')}`}
              {triedAt !== null && ` (${t('readiness.tried', { at: at(triedAt) })})`}
            </li>
          ))}
        </ul>
      </div>
    </>
  )
}

export const Readiness = () => {
  const t = useTranslations('readiness')
  const may = useMay()
  const search: { readonly search?: string; readonly state?: string; readonly policy?: string } = useSearch({
    from: '/readiness',
  })
  const filter = useFilter('/readiness')
  const any = { value: '', label: t('any') }
  return (
    <Page title={t('title')} help="readiness">
      <Seek from="/readiness">
        <Choice
          name="state"
          label={t('state')}
          value={search.state ?? ''}
          onChange={filter('state')}
          options={[any, ...states.map((value) => ({ value, label: t(value) }))]}
        />
        {may('policies:read') && (
          <SoughtChoice<Policy>
            path="/v1/policies"
            name="policy"
            label={t('policy')}
            value={search.policy ?? ''}
            onChange={filter('policy')}
            none={t('any')}
          />
        )}
      </Seek>
      <List<PersonReadiness> path="/v1/readiness" filters={search} empty={<Text>{t('none')}</Text>}>
        {(person) => <Line person={person} />}
      </List>
    </Page>
  )
}
