// The fields of one kind of connection: its settings, and its secrets, which go in and never come out again.

import { Fragment } from 'react'
import { useTranslations } from 'use-intl'
import type { ConnectionKind } from '#contract/connections'
import { twimlBinDocument } from '#words/twiml-bin'
import { Copied } from '../../components/copied.tsx'
import { Choice, Field, Tick } from '../../components/form.tsx'
import { Secret } from '../../components/secret.tsx'
import { type Form, kinds, pathOf, type SecretName, type SettingName, type Written } from './kinds.ts'

type OneProps = {
  readonly name: SettingName
  readonly form: Form
  readonly value: string
  readonly onChange: (text: string) => void
  readonly disabled: boolean
}

const LONG = 4

const One = ({ name, form, value, onChange, disabled }: OneProps) => {
  const t = useTranslations()
  const common = { label: t(`setting.${name}`), hint: t(`settingHint.${name}`), disabled }
  if (form === 'tick')
    return <Tick {...common} value={value !== ''} onChange={(ticked) => onChange(ticked ? 'true' : '')} />
  const field = { ...common, name: `settings.${pathOf(name)}`, value, onChange }
  if (typeof form !== 'string')
    return (
      <Choice
        {...field}
        value={value === '' ? 'usual' : value}
        onChange={(chosen) => onChange(chosen === 'usual' ? '' : chosen)}
        options={form.map((one) => ({ value: one, label: t(`settingOption.${one}`) }))}
      />
    )
  return form === 'text' || form === 'number' ? <Field {...field} /> : <Field {...field} lines={LONG} />
}

/** What the TwiML Bin has to hold, to be pasted at Twilio. */
const BinText = () => {
  const t = useTranslations('connection')
  return (
    <details>
      <summary>{t('binText')}</summary>
      <p className="aside">{t('binHint')}</p>
      <Copied text={twimlBinDocument} label={t('binText')} block />
    </details>
  )
}

type SecretProps = {
  readonly name: SecretName
  readonly long: boolean
  readonly isSet: boolean
  readonly value: string
  readonly onChange: (text: string) => void
}

/** Empty means: stays as it is. */
const SecretOf = ({ name, long, isSet, value, onChange }: SecretProps) => {
  const t = useTranslations()
  const hint = t(isSet ? 'connection.secretSet' : `secretHint.${name}`)
  const common = { name: `secrets.${name}`, label: t(`secret.${name}`), value }
  return long ? (
    <Field {...common} hint={hint} lines={LONG} onChange={onChange} />
  ) : (
    <Secret {...common} description={hint} onChange={({ currentTarget }) => onChange(currentTarget.value)} />
  )
}

type Props = {
  readonly kind: ConnectionKind
  readonly written: Written
  readonly secrets: Readonly<Partial<Record<SecretName, string>>>
  /** Which secrets the server has. */
  readonly kept: Readonly<Record<string, true>>
  readonly onSetting: (written: Written) => void
  readonly onSecret: (secrets: Readonly<Partial<Record<SecretName, string>>>) => void
  readonly locked: boolean
}

export const Fields = ({ kind, written, secrets, kept, onSetting, onSecret, locked }: Props) => {
  const asked = kinds[kind]
  return (
    <>
      {asked.settings.map(({ name, form }) => (
        <Fragment key={name}>
          <One
            name={name}
            form={form}
            value={written[name] ?? ''}
            onChange={(text) => onSetting({ ...written, [name]: text })}
            disabled={locked}
          />
          {name === 'twimlBinUrl' && <BinText />}
        </Fragment>
      ))}
      {!locked &&
        asked.secrets.map(({ name, long = false }) => (
          <SecretOf
            key={name}
            name={name}
            long={long}
            isSet={kept[name] === true}
            value={secrets[name] ?? ''}
            onChange={(text) => onSecret({ ...secrets, [name]: text })}
          />
        ))}
    </>
  )
}
