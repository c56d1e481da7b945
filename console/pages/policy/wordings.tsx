// What calls and SMS say of alerts: calls that listen, or calls that only play (シンプル通話); a built-in form with a sample of it, or
// a fixed text.

import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { memo } from 'react'
import { useTranslations } from 'use-intl'
import type { z } from 'zod'
import type { alertFormList } from '#contract/alert-forms'
import type { Connection } from '#contract/connections'
import { limits } from '#contract/limits'
import { Choice, Field } from '../../components/form.tsx'
import { SmsSize } from '../../components/sms-size.tsx'
import { queryOf } from '../../data/api.ts'
import { everyQuery, oneQuery, useMay } from '../../data/queries.ts'
import { useLanguage } from '../../data/words.tsx'
import { besides, type Draft } from './draft.ts'

type Name = 'simpleCall' | 'smsText'
type Forms = z.infer<typeof alertFormList>
type Form = Forms['items'][number]['form']
const charactersMax = { simpleCall: limits.simpleCallCharacters.max, smsText: limits.smsTextCharacters.max }
const off = { simpleCall: 'simpleCallOff', smsText: 'smsTextOff' } as const
const FIXED = 'fixed'

type Props = { readonly draft: Draft; readonly set: (patch: Partial<Draft>) => void }

const chosenOf = (wording: Draft[Name]): string => {
  if (wording === undefined) return ''
  if (wording === null) return 'off'
  return wording.text === undefined ? (wording.form ?? 'names') : FIXED
}

const wordingOf = (chosen: string): Draft[Name] => {
  if (chosen === '') return undefined
  if (chosen === 'off') return null
  return chosen === FIXED ? { text: '' } : { form: chosen as Form }
}

const Fixed = ({ name, text, set }: Pick<Props, 'set'> & { name: Name; text: string }) => {
  const t = useTranslations('wording')
  return (
    <>
      <Field
        name={`${name}.text`}
        label={t('text')}
        hint={t('textHint', { max: charactersMax[name] })}
        lines={2}
        value={text}
        onChange={(written) => set({ [name]: { text: written } })}
      />
      {name === 'smsText' && <SmsSize text={text} />}
    </>
  )
}

const One = ({ name, draft, set, forms }: Props & { name: Name; forms: Forms['items'] }) => {
  const t = useTranslations('wording')
  const wording = draft[name]
  const chosen = chosenOf(wording)
  const sample = forms.find(({ form }) => form === chosen)?.sample
  // What was set cannot be unset over the API; it is turned off instead.
  const first = wording === undefined ? [{ value: '', label: t('usual') }] : []
  return (
    <>
      <Choice
        name={name}
        label={t(name)}
        hint={sample === undefined ? undefined : t('sample', { sample })}
        value={chosen}
        onChange={(value) => set({ [name]: wordingOf(value) })}
        options={[
          ...first,
          { value: 'off', label: t(off[name]) },
          ...forms.map(({ form, name: label }) => ({ value: form, label })),
          { value: FIXED, label: t('fixed') },
        ]}
      />
      {chosen === FIXED && <Fixed name={name} text={wording?.text ?? ''} set={set} />}
    </>
  )
}

/** Calls that only play need nobody to reach us, but then a TwiML Bin has to speak for us: said while there is none. */
const WithoutBin = () => {
  const t = useTranslations('wording')
  const may = useMay()
  const { data } = useQuery({ ...everyQuery<Connection>('/v1/connections'), enabled: may('connections:read') })
  if (data === undefined || data.some(({ settings }) => settings['twimlBinUrl'] !== undefined)) return null
  return (
    <p className="aside">
      {t('noBin')} <Link to="/settings/connections">{t('toConnections')}</Link>
    </p>
  )
}

export const Wordings = memo(
  ({ draft, set }: Props) => {
    const t = useTranslations('wording')
    const { language } = useLanguage()
    const { data } = useQuery(oneQuery<Forms>(`/v1/alert-forms${queryOf({ language })}`))
    return (
      <section className="means">
        <h2>{t('title')}</h2>
        {(['simpleCall', 'smsText'] as const).map((name) => (
          <One key={name} name={name} draft={draft} set={set} forms={data?.items ?? []} />
        ))}
        {draft.simpleCall ? <WithoutBin /> : <p className="aside">{t('keys')}</p>}
        <Link to="/settings/readings">{t('readings')}</Link>
      </section>
    )
  },
  besides('steps', 'name', 'key'),
)
