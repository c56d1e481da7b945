// Who works on an incident: people of the space, and guests by name.

import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Incident } from '#contract/incidents'
import type { User } from '#contract/users'
import { Field, Form } from '../../components/form.tsx'
import { Said } from '../../components/said.tsx'
import { SoughtChoice } from '../../components/sought-choice.tsx'
import { useMay } from '../../data/queries.ts'
import { useChange } from './changes.ts'

const Adding = ({ incident: { number, responders } }: { incident: Incident }) => {
  const t = useTranslations('responders')
  const may = useMay()
  const [user, setUser] = useState('')
  const [guest, setGuest] = useState('')
  const add = useChange(number, () => {
    setUser('')
    setGuest('')
  })
  const there = new Set(responders.map((one) => one.user?.id))
  return (
    <Form
      error={add.error}
      onSubmit={() => add.mutate({ path: '/responders', body: user === '' ? { guest } : { user } })}
    >
      <div className="beside">
        <SoughtChoice<User>
          path="/v1/users"
          by="id"
          only={({ id }) => !there.has(id)}
          enabled={may('users:read')}
          name="user"
          label={t('who')}
          value={user}
          onChange={setUser}
          none={t('someGuest')}
        />
        {user === '' && <Field name="guest" label={t('guestName')} value={guest} onChange={setGuest} />}
        <Button type="submit" variant="default" loading={add.isPending}>
          {t('add')}
        </Button>
      </div>
      <Said error={add.error} />
    </Form>
  )
}

export const Responders = ({ incident }: { incident: Incident }) => {
  const t = useTranslations('responders')
  const may = useMay()
  const { number, responders } = incident
  const change = useChange(number)
  return (
    <section>
      <h2>{t('title')}</h2>
      {responders.length === 0 && <p className="aside">{t('none')}</p>}
      <ul className="plain">
        {responders.map(({ id, name, guest }) => (
          <li key={id}>
            <span>
              {name} {guest && <span className="aside">{t('guest')}</span>}
            </span>
            {may('incidents:write') && (
              <button
                type="button"
                className="quiet"
                aria-label={t('removeOf', { name })}
                onClick={() => change.mutate({ path: `/responders/${id}`, method: 'DELETE' })}
              >
                {t('remove')}
              </button>
            )}
          </li>
        ))}
      </ul>
      <Said error={change.error} />
      {may('incidents:write') && <Adding incident={incident} />}
    </section>
  )
}
