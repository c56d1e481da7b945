// Which alerts a rule is about, by which policy it calls, and when.

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import type { SourceShown } from '#contract/alert-sources'
import { severities } from '#contract/limits'
import type { Policy } from '#contract/policies'
import { Choice, Field, Tick } from '../../components/form.tsx'
import { choicesQuery, useMay } from '../../data/queries.ts'
import type { RuleDraft } from './draft.ts'

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
  const { data } = useQuery({ ...choicesQuery<SourceShown>('/v1/sources'), enabled: may('sources:read') })
  const known = data?.items.map(({ key, name }) => ({ key, name })) ?? []
  const gone = draft.sources.filter((key) => !known.some((one) => one.key === key)).map((key) => ({ key, name: key }))
  return (
    <fieldset className="pairs">
      <legend>{t('rule.about')}</legend>
      <div role="group" aria-label={t('rule.sources')}>
        <p className="aside">{t('rule.sources')}</p>
        {[...known, ...gone].map(({ key, name }) => (
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

export const Fields = (props: Props) => {
  const { draft, set, locked } = props
  const t = useTranslations()
  const { data } = useQuery(choicesQuery<Policy>('/v1/policies'))
  const policies = (data?.items ?? []).map(({ key, name }) => ({ value: key, label: name }))
  const known = policies.some((one) => one.value === draft.policy)
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
      <Choice
        name="policy"
        label={t('rule.policy')}
        value={draft.policy}
        onChange={(policy) => set({ policy })}
        options={known ? policies : [{ value: draft.policy, label: draft.policy || '–' }, ...policies]}
        disabled={locked}
      />
      <When {...props} />
    </>
  )
}
