// What holds whenever somebody is contacted, whatever the policy: contact methods that nobody verified, and the guard against floods.

import { useTranslations } from 'use-intl'
import { limits } from '#contract/limits'
import type { Settings } from '#contract/settings'
import { Choice, Field } from '../components/form.tsx'
import { Page } from '../components/page.tsx'
import { Said } from '../components/said.tsx'
import { useOne } from '../components/saving.ts'
import { SettingsForm } from '../components/settings-form.tsx'
import { numberTyped } from '../data/numbers.ts'
import { SettingsBack } from './settings.tsx'

type Draft = {
  readonly unverified: 'contact' | 'skip'
  readonly attempts: string
  readonly minutes: string
  readonly toldAfterHours: string
}

const { attempts: usualAttempts, minutes: usualMinutes } = limits.flood

const draftOf = ({ contactMethods = {}, pauses = {} }: Settings): Draft => ({
  unverified: contactMethods.unverified ?? 'contact',
  attempts: String(contactMethods.flood?.attempts ?? usualAttempts.default),
  minutes: String(contactMethods.flood?.minutes ?? usualMinutes.default),
  toldAfterHours: String(pauses.toldAfterHours ?? limits.toldAfterHours.default),
})

const bodyOf = ({ unverified, attempts, minutes, toldAfterHours }: Draft): Partial<Settings> => ({
  contactMethods: { unverified, flood: { attempts: numberTyped(attempts), minutes: numberTyped(minutes) } },
  pauses: { toldAfterHours: numberTyped(toldAfterHours) },
})

type Props = {
  readonly draft: Draft
  readonly set: (patch: Partial<Draft>) => void
  readonly fixed: boolean
}

const Fields = ({ draft, set, fixed }: Props) => {
  const t = useTranslations('contacting')
  return (
    <>
      <Choice
        name="contactMethods.unverified"
        label={t('unverified')}
        hint={t('unverifiedHint')}
        value={draft.unverified}
        onChange={(unverified) => set({ unverified: unverified as Draft['unverified'] })}
        options={(['contact', 'skip'] as const).map((value) => ({ value, label: t(value) }))}
        disabled={fixed}
      />
      <Field
        name="contactMethods.flood.attempts"
        label={t('attempts')}
        hint={t('floodHint')}
        kind="number"
        value={draft.attempts}
        onChange={(attempts) => set({ attempts })}
        disabled={fixed}
      />
      <Field
        name="contactMethods.flood.minutes"
        label={t('minutes')}
        kind="number"
        value={draft.minutes}
        onChange={(minutes) => set({ minutes })}
        disabled={fixed}
      />
      <Field
        name="pauses.toldAfterHours"
        label={t('toldAfterHours')}
        hint={t('toldHint')}
        kind="number"
        value={draft.toldAfterHours}
        onChange={(toldAfterHours) => set({ toldAfterHours })}
        disabled={fixed}
      />
    </>
  )
}

export const Contacting = () => {
  const t = useTranslations('contacting')
  const { data, error, reading, again } = useOne<Settings>('/v1/settings')
  return (
    <Page title={t('title')} help="contacting" above={<SettingsBack />}>
      <Said error={error} />
      {data !== undefined && (
        <SettingsForm
          key={reading}
          settings={data}
          draftOf={draftOf}
          bodyOf={bodyOf}
          here="/console/settings/contacting"
          again={again}
        >
          {(fields) => <Fields {...fields} />}
        </SettingsForm>
      )}
    </Page>
  )
}
