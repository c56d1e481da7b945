// Who can be put into a policy: people, groups, whoever is on duty. Pressed, they become a step of their own; dragged onto a
// step, they are called together with it.

import { TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Group } from '#contract/groups'
import type { Project } from '#contract/projects'
import type { Schedule } from '#contract/schedules'
import type { User } from '#contract/users'
import { choicesQuery } from '../../data/queries.ts'

export type Somebody = {
  readonly ref: string
  readonly name: string
  readonly reachable: boolean
  /** By which of somebody's contact methods each channel reaches them: the usual one. */
  readonly addresses?: Readonly<Record<string, string>>
}

const addressesOf = ({ contactMethods }: User): Readonly<Record<string, string>> =>
  Object.fromEntries(
    // What comes later in the list wins: the usual ones.
    [...contactMethods]
      .sort((one, other) => Number(one.default) - Number(other.default))
      .map((one) => [one.channel, one.address]),
  )

export const DRAGGED = 'application/x-noroshi'
const SHOWN = 24

/** Everybody who can be named, by the kinds there are. */
export const useEverybody = (): readonly Somebody[] => {
  const t = useTranslations('policy')
  const users = useQuery(choicesQuery<User>('/v1/users')).data?.items ?? []
  const groups = useQuery(choicesQuery<Group>('/v1/groups')).data?.items ?? []
  const projects = useQuery(choicesQuery<Project>('/v1/projects')).data?.items ?? []
  const schedules = useQuery(choicesQuery<Schedule>('/v1/schedules')).data?.items ?? []
  return [
    ...users.map((user) => ({
      ref: `user:${user.key}`,
      name: user.name,
      reachable: user.contactMethods.length > 0,
      addresses: addressesOf(user),
    })),
    ...groups.map(({ key, name }) => ({ ref: `group:${key}`, name: t('group', { name }), reachable: true })),
    ...projects.map(({ key, name }) => ({ ref: `project:${key}`, name: t('onProject', { name }), reachable: true })),
    ...schedules.map(({ key, name }) => ({ ref: `schedule:${key}`, name: t('onDuty', { name }), reachable: true })),
  ]
}

type Props = { readonly everybody: readonly Somebody[]; readonly onAdd: (ref: string) => void }

export const Palette = ({ everybody, onAdd }: Props) => {
  const t = useTranslations('policy')
  const [part, setPart] = useState('')
  const found = everybody.filter(
    ({ name, ref, reachable }) => reachable && `${name} ${ref}`.toLowerCase().includes(part.toLowerCase()),
  )
  return (
    <section className="palette" aria-labelledby="palette">
      <h2 id="palette">{t('people')}</h2>
      <p className="aside">{t('peopleHint')}</p>
      <TextInput
        aria-label={t('search')}
        placeholder={t('search')}
        value={part}
        onChange={({ currentTarget }) => setPart(currentTarget.value)}
      />
      <ul>
        {found.slice(0, SHOWN).map(({ ref, name }) => (
          <li key={ref}>
            <button
              type="button"
              className="chip"
              draggable
              onDragStart={({ dataTransfer }) => dataTransfer.setData(DRAGGED, JSON.stringify({ ref }))}
              onClick={() => onAdd(ref)}
              aria-label={t('addStep', { name })}
            >
              ＋ {name}
            </button>
          </li>
        ))}
      </ul>
      {found.length > SHOWN && <p className="aside">{t('moreFound', { count: found.length - SHOWN })}</p>}
      {found.length === 0 && <p className="aside">{t('nobodyFound')}</p>}
    </section>
  )
}
