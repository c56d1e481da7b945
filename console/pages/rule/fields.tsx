// Which alerts a rule is about, by which policy it calls, and when.

import { useTranslations } from 'use-intl'
import type { SourceShown } from '#contract/alert-sources'
import { incidentScopes, severities } from '#contract/limits'
import type { Policy } from '#contract/policies'
import type { Project } from '#contract/projects'
import { Choice, Field, Tick } from '../../components/form.tsx'
import { Seeking, SoughtChoice } from '../../components/sought-choice.tsx'
import { useMay } from '../../data/queries.ts'
import { useSought } from '../../data/sought.ts'
import type { IncidentScope, RuleDraft } from './draft.ts'

type Props = {
  readonly draft: RuleDraft
  readonly set: (patch: Partial<RuleDraft>) => void
  readonly locked: boolean
}

const toggled = <T extends string>(all: readonly T[], one: T, on: boolean): readonly T[] =>
  on ? [...all, one] : all.filter((other) => other !== one)

const About = ({ draft, set, locked }: Props) => {
  const t = useTranslations()
  const may = useMay()
  const { items, many, part, seek } = useSought<SourceShown>('/v1/sources', may('sources:read'))
  const known = items.map(({ key, name }) => ({ key, name }))
  const others = draft.sources.filter((key) => !known.some((one) => one.key === key)).map((key) => ({ key, name: key }))
  return (
    <fieldset className="pairs">
      <legend>{t('rule.about')}</legend>
      <div role="group" aria-label={t('rule.sources')}>
        <p className="aside">{t('rule.sources')}</p>
        {many && !locked && <Seeking what={t('rule.sources')} part={part} seek={seek} count={known.length} />}
        {[...others, ...known].map(({ key, name }) => (
          <Tick
            key={key}
            label={name}
            value={draft.sources.includes(key)}
            onChange={(on) => set({ sources: toggled(draft.sources, key, on) })}
            disabled={locked}
          />
        ))}
      </div>
      <div role="group" aria-label={t('rule.severities')}>
        <p className="aside">{t('rule.severities')}</p>
        {severities.map((one) => (
          <Tick
            key={one}
            label={t(`severity.${one}`)}
            value={draft.severities.includes(one)}
            onChange={(on) => set({ severities: toggled(draft.severities, one, on) })}
            disabled={locked}
          />
        ))}
      </div>
      {(['hosts', 'services', 'groups', 'conditions'] as const).map((name) => (
        <Field
          key={name}
          name={`match.${name}`}
          label={t(`rule.${name}`)}
          hint={t(`rule.${name}Hint`)}
          value={draft[name]}
          onChange={(value) => set({ [name]: value })}
          disabled={locked}
        />
      ))}
    </fieldset>
  )
}

const When = ({ draft, set, locked }: Props) => {
  const t = useTranslations('rule')
  return (
    <fieldset className="pairs">
      <legend>{t('when')}</legend>
      {(['delaySeconds', 'from', 'count'] as const).map((name) => (
        <Field
          key={name}
          name={name}
          label={t(name)}
          hint={t(`${name}Hint`)}
          kind="number"
          value={draft[name]}
          onChange={(value) => set({ [name]: value })}
          disabled={locked}
        />
      ))}
      <Tick
        label={t('soft')}
        hint={t('softHint')}
        value={draft.soft}
        onChange={(soft) => set({ soft })}
        disabled={locked}
      />
      <Tick
        label={t('recoveries')}
        hint={t('recoveriesHint')}
        value={draft.recoveries}
        onChange={(recoveries) => set({ recoveries })}
        disabled={locked}
      />
    </fieldset>
  )
}

const recoveries = ['stays', 'pend', 'close'] as const

/** Whether what calls by the rule opens an incident too, which one, and what becomes of it. */
const Incidents = ({ draft, set, locked }: Props) => {
  const t = useTranslations()
  const may = useMay()
  return (
    <fieldset className="pairs">
      <legend>{t('rule.incident')}</legend>
      <Tick
        label={t('rule.opens')}
        hint={t('rule.opensHint')}
        value={draft.opens}
        onChange={(opens) => set({ opens })}
        disabled={locked}
      />
      {draft.opens && (
        <>
          <SoughtChoice<Project>
            path="/v1/projects"
            name="incident.project"
            label={t('rule.project')}
            value={draft.project}
            onChange={(project) => set({ project })}
            none={t('rule.defaultProject')}
            disabled={locked}
            enabled={may('projects:read')}
          />
          <Choice
            name="incident.per"
            label={t('rule.per')}
            hint={t('rule.perHint')}
            value={draft.per}
            onChange={(per) => set({ per: per as IncidentScope })}
            options={incidentScopes.map((value) => ({ value, label: t(`ruleIncident.${value}`) }))}
            disabled={locked}
          />
          <Choice
            name="incident.onRecovery"
            label={t('rule.onRecovery')}
            value={draft.onRecovery}
            onChange={(value) => set({ onRecovery: value as RuleDraft['onRecovery'] })}
            options={recoveries.map((value) => ({ value, label: t(`ruleRecovery.${value}`) }))}
            disabled={locked}
          />
        </>
      )}
    </fieldset>
  )
}

export const Fields = (props: Props) => {
  const { draft, set, locked } = props
  const t = useTranslations()
  return (
    <>
      <Field
        name="name"
        label={t('rule.name')}
        value={draft.name}
        onChange={(name) => set({ name })}
        disabled={locked}
      />
      <Field
        name="key"
        label={t('form.key')}
        hint={t('form.keyHint')}
        value={draft.key}
        onChange={(key) => set({ key })}
        disabled={locked}
      />
      <Tick
        label={t('rule.enabled')}
        value={draft.enabled}
        onChange={(enabled) => set({ enabled })}
        disabled={locked}
      />
      <About {...props} />
      <SoughtChoice<Policy>
        path="/v1/policies"
        name="policy"
        label={t('rule.policy')}
        value={draft.policy}
        onChange={(policy) => set({ policy })}
        none="–"
        disabled={locked}
      />
      <When {...props} />
      <Incidents {...props} />
    </>
  )
}
