// What was told to everybody (一斉通知), whom it was sent to, the callouts that came of it, and telling once more.

import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Incident, Notice } from '#contract/incidents'
import { Form, Guard, Save } from '../../components/form.tsx'
import { Mark } from '../../components/mark.tsx'
import { Sure } from '../../components/sure.tsx'
import { useMay } from '../../data/queries.ts'
import { useTimes } from '../../data/words.tsx'
import { useChange } from './changes.ts'
import { type NoticeDraft, NoticeFields, noticeOf, silent, toldOf, useDevices } from './notice.tsx'

const devices = ['phone', 'mail1', 'mail2', 'push'] as const

const Line = ({ notice }: { notice: Notice }) => {
  const t = useTranslations()
  const { at } = useTimes()
  const to = devices.filter((one) => notice.notified[one].length > 0)
  return (
    <li>
      <span>
        <bdi>{notice.text}</bdi>{' '}
        <span className="aside">
          {at(notice.createdAt)}
          {to.map(
            (one) =>
              ` · ${t(`noticeDevice.${one}`)}: ${notice.notified[one].map(({ name }) => name).join(t('notice.and'))}`,
          )}
        </span>
      </span>
    </li>
  )
}

const Telling = ({ incident, close }: { incident: Incident; close: () => void }) => {
  const t = useTranslations('notice')
  const [draft, setDraft] = useState<NoticeDraft>({ ...silent, text: incident.name })
  const [asking, setAsking] = useState(false)
  const { data } = useDevices(incident.project)
  const tell = useChange(incident.number, close)
  const send = () => tell.mutate({ path: '/notices', body: noticeOf(draft, data) }, { onError: () => setAsking(false) })
  return (
    <Form error={tell.error} onSubmit={() => setAsking(true)}>
      <Guard when={draft.text !== incident.name} />
      <NoticeFields
        project={incident.project}
        draft={draft}
        set={(patch) => setDraft({ ...draft, ...patch })}
        prefix=""
      />
      {asking ? (
        <Sure
          what={t('sure', { count: toldOf(draft, data).length })}
          yes={t('send')}
          no={t('no')}
          busy={tell.isPending}
          onYes={send}
          onNo={() => setAsking(false)}
        />
      ) : (
        <Save error={tell.error} busy={tell.isPending} label={t('toSure')}>
          <Button variant="default" size="md" onClick={close}>
            {t('no')}
          </Button>
        </Save>
      )}
    </Form>
  )
}

const Callouts = ({ callouts }: Pick<Incident, 'callouts'>) => {
  const t = useTranslations()
  const may = useMay()
  const { at } = useTimes()
  if (callouts.length === 0 || !may('callouts:read')) return null
  return (
    <>
      <h3>{t('incident.callouts')}</h3>
      <ul className="plain">
        {callouts.map(({ id, why, startedAt, outcome }) => (
          <li key={id}>
            <Mark outcome={outcome} />
            <Link to="/callouts/$id" params={{ id }}>
              {t(`calloutWhy.${why}`)} {at(startedAt)}
            </Link>
          </li>
        ))}
      </ul>
    </>
  )
}

export const Notices = ({ incident }: { incident: Incident }) => {
  const t = useTranslations('notice')
  const may = useMay()
  const [telling, setTelling] = useState(false)
  return (
    <section>
      <h2>{t('title')}</h2>
      {incident.notices.length === 0 && <p className="aside">{t('none')}</p>}
      <ul className="plain">
        {incident.notices.map((one) => (
          <Line key={one.id} notice={one} />
        ))}
      </ul>
      <Callouts callouts={incident.callouts} />
      {telling && <Telling incident={incident} close={() => setTelling(false)} />}
      {!telling && may('incidents:write') && (
        <Button variant="default" onClick={() => setTelling(true)}>
          {t('tell')}
        </Button>
      )}
    </section>
  )
}
