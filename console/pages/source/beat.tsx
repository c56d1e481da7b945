// How often a heartbeat is to be heard from, and what the alert is about when it is not.

import { useTranslations } from 'use-intl'
import { severities } from '#contract/limits'
import { Choice, Field } from '../../components/form.tsx'
import type { SourceDraft } from './draft.ts'

type Beat = SourceDraft['heartbeat']
type Props = { readonly beat: Beat; readonly onChange: (beat: Beat) => void; readonly disabled: boolean }

export const BeatFields = ({ beat, onChange, disabled }: Props) => {
  const t = useTranslations()
  return (
    <fieldset className="pairs">
      <legend>{t('heartbeat.title')}</legend>
      {(['periodSeconds', 'graceSeconds', 'host', 'service'] as const).map((name) => (
        <Field
          key={name}
          name={`heartbeat.${name}`}
          label={t(`heartbeat.${name}`)}
          hint={t(`heartbeat.${name}Hint`)}
          kind={name.endsWith('Seconds') ? 'number' : 'text'}
          value={beat[name]}
          onChange={(value) => onChange({ ...beat, [name]: value })}
          disabled={disabled}
        />
      ))}
      <Choice
        name="heartbeat.severity"
        label={t('alertFilter.severity')}
        value={beat.severity}
        onChange={(severity) => onChange({ ...beat, severity: severity as Beat['severity'] })}
        options={severities.map((value) => ({ value, label: t(`severity.${value}`) }))}
        disabled={disabled}
      />
    </fieldset>
  )
}
