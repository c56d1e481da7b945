// Which devices are looked at, how often, and what the last look found of each.

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { severities } from '#contract/limits'
import type { CheckShown } from '#contract/liveness'
import { seenText } from '#words/liveness'
import { Choice, Field } from '../../components/form.tsx'
import { at as inPath } from '../../data/api.ts'
import { LOOK_EVERY_MS, oneQuery, type Page } from '../../data/queries.ts'
import { useLanguage, useTimes } from '../../data/words.tsx'
import type { SourceDraft } from './draft.ts'

type Devices = SourceDraft['liveness']
type Props = { readonly devices: Devices; readonly onChange: (devices: Devices) => void; readonly disabled: boolean }

const numbers = ['intervalSeconds', 'timeoutSeconds', 'retries', 'retrySeconds'] as const
const LINES = 6

export const DeviceFields = ({ devices, onChange, disabled }: Props) => {
  const t = useTranslations()
  return (
    <fieldset className="pairs">
      <legend>{t('devices.title')}</legend>
      {devices.checks === null ? (
        <p className="aside">{t('devices.elsewhere')}</p>
      ) : (
        <Field
          name="liveness.checks"
          label={t('devices.checks')}
          hint={t('devices.checksHint')}
          lines={LINES}
          value={devices.checks}
          onChange={(checks) => onChange({ ...devices, checks })}
          disabled={disabled}
        />
      )}
      {numbers.map((name) => (
        <Field
          key={name}
          name={`liveness.${name}`}
          label={t(`devices.${name}`)}
          kind="number"
          value={devices[name]}
          onChange={(value) => onChange({ ...devices, [name]: value })}
          disabled={disabled}
        />
      ))}
      <Choice
        name="liveness.severity"
        label={t('alertFilter.severity')}
        value={devices.severity}
        onChange={(severity) => onChange({ ...devices, severity: severity as Devices['severity'] })}
        options={severities.map((value) => ({ value, label: t(`severity.${value}`) }))}
        disabled={disabled}
      />
    </fieldset>
  )
}

const marks = { unknown: '·', up: '✓', down: '✕', unable: '⚠' } as const

export const DevicesNow = ({ source }: { source: string }) => {
  const t = useTranslations()
  const { language } = useLanguage()
  const { ago } = useTimes()
  const { data } = useQuery({
    ...oneQuery<Pick<Page<CheckShown>, 'items'>>(`/v1/sources/${inPath(source)}/checks`),
    refetchInterval: LOOK_EVERY_MS,
  })
  return (
    <section>
      <h2>{t('devices.now')}</h2>
      <ul className="plain">
        {data?.items.map(({ host, service, by, state, failure, checkedAt }) => (
          <li key={`${host}/${service} ${by}`}>
            <strong>
              {marks[state]} {t(`deviceState.${state}`)}
            </strong>
            <span>
              <bdi>{host}</bdi> <bdi>{service ?? ''}</bdi> ({by})
            </span>
            <span className="aside">
              {failure === null ? '' : seenText({ kind: 'down', code: failure }, language)}{' '}
              {checkedAt === null ? '' : ago(checkedAt)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
