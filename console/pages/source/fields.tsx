// What is said about a source in its form; what a kind needs besides stands below.

import { useTranslations } from 'use-intl'
import type { SourceKind } from '#contract/alert-sources'
import { sourceKinds } from '#contract/limits'
import { Choice, NameAndKey, Tick } from '../../components/form.tsx'
import { BackFields } from './back.tsx'
import { BeatFields } from './beat.tsx'
import { DeviceFields } from './device-fields.tsx'
import type { SourceDraft } from './draft.ts'
import { MailRules } from './mail-rules.tsx'
import { Mapping } from './mapping.tsx'

/** There is nobody to tell. */
const byItself: ReadonlySet<SourceKind> = new Set(['heartbeat', 'liveness', 'mail', 'self'])

type Props = {
  readonly draft: SourceDraft
  readonly set: (patch: Partial<SourceDraft>) => void
  readonly locked: boolean
  /** What exists already keeps its kind: its address depends on it. */
  readonly isNew: boolean
}

export const Fields = ({ draft, set, locked, isNew }: Props) => {
  const t = useTranslations()
  return (
    <>
      {isNew && (
        <Choice
          name="kind"
          label={t('sources.kind')}
          value={draft.kind}
          onChange={(kind) => set({ kind: kind as SourceKind })}
          options={sourceKinds.map((value) => ({ value, label: t(`sourceKind.${value}`) }))}
        />
      )}
      <NameAndKey label={t('sources.name')} draft={draft} set={set} disabled={locked} />
      <Tick
        label={t('sources.enabled')}
        hint={t('sources.enabledHint')}
        value={draft.enabled}
        onChange={(enabled) => set({ enabled })}
        disabled={locked}
      />
      {draft.kind === 'generic' && (
        <Mapping mapping={draft.mapping} onChange={(mapping) => set({ mapping })} disabled={locked} />
      )}
      {draft.kind === 'heartbeat' && (
        <BeatFields beat={draft.heartbeat} onChange={(heartbeat) => set({ heartbeat })} disabled={locked} />
      )}
      {draft.kind === 'liveness' && (
        <DeviceFields devices={draft.liveness} onChange={(liveness) => set({ liveness })} disabled={locked} />
      )}
      {draft.kind === 'mail' && <MailRules draft={draft} set={set} disabled={locked} />}
      {!byItself.has(draft.kind) && (
        <BackFields source={draft.kind} back={draft.back} onChange={(back) => set({ back })} disabled={locked} />
      )}
    </>
  )
}
