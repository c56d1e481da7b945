// Who can be put into a policy: people, groups, whoever is on duty. Pressed, they become a step of their own; dragged onto a
// step, they are called together with it.

import { TextInput } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Group } from '#contract/groups'
import type { Project } from '#contract/projects'
import type { Schedule } from '#contract/schedules'
import type { User } from '#contract/users'
import { useSought } from '../../data/sought.ts'

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

export type Everybody = {
  readonly people: readonly Somebody[]
  /** Everybody whose name was ever read while the policy was edited. */
  readonly known: readonly Somebody[]
  /** Whether there are more than are listed: then the server is to be asked. */
  readonly many: boolean
  /** Whether all kinds were read, or cannot be. */
  readonly ready: boolean
  readonly part: string
  readonly seek: (part: string) => void
}

/** Everybody who can be named, by the kinds there are; of thousands those who are sought. */
export const useEverybody = (): Everybody => {
  const t = useTranslations('policy')
  const ofUsers = useSought<User>('/v1/users')
  const ofGroups = useSought<Group>('/v1/groups')
  const ofProjects = useSought<Project>('/v1/projects')
  const ofSchedules = useSought<Schedule>('/v1/schedules')
  const sought = [ofUsers, ofGroups, ofProjects, ofSchedules]
  const [users, groups, projects, schedules] = [ofUsers.items, ofGroups.items, ofProjects.items, ofSchedules.items]
  const people = useMemo(
    () => namedOf({ users, groups, projects, schedules }, t),
    [users, groups, projects, schedules, t],
  )
  const [seen] = useState(() => new Map<string, Somebody>())
  const known = useMemo(() => {
    for (const one of people) seen.set(one.ref, one)
    return [...seen.values()]
  }, [people, seen])
  const seek = (part: string) => {
    for (const one of sought) one.seek(part)
  }
  const ready = sought.every((one) => one.ready)
  return { people, known, many: sought.some((one) => one.many), ready, part: ofUsers.part, seek }
}

type Kinds = {
  readonly users: readonly User[]
  readonly groups: readonly Group[]
  readonly projects: readonly Project[]
  readonly schedules: readonly Schedule[]
}
type Words = ReturnType<typeof useTranslations<'policy'>>

const namedOf = ({ users, groups, projects, schedules }: Kinds, t: Words): readonly Somebody[] => [
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

type Props = { readonly everybody: Everybody; readonly onAdd: (ref: string) => void }

export const Palette = ({ everybody, onAdd }: Props) => {
  const t = useTranslations('policy')
  const { people, many, part, seek } = everybody
  const found = people.filter(
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
        onChange={({ currentTarget }) => seek(currentTarget.value)}
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
      {found.length > SHOWN && (
        <p className="aside">{many ? t('moreThanShown') : t('moreFound', { count: found.length - SHOWN })}</p>
      )}
      {found.length === 0 && <p className="aside">{t('nobodyFound')}</p>}
    </section>
  )
}
