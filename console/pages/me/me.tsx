// My page: how I am reached, when I am on call, my password, and where I am signed in.

import { Button, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { OwnSession } from '#contract/sessions'
import type { User } from '#contract/users'
import { SaveOrDecide } from '../../components/conflict.tsx'
import { Form, Guard, Save } from '../../components/form.tsx'
import { Page } from '../../components/page.tsx'
import { Said } from '../../components/said.tsx'
import { useDraft, useOne, useSaveStanding } from '../../components/saving.ts'
import { Secret } from '../../components/secret.tsx'
import { ask } from '../../data/api.ts'
import { browserNameOf } from '../../data/browser-name.ts'
import { oneQuery, type Page as PageOf, useMay } from '../../data/queries.ts'
import { useTimes } from '../../data/words.tsx'
import { entered, type Method, Methods, OptedOut } from '../person/methods.tsx'
import { OwnWords, type Words } from '../person/own-words.tsx'
import { type Quiet, QuietHours, quietBodyOf, quietOf } from '../person/quiet.tsx'
import { Verifications } from '../person/verification.tsx'
import { Swaps } from '../schedule/swaps.tsx'
import { SecondFactor } from './second-factor.tsx'
import { Shifts } from './shifts.tsx'
import { ThisBrowser } from './this-browser.tsx'

const PATH = '/v1/session/user'

type Draft = Words & Quiet & { readonly contactMethods: readonly Method[] }

/** Browsers register themselves, in a section of their own: they stay as they are, whatever is written here. */
const isBrowser = ({ channel }: Pick<Method, 'channel'>): boolean => channel === 'push'

const draftOf = ({ contactMethods, language, opening, closing, quietHours }: User): Draft => ({
  contactMethods: contactMethods.filter((one) => !isBrowser(one)).map(entered),
  language,
  opening: opening ?? '',
  closing: closing ?? '',
  quietHours: quietOf({ quietHours }),
})

const bodyOf = ({ quietHours, ...rest }: Draft) => ({ ...rest, quietHours: quietBodyOf(quietHours) })

/** Contact methods are written all together, so with the browsers. */
const withBrowsers =
  ({ contactMethods }: User) =>
  (body: { readonly contactMethods?: readonly Method[] }) =>
    body.contactMethods === undefined
      ? body
      : { ...body, contactMethods: [...body.contactMethods, ...contactMethods.filter(isBrowser).map(entered)] }

const Mine = ({ user, again }: { user: User; again: () => void }) => {
  const t = useTranslations('me')
  const saved = draftOf(user)
  const { draft, set, dirty, settle } = useDraft(saved)
  const body = bodyOf(draft)
  const save = useSaveStanding<User, typeof body>({
    path: PATH,
    old: user,
    was: bodyOf(saved),
    whole: withBrowsers(user),
    shownBy: ['session', PATH],
    onSaved: settle,
  })
  if (user.managedBy === 'file') return <Text>{t('inFile')}</Text>
  return (
    <Form error={save.error} onSubmit={() => save.mutate({ body })}>
      <Guard when={dirty} />
      <OptedOut user={{ ...user, contactMethods: user.contactMethods.filter((one) => !isBrowser(one)) }} />
      <Methods
        methods={draft.contactMethods}
        onChange={(contactMethods) => set({ contactMethods })}
        others={user.contactMethods.some(isBrowser)}
      />
      <QuietHours draft={draft} set={set} locked={false} />
      <OwnWords draft={draft} set={set} locked={false} />
      <SaveOrDecide save={save} body={body} theirs="/console/me" again={again} disabled={!dirty} />
      {save.isSuccess && !dirty && <p role="status">{t('saved')}</p>}
    </Form>
  )
}

const Password = () => {
  const t = useTranslations('password')
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const change = useMutation({
    mutationKey: ['session'],
    mutationFn: () => ask<void>('/v1/session/password', { method: 'PUT', body: { current, password } }),
    onSuccess: () => {
      setCurrent('')
      setPassword('')
    },
  })
  return (
    <section>
      <h2>{t('title')}</h2>
      <Form error={change.error} onSubmit={() => change.mutate()}>
        <Secret
          name="current"
          label={t('current')}
          autoComplete="current-password"
          value={current}
          onChange={({ currentTarget }) => setCurrent(currentTarget.value)}
        />
        <Secret
          name="password"
          label={t('new')}
          description={t('rule')}
          autoComplete="new-password"
          value={password}
          onChange={({ currentTarget }) => setPassword(currentTarget.value)}
        />
        <Save error={change.error} busy={change.isPending} label={t('submit')} />
        {change.isSuccess && <p role="status">{t('changed')}</p>}
      </Form>
    </section>
  )
}

const Sessions = () => {
  const t = useTranslations('me')
  const client = useQueryClient()
  const { at, ago } = useTimes()
  const { data, error } = useQuery(oneQuery<PageOf<OwnSession>>('/v1/sessions'))
  const end = useMutation({
    mutationFn: (id: string) => ask<void>(`/v1/sessions/${id}`, { method: 'DELETE' }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['sessions'] }),
  })
  return (
    <section>
      <h2>{t('sessions')}</h2>
      <Said error={error ?? end.error} />
      <ul className="plain">
        {data?.items.map(({ id, address, agent, lastUsedAt, current }) => (
          <li key={id}>
            <span>
              <span title={agent}>{browserNameOf(agent) ?? (agent || '–')}</span> · {address} ·{' '}
              <time dateTime={lastUsedAt}>{at(lastUsedAt)}</time> ({ago(lastUsedAt)})
            </span>
            {current ? (
              <strong>{t('thisOne')}</strong>
            ) : (
              <Button variant="default" onClick={() => end.mutate(id)}>
                {t('end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

const Factor = () => {
  const t = useTranslations('factor')
  return (
    <section>
      <h2>{t('title')}</h2>
      <Text className="aside">{t('what')}</Text>
      <SecondFactor />
    </section>
  )
}

export const Me = () => {
  const t = useTranslations('me')
  const may = useMay()
  const { data, error, reading, again } = useOne<User>(PATH)
  return (
    <Page title={t('title')} help="me">
      <Said error={error} />
      {data !== undefined && (
        <>
          {may('schedules:read') && may('users:read') && <Shifts user={data.key} mine />}
          <Swaps path="/v1/session/swaps" />
          <Mine key={reading} user={data} again={again} />
          <ThisBrowser user={data} />
          <Verifications user={data} path={PATH} vouches={false} />
        </>
      )}
      <Password />
      <Factor />
      <Sessions />
    </Page>
  )
}
