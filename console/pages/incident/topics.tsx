// The threads of an incident's work: each with a colour and a name; added, renamed, closed and reopened.

import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Incident, Topic } from '#contract/incidents'
import { Field, Form, Save } from '../../components/form.tsx'
import { Said } from '../../components/said.tsx'
import { useMay } from '../../data/queries.ts'
import { useChange } from './changes.ts'

const Naming = ({ number, topic, close }: { number: number; topic: Topic; close: () => void }) => {
  const t = useTranslations('topics')
  const [name, setName] = useState(topic.name)
  const change = useChange(number, close)
  const save = () => change.mutate({ path: `/topics/${topic.number}`, method: 'PATCH', body: { name } })
  return (
    <Form error={change.error} onSubmit={save}>
      <Field name="name" label={t('name')} value={name} onChange={setName} autoFocus />
      <Save error={change.error} busy={change.isPending} />
    </Form>
  )
}

const Line = ({ number, topic }: { number: number; topic: Topic }) => {
  const t = useTranslations('topics')
  const may = useMay()
  const [naming, setNaming] = useState(false)
  const change = useChange(number)
  const { name, status, colour } = topic
  const turn = () =>
    change.mutate({
      path: `/topics/${topic.number}`,
      method: 'PATCH',
      body: { status: status === 'open' ? 'close' : 'open' },
    })
  if (naming) return <Naming number={number} topic={topic} close={() => setNaming(false)} />
  return (
    <>
      <span className="topic" style={{ borderColor: colour }}>
        <bdi>{name}</bdi> {status === 'close' && <span className="aside">– {t('closed')}</span>}
      </span>
      {may('incidents:write') && (
        <>
          <button type="button" className="quiet" aria-label={t('renameOf', { name })} onClick={() => setNaming(true)}>
            {t('rename')}
          </button>
          <button
            type="button"
            className="quiet"
            aria-label={t(status === 'open' ? 'closeOf' : 'reopenOf', { name })}
            onClick={turn}
          >
            {t(status === 'open' ? 'close' : 'reopen')}
          </button>
        </>
      )}
      <Said error={change.error} />
    </>
  )
}

const Adding = ({ number }: { number: number }) => {
  const t = useTranslations('topics')
  const [name, setName] = useState('')
  const add = useChange(number, () => setName(''))
  return (
    <Form error={add.error} onSubmit={() => add.mutate({ path: '/topics', body: { name } })}>
      <div className="beside">
        <Field name="name" label={t('new')} value={name} onChange={setName} />
        <Button type="submit" variant="default" loading={add.isPending}>
          {t('add')}
        </Button>
      </div>
      <Said error={add.error} />
    </Form>
  )
}

export const Topics = ({ incident: { number, topics } }: { incident: Incident }) => {
  const t = useTranslations('topics')
  const may = useMay()
  return (
    <section>
      <h2>{t('title')}</h2>
      {topics.length === 0 && <p className="aside">{t('none')}</p>}
      <ul className="plain">
        {topics.map((topic) => (
          <li key={topic.id}>
            <Line number={number} topic={topic} />
          </li>
        ))}
      </ul>
      {may('incidents:write') && <Adding number={number} />}
    </section>
  )
}
