// What an incident is called, when it happened, and its option items; changed in place. Only what was changed is sent, and the
// timeline keeps what was there before: nobody's work is lost.

import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Incident } from '#contract/incidents'
import { Field, Form, Guard, Save } from '../../components/form.tsx'
import { useDraft } from '../../components/saving.ts'
import { useMay } from '../../data/queries.ts'
import { useTimes } from '../../data/words.tsx'
import { useChange } from './changes.ts'
import { aboutOf, type Item, patchOf, shownOf } from './draft.ts'
import { Options, useItems } from './options.tsx'

type Props = { readonly incident: Incident; readonly items: readonly Item[] }

const Editor = ({ incident, close, ...known }: Props & { unread: boolean; close: () => void }) => {
  const t = useTranslations()
  // Those that were known when it began: one that came later would show as empty what the incident has.
  const [{ items, unread }] = useState(known)
  const [before] = useState(() => aboutOf(incident, items))
  const { draft, set, dirty } = useDraft(before)
  const change = useChange(incident.number, close)
  const save = () => change.mutate({ path: '', method: 'PATCH', body: patchOf(before, draft, incident.parameters) })
  return (
    <Form error={change.error} onSubmit={save}>
      <Guard when={dirty} />
      <Field name="name" label={t('incident.name')} value={draft.name} onChange={(name) => set({ name })} autoFocus />
      {(['occurredAt', 'permanentActionAt'] as const).map((name) => (
        <Field
          key={name}
          name={name}
          label={t(`incident.${name}`)}
          kind="datetime-local"
          value={draft[name]}
          onChange={(value) => set({ [name]: value })}
        />
      ))}
      <Options items={items} unread={unread} values={draft.values} set={(values) => set({ values })} />
      <Save error={change.error} busy={change.isPending}>
        <Button variant="default" size="md" onClick={close}>
          {t('form.deleteNo')}
        </Button>
      </Save>
    </Form>
  )
}

const Facts = ({ incident, items }: Props) => {
  const t = useTranslations('incident')
  const { on } = useTimes()
  const when = (instant: string | null) => (instant === null ? '–' : on(instant))
  const { occurredAt, permanentActionAt, parameters } = incident
  const options = Object.entries(parameters ?? {}).filter(([, value]) => value !== null)
  const itemOf = (key: string) => items.find((one) => one.key === key)
  return (
    <dl className="facts">
      <dt>{t('occurredAt')}</dt>
      <dd>{when(occurredAt)}</dd>
      <dt>{t('permanentActionAt')}</dt>
      <dd>{when(permanentActionAt)}</dd>
      {options.map(([key, value]) => (
        <div key={key}>
          <dt>{itemOf(key)?.label ?? key}</dt>
          <dd>{shownOf(itemOf(key), value)}</dd>
        </div>
      ))}
    </dl>
  )
}

export const About = ({ incident }: { incident: Incident }) => {
  const t = useTranslations('incident')
  const may = useMay()
  const [editing, setEditing] = useState(false)
  const { items, isLoading, unread } = useItems(incident.project)
  return (
    <section>
      <h2>{t('about')}</h2>
      {editing ? (
        <Editor incident={incident} items={items} unread={unread} close={() => setEditing(false)} />
      ) : (
        <>
          <Facts incident={incident} items={items} />
          {may('incidents:write') && (
            // An editor opened before its fields are known would take what they say for empty.
            <Button variant="default" loading={isLoading} onClick={() => setEditing(true)}>
              {t('edit')}
            </Button>
          )}
        </>
      )}
    </section>
  )
}
