// The timeline: what is written and what happens, the newest first, live. Writing comes first, too.

import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Incident } from '#contract/incidents'
import { Choice, Field, Form, Guard, Save } from '../../components/form.tsx'
import { Said } from '../../components/said.tsx'
import { useMay } from '../../data/queries.ts'
import { timelineQuery } from '../../data/timeline.ts'
import { useTimes } from '../../data/words.tsx'
import { useChange } from './changes.ts'
import { htmlOf } from './draft.ts'
import { What } from './entry.tsx'
import { useItems } from './options.tsx'

const Writing = ({ incident: { number, topics } }: { incident: Incident }) => {
  const t = useTranslations('timeline')
  const [text, setText] = useState('')
  const [topic, setTopic] = useState('')
  const say = useChange(number, () => setText(''))
  const open = topics.filter(({ status }) => status === 'open')
  const body = { message: htmlOf(text), topic: topic === '' ? null : Number(topic) }
  return (
    <Form error={say.error} onSubmit={() => say.mutate({ path: '/messages', body })}>
      <Guard when={text !== ''} />
      <Field name="message" label={t('write')} lines={2} value={text} onChange={setText} />
      {open.length > 0 && (
        <Choice
          name="topic"
          label={t('topic')}
          value={topic}
          onChange={setTopic}
          options={[
            { value: '', label: t('noTopic') },
            ...open.map((one) => ({ value: String(one.number), label: one.name })),
          ]}
        />
      )}
      <Save error={say.error} busy={say.isPending} label={t('submit')} />
    </Form>
  )
}

export const TimelineOf = ({ incident }: { incident: Incident }) => {
  const t = useTranslations()
  const may = useMay()
  const { at } = useTimes()
  const { items } = useItems(incident.project)
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    timelineQuery(String(incident.number)),
  )
  return (
    <section>
      <h2>{t('timeline.title')}</h2>
      {may('incidents:write') && <Writing incident={incident} />}
      <Said error={error} />
      <ol className="told entries" aria-label={t('timeline.title')}>
        {data?.pages
          .flatMap(({ items }) => items)
          .map((entry) => (
            <li key={entry.seq}>
              <time dateTime={entry.at}>{at(entry.at)}</time>
              <div>
                {entry.by !== null && <span className="aside">{entry.by.name} </span>}
                <What entry={entry} topics={incident.topics} items={items} />
              </div>
            </li>
          ))}
      </ol>
      {hasNextPage && (
        <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('list.more')}
        </Button>
      )}
    </section>
  )
}
