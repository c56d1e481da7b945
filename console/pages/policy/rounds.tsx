// What holds for the whole policy, as sentences: how it is gone through, how often, when it stops, and what comes after.

import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { memo } from 'react'
import { useTranslations } from 'use-intl'
import type { Connection } from '#contract/connections'
import type { Policy } from '#contract/policies'
import type { Template } from '#contract/templates'
import { Field } from '../../components/form.tsx'
import { SoughtChoice } from '../../components/sought-choice.tsx'
import { numberShown } from '../../data/numbers.ts'
import { everyQuery, useMay } from '../../data/queries.ts'
import { besides, type Draft } from './draft.ts'
import { Word } from './word.tsx'

type Props = { readonly draft: Draft; readonly set: (patch: Partial<Draft>) => void }

/** An empty field says nothing: it is then what it is where nobody says. */
const numberOf = (value: string): number | undefined => (value.trim() === '' ? undefined : Number(value))

const Stopping = ({ stop, set }: { stop: Draft['stop']; set: Props['set'] }) => {
  const t = useTranslations()
  return (
    <p>
      {t.rich('policy.stopSentence', {
        stop: () => (
          <Word
            label={t('policy.stop')}
            value={stop ?? 'first'}
            options={(['first', 'all', 'none'] as const).map((value) => ({ value, label: t(`stopRule.${value}`) }))}
            onChange={(value) => set({ stop: value as Draft['stop'] })}
          />
        ),
      })}
    </p>
  )
}

export const Rounds = memo(
  ({ draft, set }: Props) => {
    const t = useTranslations('policy')
    const { loops = {}, redial = {}, ringSeconds, mode, stop } = draft
    const number = (label: string, value: number | undefined, onChange: (value: number | undefined) => void) => (
      <Word
        label={label}
        kind="number"
        value={numberShown(value ?? Number.NaN)}
        onChange={(text) => onChange(numberOf(text))}
      />
    )
    return (
      <section className="rounds" aria-labelledby="rounds">
        <h2 id="rounds">{t('rounds')}</h2>
        <p>
          {t.rich('modeSentence', {
            mode: () => (
              <Word
                label={t('mode')}
                value={mode ?? 'sequential'}
                options={(['sequential', 'simultaneous'] as const).map((value) => ({ value, label: t(value) }))}
                onChange={(value) => set({ mode: value as Draft['mode'] })}
              />
            ),
          })}
        </p>
        <p>
          {t.rich('ring', {
            // Left out it would stay as it is: emptied, it is missing.
            ring: () => number(t('ringSeconds'), ringSeconds, (value = Number.NaN) => set({ ringSeconds: value })),
            redials: () => number(t('redials'), redial.max, (max) => set({ redial: { ...redial, max } })),
            after: () =>
              number(t('redialSeconds'), redial.intervalSeconds, (intervalSeconds) =>
                set({ redial: { ...redial, intervalSeconds } }),
              ),
          })}
        </p>
        <p>
          {t.rich('loop', {
            loops: () => number(t('loops'), loops.max, (max) => set({ loops: { ...loops, max } })),
            apart: () =>
              number(t('loopSeconds'), loops.intervalSeconds, (intervalSeconds) =>
                set({ loops: { ...loops, intervalSeconds } }),
              ),
          })}
        </p>
        <Stopping stop={stop} set={set} />
      </section>
    )
  },
  besides('steps', 'name', 'key'),
)

const emptyIsNull = (value: string): string | null => (value === '' ? null : value)

export const Means = memo(
  ({ draft, set }: Props) => {
    const t = useTranslations('policy')
    const may = useMay()
    const { data } = useQuery({ ...everyQuery<Connection>('/v1/connections'), enabled: may('connections:read') })
    const phones = data?.filter(({ kind }) => kind === 'twilio')
    const text = (name: 'escalatesTo' | 'connection' | 'from' | 'template') => draft[name] ?? ''
    return (
      <section aria-labelledby="means" className="means">
        <h2 id="means">{t('means')}</h2>
        {phones?.length === 0 && (
          <p className="finding">
            ⚠ {t('noConnection')} <Link to="/settings/connections/new">{t('addConnection')}</Link>
          </p>
        )}
        <SoughtChoice<Policy>
          path="/v1/policies"
          name="escalatesTo"
          label={t('escalatesTo')}
          value={text('escalatesTo')}
          none={t('noEscalation')}
          only={({ key }) => key !== draft.key}
          onChange={(value) => set({ escalatesTo: emptyIsNull(value) })}
        />
        <SoughtChoice<Connection>
          path="/v1/connections"
          name="connection"
          label={t('connection')}
          value={text('connection')}
          none={t('anyConnection')}
          only={({ kind }) => kind === 'twilio'}
          enabled={may('connections:read')}
          onChange={(value) => set({ connection: emptyIsNull(value) })}
        />
        <Field
          name="from"
          label={t('from')}
          hint={t('fromHint')}
          kind="tel"
          value={text('from')}
          onChange={(value) => set({ from: emptyIsNull(value) })}
        />
        <SoughtChoice<Template>
          path="/v1/templates"
          name="template"
          label={t('template')}
          value={text('template')}
          none={t('ownWords')}
          enabled={may('templates:read')}
          onChange={(value) => set({ template: emptyIsNull(value) })}
        />
      </section>
    )
  },
  besides('steps', 'name'),
)
