// Receiving in browsers: this one, where it can, and those registered before, each with a message to try it and a way out. Where it
// cannot the page says why, and names the page that needs no push service.

import { Button, Group } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { PushKeys } from '#contract/push'
import type { User } from '#contract/users'
import { Choice, Field, Form, Save } from '../../components/form.tsx'
import { Said } from '../../components/said.tsx'
import { ask } from '../../data/api.ts'
import { browserNameOf } from '../../data/browser-name.ts'
import { oneQuery } from '../../data/queries.ts'
import { useTimes } from '../../data/words.tsx'
import { abilityOf, addressHere, NotSubscribed, subscribe, unsubscribe } from './browser.ts'

const PATH = '/v1/session/user/push'
const here = ['session', 'this-browser'] as const

type Method = User['contactMethods'][number]

const useChange = <V,>(change: (value: V) => Promise<unknown>) => {
  const client = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSettled: () =>
      client.invalidateQueries({ queryKey: ['session'], predicate: ({ queryKey }) => queryKey.length > 1 }),
  })
}

/** It works without any push service, also where nothing leads to the internet. */
const Beacon = () => {
  const t = useTranslations('push')
  return (
    <p>
      {t('beacon')} <Link to="/beacon">{t('beaconLink')}</Link>
    </p>
  )
}

const Unable = ({ why }: { why: 'insecure' | 'unsupported' | 'denied' | 'unreachable' }) => {
  const t = useTranslations()
  return (
    <>
      <p role="alert">⚠ {t(`push.${why}`)}</p>
      <Beacon />
    </>
  )
}

const Register = ({ keys }: { keys: PushKeys['items'] }) => {
  const t = useTranslations('push')
  const [label, setLabel] = useState(() => browserNameOf(navigator.userAgent) ?? 'Browser')
  const [connection, setConnection] = useState(keys[0]?.connection ?? '')
  const register = useChange(async () => {
    const key = keys.find((one) => one.connection === connection)
    const subscription = await subscribe(key?.publicKey ?? '')
    return ask<User>(PATH, { method: 'POST', body: { connection, label, ...subscription } })
  })
  const { error } = register
  return (
    <Form error={error} onSubmit={() => register.mutate(undefined)}>
      {keys.length > 1 && (
        <Choice
          name="connection"
          label={t('connection')}
          value={connection}
          onChange={setConnection}
          options={keys.map(({ connection: value, name }) => ({ value, label: name }))}
        />
      )}
      <Field name="label" label={t('label')} hint={t('labelHint')} value={label} onChange={setLabel} />
      {error instanceof NotSubscribed && <Unable why={error.why} />}
      <Save
        error={error instanceof NotSubscribed ? null : error}
        busy={register.isPending}
        disabled={label.trim() === ''}
        label={t('register')}
      />
    </Form>
  )
}

const One = ({ method, isHere }: { method: Method; isHere: boolean }) => {
  const t = useTranslations('push')
  const { at } = useTimes()
  const { id, label, goneAt } = method
  const test = useChange(() => ask<unknown>(`${PATH}/${id}/test`, { method: 'POST' }))
  const remove = useChange(async () => {
    await ask<void>(`${PATH}/${id}`, { method: 'DELETE' })
    if (isHere) await unsubscribe()
  })
  return (
    <li>
      <span className="subject">
        {label} {isHere && <strong>{t('thisOne')}</strong>}
      </span>
      {goneAt !== undefined && <p>⚠ {t('gone', { since: at(goneAt) })}</p>}
      <Group>
        {goneAt === undefined && (
          <Button
            variant="default"
            loading={test.isPending}
            onClick={() => test.mutate(undefined)}
            aria-label={t('testOf', { label })}
          >
            {t('test')}
          </Button>
        )}
        <Button
          variant="default"
          loading={remove.isPending}
          onClick={() => remove.mutate(undefined)}
          aria-label={t('removeOf', { label })}
        >
          {t('remove')}
        </Button>
      </Group>
      <Said error={test.error ?? remove.error} />
      {test.isSuccess && <p role="status">{t('sent')}</p>}
    </li>
  )
}

const Here = ({ receives, keys }: { receives: boolean; keys: PushKeys['items'] | undefined }) => {
  const t = useTranslations('push')
  const ability = abilityOf()
  if (ability !== 'ready') return <Unable why={ability} />
  if (receives || keys === undefined) return null
  if (keys.length > 0) return <Register keys={keys} />
  return (
    <>
      <p>{t('none')}</p>
      <Beacon />
    </>
  )
}

export const ThisBrowser = ({ user }: { user: User }) => {
  const t = useTranslations('push')
  const { data: keys, error } = useQuery(oneQuery<PushKeys>(PATH))
  const { data: address, isPending } = useQuery({ queryKey: here, queryFn: addressHere })
  const registered = user.contactMethods.filter(({ channel }) => channel === 'push')
  const receives = registered.some((one) => one.address === address && one.goneAt === undefined)
  return (
    <section>
      <h2>{t('title')}</h2>
      <p className="aside">{t('what')}</p>
      <Said error={error} />
      <ul className="plain">
        {registered.map((method) => (
          <One key={method.id} method={method} isHere={method.address === address} />
        ))}
      </ul>
      {!isPending && user.managedBy === 'console' && <Here receives={receives} keys={keys?.items} />}
    </section>
  )
}
