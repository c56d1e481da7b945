// What holds in the whole space: how people sign in, what callers hear who ring us, and what Pigeon's API goes by.

import { useTranslations } from 'use-intl'
import type { Connection } from '#contract/connections'
import type { Settings } from '#contract/settings'
import { Choice, Field } from '../components/form.tsx'
import { Page } from '../components/page.tsx'
import { Said } from '../components/said.tsx'
import { useOne } from '../components/saving.ts'
import { SettingsForm } from '../components/settings-form.tsx'
import { SoughtChoice } from '../components/sought-choice.tsx'
import { useMay } from '../data/queries.ts'
import { SettingsBack } from './settings.tsx'

type Pigeon = NonNullable<Settings['pigeon']>
type Draft = {
  readonly secondFactor: 'optional' | 'required'
  readonly message: string
  readonly language: 'ja' | 'en'
  readonly missingParameters: NonNullable<Pigeon['missingParameters']>
  readonly connection: string
  readonly from: string
  readonly transferTo: string
}

const unset: Draft = {
  secondFactor: 'optional',
  message: '',
  language: 'ja',
  missingParameters: 'refuse',
  connection: '',
  from: '',
  transferTo: '',
}

const draftOf = ({ signIn, incoming, pigeon }: Settings): Draft =>
  ({ ...unset, ...signIn, ...incoming, ...pigeon }) as Draft

/** What is left empty is not set. */
const given = <T extends object>(values: T): Partial<T> =>
  Object.fromEntries(Object.entries(values).filter(([_name, value]) => value !== '')) as Partial<T>

const bodyOf = ({ secondFactor, message, language, ...pigeon }: Draft): Partial<Settings> => ({
  signIn: { secondFactor },
  incoming: given({ message, language }),
  pigeon: given(pigeon),
})

type Props = {
  readonly draft: Draft
  readonly set: (patch: Partial<Draft>) => void
  readonly fixed: boolean
}

const SignIn = ({ draft, set, fixed }: Props) => {
  const t = useTranslations('spaceSettings')
  return (
    <section className="form">
      <h2>{t('signIn')}</h2>
      <Choice
        name="signIn.secondFactor"
        label={t('secondFactor')}
        hint={t('secondFactorHint')}
        value={draft.secondFactor}
        onChange={(value) => set({ secondFactor: value as Draft['secondFactor'] })}
        options={(['optional', 'required'] as const).map((value) => ({ value, label: t(value) }))}
        disabled={fixed}
      />
    </section>
  )
}

const Incoming = ({ draft, set, fixed }: Props) => {
  const t = useTranslations()
  return (
    <section className="form">
      <h2>{t('spaceSettings.incoming')}</h2>
      <Field
        name="incoming.message"
        label={t('spaceSettings.message')}
        hint={t('spaceSettings.messageHint')}
        lines={3}
        value={draft.message}
        onChange={(message) => set({ message })}
        disabled={fixed}
      />
      <Choice
        name="incoming.language"
        label={t('spaceSettings.language')}
        value={draft.language}
        onChange={(value) => set({ language: value as Draft['language'] })}
        options={(['ja', 'en'] as const).map((value) => ({ value, label: t(`language.${value}`) }))}
        disabled={fixed}
      />
    </section>
  )
}

/** Its numbers are sent as a whole: whoever sees them masked only would write the mask. */
const OfPigeon = ({ draft, set, fixed }: Props) => {
  const t = useTranslations('spaceSettings')
  const may = useMay()
  const seen = may('numbers:read')
  const locked = fixed || !seen
  return (
    <section className="form">
      <h2>{t('pigeon')}</h2>
      <p className="aside">{t(seen ? 'pigeonHint' : 'pigeonLocked')}</p>
      <Choice
        name="pigeon.missingParameters"
        label={t('missingParameters')}
        value={draft.missingParameters}
        onChange={(value) => set({ missingParameters: value as Draft['missingParameters'] })}
        options={(['refuse', 'say_nothing'] as const).map((value) => ({ value, label: t(value) }))}
        disabled={locked}
      />
      <SoughtChoice<Connection>
        path="/v1/connections"
        name="pigeon.connection"
        label={t('connection')}
        hint={t('connectionHint')}
        value={draft.connection}
        onChange={(connection) => set({ connection })}
        none={t('usual')}
        only={({ kind }) => kind === 'twilio'}
        enabled={may('connections:read')}
        disabled={locked}
      />
      <Field
        name="pigeon.from"
        label={t('from')}
        hint={t('fromHint')}
        kind="tel"
        value={draft.from}
        onChange={(from) => set({ from })}
        disabled={locked}
      />
      <Field
        name="pigeon.transferTo"
        label={t('transferTo')}
        hint={t('transferToHint')}
        kind="tel"
        value={draft.transferTo}
        onChange={(transferTo) => set({ transferTo })}
        disabled={locked}
      />
    </section>
  )
}

export const SpaceSettings = () => {
  const t = useTranslations('spaceSettings')
  const { data, error, reading, again } = useOne<Settings>('/v1/settings')
  return (
    <Page title={t('title')} help="spaceSettings" above={<SettingsBack />}>
      <Said error={error} />
      {data !== undefined && (
        <SettingsForm
          key={reading}
          settings={data}
          draftOf={draftOf}
          bodyOf={bodyOf}
          here="/console/settings/space"
          again={again}
        >
          {(fields) => (
            <>
              <SignIn {...fields} />
              <Incoming {...fields} />
              <OfPigeon {...fields} />
            </>
          )}
        </SettingsForm>
      )}
    </Page>
  )
}
