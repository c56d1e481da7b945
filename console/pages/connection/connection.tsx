// One connection: what it needs to work, whether it works, and a message sent by it to try.

import { useNavigate, useParams } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { ConnectionKind, Connection as Saved } from '#contract/connections'
import { SaveOrDecide } from '../../components/conflict.tsx'
import { Copied } from '../../components/copied.tsx'
import { Choice, Field, Form, Guard, NameAndKey } from '../../components/form.tsx'
import { Page } from '../../components/page.tsx'
import { Remove } from '../../components/remove.tsx'
import { Said } from '../../components/said.tsx'
import { useDraft, useOne, useSave } from '../../components/saving.ts'
import { at } from '../../data/api.ts'
import { useMay } from '../../data/queries.ts'
import { ConnectionsBack } from './back.tsx'
import { Fields } from './fields.tsx'
import { Health } from './health.tsx'
import { fromWritten, isKind, kinds, type SecretName, toWritten, type Written } from './kinds.ts'
import { Numbers } from './numbers.tsx'
import { TestSend } from './test-send.tsx'

type Draft = {
  readonly key: string
  readonly name: string
  readonly kind: ConnectionKind
  readonly written: Written
  readonly secrets: Readonly<Partial<Record<SecretName, string>>>
  /** A key a line. */
  readonly standIns: string
}

const blank: Draft = { key: '', name: '', kind: 'twilio', written: {}, secrets: {}, standIns: '' }

const draftOf = ({ key, name, settings, standIns }: Saved, kind: ConnectionKind): Draft => ({
  key,
  name,
  kind,
  written: toWritten(kind, settings),
  secrets: {},
  standIns: standIns.join('\n'),
})

const bodyOf = ({ key, name, kind, written, secrets, standIns }: Draft, saved: Saved | null) => ({
  key,
  name,
  ...(saved === null ? { kind } : {}),
  settings: fromWritten(kind, written, saved?.settings ?? {}),
  // What was typed for another kind that was chosen before stays with it.
  secrets: Object.fromEntries(
    kinds[kind].secrets.flatMap(({ name }) => (secrets[name] ? [[name, secrets[name]] as const] : [])),
  ),
  standIns: standsIn.has(kind) ? standIns.split('\n').flatMap((line) => line.trim() || []) : [],
})

/** Kinds of which another connection reaches the same people. */
const standsIn: ReadonlySet<ConnectionKind> = new Set(['twilio', 'twilio_sms', 'smtp'])
const STAND_IN_LINES = 2

const kindNames = Object.keys(kinds).filter(isKind)

type EditorProps = { readonly saved: Saved | null; readonly kind: ConnectionKind; readonly again: () => void }

const Editor = ({ saved, kind, again }: EditorProps) => {
  const t = useTranslations()
  const may = useMay()
  const navigate = useNavigate()
  const { draft, set, dirty, settle } = useDraft(saved === null ? blank : draftOf(saved, kind))
  const save = useSave<Saved>({
    path: '/v1/connections',
    old: saved,
    onSaved: ({ key }) => {
      settle()
      void navigate({ to: '/settings/connections/$ref', params: { ref: key }, ignoreBlocker: true })
    },
  })
  const body = bodyOf(draft, saved)
  const inFile = saved?.managedBy === 'file'
  const locked = !may('connections:write') || inFile
  const theirs = `/console/settings/connections/${at(draft.key)}`
  return (
    <Form error={save.error} onSubmit={() => save.mutate({ body })}>
      <Guard when={dirty} />
      {inFile && <p className="paused">{t('form.inFile')}</p>}
      {saved === null && (
        <Choice
          name="kind"
          label={t('connection.kind')}
          value={draft.kind}
          onChange={(chosen) => isKind(chosen) && set({ kind: chosen })}
          options={kindNames.map((value) => ({ value, label: t(`connectionKind.${value}`) }))}
        />
      )}
      <NameAndKey label={t('connection.name')} draft={draft} set={set} disabled={locked} />
      <Fields
        kind={draft.kind}
        written={draft.written}
        secrets={draft.secrets}
        kept={saved?.secrets ?? {}}
        onSetting={(written) => set({ written })}
        onSecret={(secrets) => set({ secrets })}
        locked={locked}
      />
      {standsIn.has(draft.kind) && (
        <Field
          name="standIns"
          label={t('connection.standIns')}
          hint={t('connection.standInsHint')}
          lines={STAND_IN_LINES}
          value={draft.standIns}
          onChange={(standIns) => set({ standIns })}
          disabled={locked}
        />
      )}
      {!locked && <SaveOrDecide save={save} body={body} theirs={theirs} again={again} approved />}
    </Form>
  )
}

/** What has to be entered at the provider, so that replies reach this server. */
const SmsIn = ({ url }: { url: string }) => {
  const t = useTranslations('connection')
  return (
    <section>
      <h2>{t('smsIn')}</h2>
      <p className="aside">{t('smsInHint')}</p>
      <Copied text={url} label={t('smsIn')} />
    </section>
  )
}

type WholeProps = { readonly connection: Saved; readonly kind: ConnectionKind; readonly again: () => void }

const Whole = ({ connection, kind, again }: WholeProps) => {
  const t = useTranslations('connection')
  const may = useMay()
  const navigate = useNavigate()
  const changeable = may('connections:write') && connection.managedBy === 'console'
  return (
    <>
      <Health health={connection.health} />
      {kind === 'twilio_sms' && connection.incomingUrl !== null && <SmsIn url={connection.incomingUrl} />}
      {kind === 'twilio' && <Numbers connection={connection} mayWrite={changeable} again={again} />}
      <TestSend connection={connection.key} channels={[kinds[kind].channel]} />
      {changeable && (
        <Remove
          path={`/v1/connections/${at(connection.key)}`}
          what={t('deleteSure', { name: connection.name })}
          onRemoved={() => void navigate({ to: '/settings/connections', ignoreBlocker: true })}
        />
      )}
    </>
  )
}

export const NewConnection = () => {
  const t = useTranslations('connections')
  return (
    <Page title={t('add')} help="connection" above={<ConnectionsBack />}>
      <Editor saved={null} kind="twilio" again={() => undefined} />
    </Page>
  )
}

export const Connection = () => {
  const { ref } = useParams({ from: '/settings/connections/$ref' })
  const { data, error, reading, again } = useOne<Saved>(`/v1/connections/${at(ref)}`)
  return (
    <Page title={data?.name ?? ref} help="connection" above={<ConnectionsBack />}>
      <Said error={error} />
      {data !== undefined && isKind(data.kind) && (
        <>
          <Editor key={`${data.id} ${reading}`} saved={data} kind={data.kind} again={again} />
          <Whole connection={data} kind={data.kind} again={again} />
        </>
      )}
    </Page>
  )
}
