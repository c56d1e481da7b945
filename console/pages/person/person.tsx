// One person: who they are, how they are reached, and whether they may sign in.

import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { User } from '#contract/users'
import { SaveOrDecide } from '../../components/conflict.tsx'
import { Form, Guard, NameAndKey } from '../../components/form.tsx'
import { History } from '../../components/history.tsx'
import { Page } from '../../components/page.tsx'
import { Remove } from '../../components/remove.tsx'
import { Said } from '../../components/said.tsx'
import { useDraft, useOne, useSave } from '../../components/saving.ts'
import { at } from '../../data/api.ts'
import { useMay } from '../../data/queries.ts'
import { TestSend } from '../connection/test-send.tsx'
import { Shifts } from '../me/shifts.tsx'
import { Access } from './access.tsx'
import { entered, type Method, Methods, OptedOut } from './methods.tsx'
import { OwnLanguage, OwnMessages, type Words } from './own-words.tsx'
import { type Quiet, QuietHours, quietBodyOf, quietOf } from './quiet.tsx'
import { Verifications } from './verification.tsx'

type Draft = Words &
  Quiet & {
    readonly key: string
    readonly name: string
    readonly contactMethods: readonly Method[]
  }
const blank: Draft = {
  key: '',
  name: '',
  language: 'ja',
  contactMethods: [],
  opening: '',
  closing: '',
  quietHours: null,
}

const draftOf = ({ key, name, language, contactMethods, opening, closing, quietHours }: User): Draft => ({
  key,
  name,
  language,
  opening: opening ?? '',
  closing: closing ?? '',
  contactMethods: contactMethods.map(entered),
  quietHours: quietOf({ quietHours }),
})

type FieldsProps = {
  readonly draft: Draft
  readonly set: (patch: Partial<Draft>) => void
  readonly locked: boolean
  readonly seesNumbers: boolean
}

const Fields = ({ draft, set, locked, seesNumbers }: FieldsProps) => {
  const t = useTranslations()
  const { contactMethods } = draft
  return (
    <>
      <NameAndKey label={t('person.name')} draft={draft} set={set} disabled={locked} />
      <OwnLanguage draft={draft} set={set} locked={locked} />
      {seesNumbers && !locked ? (
        <Methods methods={contactMethods} onChange={(methods) => set({ contactMethods: methods })} />
      ) : (
        <ul className="plain">
          {contactMethods.map(({ channel, label, address }) => (
            <li key={`${channel} ${label}`}>
              {t(`channel.${channel}`)} {channel === 'push' ? label : address}
            </li>
          ))}
        </ul>
      )}
      <QuietHours draft={draft} set={set} locked={locked} />
      <OwnMessages draft={draft} set={set} locked={locked} />
    </>
  )
}

const callsOnly = ['phone'] as const

/** A button call about alerts that never were says a person's own words. */
const Tried = ({ user, draft: { opening, closing } }: { user: User; draft: Draft }) => {
  const tried = { alerts: 'sample', settings: { buttonCall: {} }, opening, closing }
  if (!user.contactMethods.some(({ channel }) => channel === 'phone')) return null
  return <TestSend channels={callsOnly} user={user.key} tried={tried} words={false} />
}

const Editor = ({ user, again }: { user: User | null; again: () => void }) => {
  const t = useTranslations()
  const may = useMay()
  const navigate = useNavigate()
  const { draft, set, dirty, settle } = useDraft(user === null ? blank : draftOf(user))
  const save = useSave<User>({
    path: '/v1/users',
    old: user,
    onSaved: ({ key }) => {
      settle()
      void navigate({ to: '/people/$ref', params: { ref: key }, ignoreBlocker: true })
    },
  })
  // Whoever sees masked numbers must not send them back.
  const seesNumbers = may('numbers:read') || user === null
  const { contactMethods, ...rest } = { ...draft, quietHours: quietBodyOf(draft.quietHours) }
  const body = seesNumbers ? { ...rest, contactMethods } : rest
  const inFile = user?.managedBy === 'file'
  const locked = !may('users:write') || inFile
  return (
    <>
      <Form error={save.error} onSubmit={() => save.mutate({ body })}>
        <Guard when={dirty} />
        {inFile && <p className="paused">{t('form.inFile')}</p>}
        <OptedOut user={user} />
        <Fields draft={draft} set={set} locked={locked} seesNumbers={seesNumbers} />
        {!locked && <SaveOrDecide save={save} body={body} theirs={`/console/people/${at(rest.key)}`} again={again} />}
      </Form>
      {user !== null && <Tried user={user} draft={draft} />}
    </>
  )
}

const Whole = ({ user }: { user: User }) => {
  const t = useTranslations('person')
  const may = useMay()
  const navigate = useNavigate()
  return (
    <>
      {may('users:write') && <Verifications user={user} path={`/v1/users/${user.id}`} vouches={true} />}
      {may('schedules:read') && <Shifts user={user.key} />}
      {may('accounts:read') && <Access user={user.key} />}
      {may('audit:read') && <History object={user.id} />}
      {may('users:write') && user.managedBy === 'console' && (
        <Remove
          path={`/v1/users/${at(user.key)}`}
          what={t('deleteSure', { name: user.name })}
          onRemoved={() => void navigate({ to: '/people', ignoreBlocker: true })}
        />
      )}
    </>
  )
}

const back = (words: string) => (
  <Link to="/people" className="back">
    ← {words}
  </Link>
)

export const NewPerson = () => {
  const t = useTranslations('people')
  return (
    <Page title={t('add')} help="person" above={back(t('title'))}>
      <Editor user={null} again={() => undefined} />
    </Page>
  )
}

export const Person = () => {
  const t = useTranslations()
  const { ref } = useParams({ from: '/people/$ref' })
  const { data, error, reading, again } = useOne<User>(`/v1/users/${at(ref)}`)
  return (
    <Page title={data?.name ?? ref} help="person" above={back(t('people.title'))}>
      <Said error={error} />
      {data !== undefined && (
        <>
          <Editor key={`${data.id} ${reading}`} user={data} again={again} />
          <Whole user={data} />
        </>
      )}
    </Page>
  )
}
