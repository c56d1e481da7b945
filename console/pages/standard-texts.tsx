// The standard texts (標準の文面): what is said on each channel where neither the request nor the policy says anything.

import { useTranslations } from 'use-intl'
import { channels } from '#contract/limits'
import type { Settings } from '#contract/settings'
import { Field } from '../components/form.tsx'
import { Page } from '../components/page.tsx'
import { Said } from '../components/said.tsx'
import { useOne } from '../components/saving.ts'
import { SettingsForm } from '../components/settings-form.tsx'
import { SmsSize } from '../components/sms-size.tsx'
import { SettingsBack } from './settings.tsx'

type Channel = (typeof channels)[number]
type Text = { readonly subject: string; readonly body: string }
type Draft = Readonly<Record<Channel, Text>>

const LINES = 3

const draftOf = ({ texts = {} }: Settings): Draft =>
  Object.fromEntries(
    channels.map((channel) => [channel, { subject: texts[channel]?.subject ?? '', body: texts[channel]?.body ?? '' }]),
  ) as Draft

/** A subject alone says nothing: it goes with its body. */
const bodyOf = (draft: Draft): Partial<Settings> => ({
  texts: Object.fromEntries(
    channels.flatMap((channel) => {
      const { subject, body } = draft[channel]
      if (body.trim() === '' && subject.trim() === '') return []
      return [[channel, { body, ...(subject.trim() === '' ? {} : { subject }) }]]
    }),
  ),
})

type Props = {
  readonly channel: Channel
  readonly text: Text
  readonly onChange: (text: Text) => void
  readonly disabled: boolean
}

const One = ({ channel, text, onChange, disabled }: Props) => {
  const t = useTranslations()
  const name = t(`channel.${channel}`)
  return (
    <section className="form">
      <h2>{name}</h2>
      {channel === 'mail' && (
        <Field
          name={`texts.${channel}.subject`}
          label={t('standardTexts.subject')}
          value={text.subject}
          onChange={(subject) => onChange({ ...text, subject })}
          disabled={disabled}
        />
      )}
      <Field
        name={`texts.${channel}.body`}
        label={t('standardTexts.body', { channel: name })}
        lines={LINES}
        value={text.body}
        onChange={(body) => onChange({ ...text, body })}
        disabled={disabled}
      />
      {channel === 'sms' && <SmsSize text={text.body} />}
    </section>
  )
}

export const StandardTexts = () => {
  const t = useTranslations('standardTexts')
  const { data, error, reading, again } = useOne<Settings>('/v1/settings')
  return (
    <Page title={t('title')} help="standardTexts" above={<SettingsBack />}>
      <Said error={error} />
      {data !== undefined && (
        <SettingsForm
          key={reading}
          settings={data}
          draftOf={draftOf}
          bodyOf={bodyOf}
          here="/console/settings/texts"
          again={again}
        >
          {({ draft, set, fixed }) =>
            channels.map((channel) => (
              <One
                key={channel}
                channel={channel}
                text={draft[channel]}
                onChange={(text) => set({ [channel]: text })}
                disabled={fixed}
              />
            ))
          }
        </SettingsForm>
      )}
    </Page>
  )
}
