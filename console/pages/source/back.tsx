// How the monitoring system is told what somebody took here. Its password or token goes in and never comes out again.

import { useTranslations } from 'use-intl'
import type { SourceKind } from '#contract/alert-sources'
import { Choice, Field, Tick } from '../../components/form.tsx'
import { Secret } from '../../components/secret.tsx'
import type words from '../../words/en.json'
import type { SourceDraft } from './draft.ts'

type Back = SourceDraft['back']
type BackKind = Exclude<keyof typeof words.backKind, 'none'>

/** Which can be told so (contract/source-back.ts); any can by a webhook. */
const fits: Readonly<Partial<Record<SourceKind, readonly BackKind[]>>> = {
  nagios: ['nagios'],
  icinga: ['icinga', 'nagios'],
  alertmanager: ['alertmanager'],
  grafana: ['alertmanager'],
  zabbix: ['zabbix'],
}

const fieldsOf: Readonly<Record<BackKind, readonly (keyof typeof words.backField)[]>> = {
  nagios: ['commandFile'],
  icinga: ['url', 'user'],
  alertmanager: ['url', 'user', 'silenceMinutes'],
  zabbix: ['url'],
  webhook: ['url'],
}

type Props = {
  readonly source: SourceKind
  readonly back: Back
  readonly onChange: (back: Back) => void
  readonly disabled: boolean
}

const BackSecret = ({ back, onChange, disabled }: Omit<Props, 'source'>) => {
  const t = useTranslations()
  return (
    <Secret
      name="back.secret"
      label={t('back.secret')}
      description={t(back.hasSecret ? 'connection.secretSet' : 'back.secretHint')}
      value={back.secret}
      onChange={({ currentTarget }) => onChange({ ...back, secret: currentTarget.value })}
      disabled={disabled}
    />
  )
}

export const BackFields = ({ source, back, onChange, disabled }: Props) => {
  const t = useTranslations()
  const kinds = ['none', ...(fits[source] ?? []), 'webhook'] as const
  const byWeb = back.kind !== 'none' && back.kind !== 'nagios'
  return (
    <fieldset className="pairs">
      <legend>{t('back.title')}</legend>
      <Choice
        name="back.kind"
        label={t('back.kind')}
        hint={t('back.why')}
        value={back.kind}
        onChange={(kind) => onChange({ ...back, kind: kind as Back['kind'] })}
        options={kinds.map((value) => ({ value, label: t(`backKind.${value}`) }))}
        disabled={disabled}
      />
      {back.kind !== 'none' &&
        fieldsOf[back.kind].map((name) => (
          <Field
            key={name}
            name={`back.${name}`}
            label={t(`backField.${name}`)}
            hint={t(`backHint.${name}`)}
            value={back[name]}
            onChange={(value) => onChange({ ...back, [name]: value })}
            disabled={disabled}
          />
        ))}
      {byWeb && <BackSecret back={back} onChange={onChange} disabled={disabled} />}
      {byWeb && (
        <Tick
          label={t('back.insecure')}
          value={back.insecure}
          onChange={(insecure) => onChange({ ...back, insecure })}
          disabled={disabled}
        />
      )}
    </fieldset>
  )
}
