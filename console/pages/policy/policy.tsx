// One policy: who is called in which order, how often, when it stops; beside it the preview of what would happen.

import { Button, Group } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useDeferredValue, useMemo } from 'react'
import { useTranslations } from 'use-intl'
import type { Policy as PolicyData } from '#contract/policies'
import { SaveOrDecide } from '../../components/conflict.tsx'
import { Copied } from '../../components/copied.tsx'
import { Form, Guard, NameAndKey } from '../../components/form.tsx'
import { useHeld } from '../../components/held.ts'
import { History } from '../../components/history.tsx'
import { Page } from '../../components/page.tsx'
import { Remove } from '../../components/remove.tsx'
import { Said } from '../../components/said.tsx'
import { useDraft, useOne, useSave } from '../../components/saving.ts'
import { at } from '../../data/api.ts'
import { useMay } from '../../data/queries.ts'
import { blank, type Draft, destinationOf, draftOf, joined, restOf } from './draft.ts'
import { Lines } from './lines.tsx'
import { type Everybody, Palette, useEverybody } from './people.tsx'
import './policy.css'
import { Preview, usePretended, usePreview } from './preview.tsx'
import { Means, Rounds } from './rounds.tsx'
import { Steps } from './steps.tsx'
import { Later, Reminder } from './timing.tsx'
import { Tried } from './tried.tsx'
import { UnreachedOf } from './unreached.tsx'
import { Variants } from './variants.tsx'
import { Wordings } from './wordings.tsx'

type EditorProps = {
  readonly policy: PolicyData | null
  readonly from: Draft
  /** What a copy has beyond the editor. */
  readonly rest?: object
  readonly everybody: Everybody
  readonly again: () => void
}

const none: readonly never[] = []
const NEW_STEP = -1
const Editor = ({ policy, from, rest = {}, everybody, again }: EditorProps) => {
  const t = useTranslations()
  const may = useMay()
  const navigate = useNavigate()
  const pretended = usePretended()
  const { draft, set, dirty, settle } = useDraft(from)
  const { ref: place, width } = useElementSize()
  const played = usePreview(draft, pretended, width)
  // What the preview finds stands among the steps: they are shown together with it.
  const held = useHeld(played.isPending && draft.steps.length > 0)
  const save = useSave<PolicyData>({
    path: '/v1/policies',
    old: policy,
    onSaved: ({ key }) => {
      settle()
      void navigate({ to: '/policies/$ref', params: { ref: key }, ignoreBlocker: true })
    },
  })
  const body = { ...rest, ...draft }
  const inFile = policy?.managedBy === 'file'
  const locked = !may('policies:write') || inFile
  return (
    <div className="editing" data-held={held}>
      <Form error={save.error} onSubmit={() => save.mutate({ body })}>
        <Guard when={dirty} />
        {inFile && <p className="paused">{t('form.inFile')}</p>}
        <fieldset className="bare" disabled={locked}>
          <div className="filters">
            <NameAndKey label={t('policy.name')} draft={draft} set={set} disabled={locked} />
          </div>
          <Palette
            everybody={everybody}
            onAdd={(ref) => set({ steps: joined(draft.steps, NEW_STEP, destinationOf(ref)) })}
          />
          <Steps
            steps={draft.steps}
            everybody={everybody.known}
            findings={played.data?.findings ?? none}
            onChange={(steps) => set({ steps })}
          />
          <Rounds draft={draft} set={set} />
          <Means draft={draft} set={set} />
          <Wordings draft={draft} set={set} />
          <Later draft={draft} set={set} />
          <Reminder draft={draft} set={set} />
          <Variants draft={draft} set={set} everybody={everybody.known} />
        </fieldset>
        {!locked && (
          <SaveOrDecide save={save} body={body} theirs={`/console/policies/${at(from.key)}`} again={again} approved />
        )}
      </Form>
      <div className="foreseen">
        <Tried draft={draft} />
        <Preview draft={draft} pretended={pretended} played={played} place={place} />
      </div>
    </div>
  )
}

const back = (words: string) => (
  <Link to="/policies" className="back">
    ← {words}
  </Link>
)

/** A copy starts as the other is, but for what must be its own. */
export const NewPolicy = () => {
  const t = useTranslations()
  const may = useMay()
  const everybody = useEverybody()
  const { of } = useSearch({ from: '/policies/new' })
  const { data: original, error } = useOne<PolicyData>(of === undefined ? null : `/v1/policies/${at(of)}`)
  const ready = everybody.ready && (of === undefined || original !== undefined)
  const copied =
    original === undefined
      ? blank
      : { ...draftOf(original), key: `${original.key}-2`, name: t('policy.copyOf', { name: original.name }) }
  const rest = original === undefined ? {} : restOf(original, may('numbers:read'))
  return (
    <Page title={t('policies.add')} help="policy" above={back(t('policies.title'))}>
      <Said error={error} />
      {ready && <Editor policy={null} from={copied} rest={rest} everybody={everybody} again={() => undefined} />}
    </Page>
  )
}

const Doing = ({ policy }: { policy: PolicyData }) => {
  const t = useTranslations('policy')
  const may = useMay()
  const navigate = useNavigate()
  return (
    <Group>
      {may('callouts:start') && (
        <Button color="ink" onClick={() => void navigate({ to: '/start', search: { policy: policy.key } })}>
          {t('start')}
        </Button>
      )}
      {may('policies:write') && (
        <Button variant="default" onClick={() => void navigate({ to: '/policies/new', search: { of: policy.key } })}>
          {t('duplicate')}
        </Button>
      )}
      {may('pauses:write') && (
        <Button variant="default" onClick={() => void navigate({ to: '/pauses/new', search: { policy: policy.key } })}>
          {t('pause')}
        </Button>
      )}
      {may('policies:write') && policy.managedBy === 'console' && (
        <Remove
          path={`/v1/policies/${at(policy.key)}`}
          what={t('deleteSure', { name: policy.name })}
          onRemoved={() => void navigate({ to: '/policies', ignoreBlocker: true })}
        />
      )}
    </Group>
  )
}

/** Takes the place of one that is not known yet. */
const NO_ID = '00000000-0000-0000-0000-000000000000'

export const Policy = () => {
  const t = useTranslations()
  const may = useMay()
  const { ref } = useParams({ from: '/policies/$ref' })
  // Asked for together; the editor is drawn once, when all of it is known: nothing in it is pushed down by what comes later.
  const { data, error, reading, again } = useOne<PolicyData>(`/v1/policies/${at(ref)}`)
  const everybody = useEverybody()
  const read = useMemo(() => ({ shown: everybody.ready ? data : undefined, reading }), [everybody.ready, data, reading])
  // Bit by bit, so that a slow phone answers to a finger meanwhile.
  const { shown, reading: drawn } = useDeferredValue(read)
  return (
    <Page
      title={data?.name ?? ref}
      help="policy"
      above={back(t('policies.title'))}
      action={
        <span data-held={data === undefined}>
          <Copied text={data?.id ?? NO_ID} label={t('policy.id')} />
        </span>
      }
    >
      <Said error={error} />
      {may('users:read') && <UnreachedOf policy={ref} />}
      {shown === undefined && error === null && <p className="aside">{t('loading')}</p>}
      {shown !== undefined && (
        <>
          <Lines policy={shown} />
          <Editor
            key={`${shown.id} ${drawn}`}
            policy={shown}
            from={draftOf(shown)}
            everybody={everybody}
            again={again}
          />
          <Doing policy={shown} />
          {may('audit:read') && <History object={shown.id} />}
        </>
      )}
    </Page>
  )
}
