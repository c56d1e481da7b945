// The frame of every page for somebody signed in: where they can go, what is paused, who they are, the language. On a phone
// it is a bar at the foot with three places and the rest behind a fourth. It also listens for changes.

import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { Suspense, useEffect, useState } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import type { Permission } from '#contract/permissions'
import type { SignInWays } from '#contract/sessions'
import { ask } from '../data/api.ts'
import { endedKey, listen, lostKey, PAGE, pausesQuery, sessionQuery, useMay, waitingQuery } from '../data/queries.ts'
import { useLanguage } from '../data/words.tsx'

type Place = {
  readonly to: string
  readonly name: string
  readonly mark: string
  readonly needs: Permission
  /** Pages that belong to it under other addresses. */
  readonly also?: readonly string[]
}

/** The first three stand on a phone’s bar too. */
const places = [
  { to: '/', name: 'now', mark: '◉', needs: 'callouts:read' },
  { to: '/incidents', name: 'incidents', mark: '◇', needs: 'incidents:read' },
  { to: '/alerts', name: 'alerts', mark: '△', needs: 'alerts:read', also: ['/rules', '/sources'] },
  { to: '/policies', name: 'policies', mark: '⇣', needs: 'policies:read', also: ['/policy-groups'] },
  { to: '/schedules', name: 'schedules', mark: '▦', needs: 'schedules:read', also: ['/calendars', '/pauses'] },
  { to: '/people', name: 'people', mark: '☺', needs: 'users:read', also: ['/groups', '/projects', '/readiness'] },
  { to: '/callouts', name: 'records', mark: '☰', needs: 'callouts:read', also: ['/log', '/analytics', '/usage'] },
  { to: '/settings', name: 'settings', mark: '⚙', needs: 'connections:read' },
] as const satisfies readonly Place[]

const onBar = 3

/** What is held back, on every screen: on a phone at the top of it. */
const Paused = () => {
  const t = useTranslations('shell')
  const { data } = useQuery(pausesQuery)
  const count = data?.items.filter(({ state }) => state === 'on').length ?? 0
  return count === 0 ? null : (
    <Link to="/pauses" className="pausedCount">
      ‖ {t('paused', { count })}
    </Link>
  )
}

/** What waits for whoever may approve it. */
const Waiting = () => {
  const t = useTranslations('shell')
  const { data } = useQuery(waitingQuery)
  const count = data?.items.length ?? 0
  const all = data?.next === null ? String(count) : `${PAGE}+`
  return count === 0 ? null : (
    <Link to="/settings/drafts" search={{ state: 'open' }} className="pausedCount">
      ✎ {t('waiting', { count: all })}
    </Link>
  )
}

/** Ends the session here; where there is a provider, what comes next is its to say. */
const signOut = async (): Promise<string> => {
  // Asked before: afterwards the page would say that its session ended.
  const { oidc } = await ask<SignInWays>('/v1/sign-in')
  await ask<void>('/v1/session', { method: 'DELETE' })
  return oidc === null ? '/console/' : '/oidc/end'
}

const Who = () => {
  const t = useTranslations('shell')
  const { language, toggle } = useLanguage()
  const { name, space } = useSuspenseQuery(sessionQuery).data
  const leave = useMutation({
    mutationFn: signOut,
    onSuccess: (to) => location.assign(to),
  })
  return (
    <div className="who beyond">
      <span>{space.name}</span>
      <Link to="/me" className="quiet" aria-label={t('me', { name })}>
        {name}
      </Link>
      <button type="button" className="quiet" lang={language === 'ja' ? 'en' : 'ja'} onClick={toggle}>
        {t('language')}
      </button>
      <button type="button" className="quiet" onClick={() => leave.mutate()}>
        {t('signOut')}
      </button>
    </div>
  )
}

const holds = ({ also = [] }: Pick<Place, 'to' | 'also'>, here: string): boolean =>
  also.some((path) => here.startsWith(path))

const Rail = () => {
  const t = useTranslations('shell')
  const may = useMay()
  const [open, setOpen] = useState(false)
  const here = useRouterState({ select: ({ location }) => location.pathname })
  useEffect(() => setOpen(false), [here])
  const allowed = places.filter(({ needs }) => may(needs))
  return (
    <nav className="rail" aria-label={t('places')} data-open={open}>
      <p className="brand" lang="ja">
        Noroshi <span>狼煙</span>
      </p>
      {allowed.map(({ to, name, mark, ...rest }, index) => (
        <Link
          key={to}
          to={to}
          className={`place ${index < onBar ? '' : 'beyond'} ${holds({ to, ...rest }, here) ? 'active' : ''}`}
          activeOptions={{ exact: to === '/', includeSearch: false }}
        >
          <span className="sign" aria-hidden="true">
            {mark}
          </span>
          {t(name)}
        </Link>
      ))}
      {may('drafts:approve') && <Waiting />}
      {may('pauses:read') && <Paused />}
      <Who />
      <button type="button" className="place rest" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span className="sign" aria-hidden="true">
          {open ? '×' : '…'}
        </span>
        {t(open ? 'less' : 'more')}
      </button>
    </nav>
  )
}

/** Nobody may take what is old for what is so. */
const OutOfTouch = () => {
  const t = useTranslations('shell')
  const format = useFormatter()
  const { data: sinceMs } = useQuery<number | null>({ queryKey: lostKey, enabled: false })
  const at = format.dateTime(new Date(sinceMs ?? 0), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  return <div role="status">{typeof sinceMs === 'number' && <p className="banner lost">{t('lost', { at })}</p>}</div>
}

/** Pages that take the whole window. */
const alonePlaces: readonly string[] = ['/beacon']

export const Shell = () => {
  const t = useTranslations()
  const client = useQueryClient()
  // Whoever signs in again listens again.
  const { data: ended } = useQuery<boolean>({ queryKey: endedKey, enabled: false })
  useEffect(() => listen(client), [client, ended])
  const alone = useRouterState({ select: ({ location }) => alonePlaces.includes(location.pathname) })
  if (alone)
    return (
      <main id="content">
        <Suspense>
          <Outlet />
        </Suspense>
      </main>
    )
  return (
    <div className="frame">
      <a className="skip" href="#content">
        {t('shell.skip')}
      </a>
      <Rail />
      <main id="content" tabIndex={-1}>
        <OutOfTouch />
        <Suspense fallback={<p className="aside">{t('loading')}</p>}>
          <Outlet />
        </Suspense>
      </main>
    </div>
  )
}
