// One source: whether anything comes by it, how the monitoring system is told of it, its key made anew, and what is said about it.

import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { NewSource as Made, SourceShown } from '#contract/alert-sources'
import { SaveOrDecide } from '../../components/conflict.tsx'
import { Form, Guard } from '../../components/form.tsx'
import { Page } from '../../components/page.tsx'
import { Remove } from '../../components/remove.tsx'
import { Said } from '../../components/said.tsx'
import { useDraft, useOne, useSave } from '../../components/saving.ts'
import { Sure } from '../../components/sure.tsx'
import { ask, at } from '../../data/api.ts'
import { LOOK_EVERY_MS, useMay } from '../../data/queries.ts'
import { DevicesNow } from './device-fields.tsx'
import { blank, bodyOf, draftOf } from './draft.ts'
import { Fields } from './fields.tsx'
import { HeardOf, kindName } from './heard.tsx'
import { Mails } from './mails.tsx'
import { SetUp } from './set-up.tsx'

type EditorProps = {
  readonly source: SourceShown | null
  readonly onSaved: (saved: SourceShown) => void
  readonly again: () => void
}

const Editor = ({ source, onSaved, again }: EditorProps) => {
  const t = useTranslations()
  const may = useMay()
  const { draft, set, dirty, settle } = useDraft(source === null ? blank : draftOf(source))
  const save = useSave<SourceShown>({
    path: '/v1/sources',
    old: source,
    onSaved: (saved) => {
      settle()
      onSaved(saved)
    },
  })
  const body = bodyOf(draft, source)
  const inFile = source?.managedBy === 'file'
  const locked = !may('sources:write') || inFile
  return (
    <Form error={save.error} onSubmit={() => save.mutate({ body })}>
      <Guard when={dirty} />
      {inFile && <p className="paused">{t('form.inFile')}</p>}
      <Fields draft={draft} set={set} locked={locked} isNew={source === null} />
      {!locked && (
        <SaveOrDecide
          save={save}
          body={body}
          theirs={`/console/sources/${at(source?.key ?? '')}`}
          again={again}
          {...(source === null ? { label: t('sources.create') } : {})}
        />
      )}
    </Form>
  )
}

/** A new key, after saying what becomes of the old one. */
const Renew = ({ source, onMade }: { source: SourceShown; onMade: (secret: string) => void }) => {
  const t = useTranslations('sources')
  const client = useQueryClient()
  const [asking, setAsking] = useState(false)
  const renew = useMutation({
    mutationFn: () => ask<Made>(`/v1/sources/${at(source.key)}/renew`, { method: 'POST' }),
    onSuccess: async ({ secret }) => {
      setAsking(false)
      onMade(secret)
      await client.invalidateQueries({ queryKey: ['sources'] })
    },
  })
  return (
    <>
      {asking ? (
        <Sure
          what={t('renewSure')}
          yes={t('renew')}
          no={t('renewNo')}
          busy={renew.isPending}
          onYes={() => renew.mutate()}
          onNo={() => setAsking(false)}
        />
      ) : (
        <Button variant="default" className="apart" onClick={() => setAsking(true)}>
          {t('renew')}
        </Button>
      )}
      <Said error={renew.error} />
    </>
  )
}

const Whole = ({ source, again }: { source: SourceShown; again: () => void }) => {
  const t = useTranslations('sources')
  const may = useMay()
  const navigate = useNavigate()
  const [secret, setSecret] = useState<string | null>(null)
  const mayChange = may('sources:write') && source.managedBy === 'console'
  return (
    <>
      <p>
        <HeardOf source={source} />
      </p>
      {source.kind === 'liveness' ? <DevicesNow source={source.key} /> : <SetUp source={source} secret={secret} />}
      {source.kind === 'mail' && <Mails source={source.key} />}
      {mayChange && source.kind !== 'liveness' && source.kind !== 'self' && (
        <Renew source={source} onMade={setSecret} />
      )}
      <Editor
        source={source}
        onSaved={({ key }) => void navigate({ to: '/sources/$ref', params: { ref: key }, ignoreBlocker: true })}
        again={again}
      />
      {mayChange && (
        <Remove
          path={`/v1/sources/${at(source.key)}`}
          what={t('deleteSure', { name: source.name })}
          onRemoved={() => void navigate({ to: '/sources', ignoreBlocker: true })}
        />
      )}
    </>
  )
}

const back = (words: string) => (
  <Link to="/sources" className="back">
    ← {words}
  </Link>
)

export const NewSource = () => {
  const t = useTranslations('sources')
  const [made, setMade] = useState<Made | null>(null)
  return (
    <Page title={made?.name ?? t('add')} help="source" above={back(t('title'))}>
      {made === null ? (
        <Editor source={null} onSaved={(saved) => setMade(saved as Made)} again={() => undefined} />
      ) : (
        <>
          <SetUp source={made} secret={made.secret} />
          <Link to="/sources/$ref" params={{ ref: made.key }}>
            {t('toSource')}
          </Link>
        </>
      )}
    </Page>
  )
}

export const Source = () => {
  const t = useTranslations()
  const { ref } = useParams({ from: '/sources/$ref' })
  const { data, error, reading, again } = useOne<SourceShown>(`/v1/sources/${at(ref)}`, LOOK_EVERY_MS)
  return (
    <Page
      title={data === undefined ? ref : `${data.name} · ${t(kindName(data.kind))}`}
      help="source"
      above={back(t('sources.title'))}
    >
      <Said error={error} />
      {data !== undefined && <Whole key={`${data.id} ${reading}`} source={data} again={again} />}
    </Page>
  )
}
