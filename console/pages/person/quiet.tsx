// When somebody is not to be disturbed, and what is urgent enough to disturb them all the same.

import { Button } from '@mantine/core'
import { useTranslations } from 'use-intl'
import { limits } from '#contract/limits'
import type { User } from '#contract/users'
import { Choice, Tick } from '../../components/form.tsx'
import { Rule } from '../calendar/conditions.tsx'
import { blankRule, givenRule, type RuleDraft, replaced, ruleOf } from '../calendar/draft.ts'

type Kept = NonNullable<User['quietHours']>
/** What this page does not show (zone, country, inverted) is kept as it is. */
type QuietDraft = Partial<Pick<Kept, 'zone' | 'country' | 'inverted'>> & {
  readonly breaksThrough: number
  readonly anyOf: readonly RuleDraft[]
}
export type Quiet = { readonly quietHours: QuietDraft | null }

const nights: RuleDraft = { ...blankRule, bands: [{ from: '22:00', to: '07:00' }] }
const usual: QuietDraft = { breaksThrough: limits.breaksThrough.default, anyOf: [nights] }
const priorities = Array.from({ length: limits.breaksThrough.max + 1 }, (_, index) => String(index))

export const quietOf = ({ quietHours }: Pick<User, 'quietHours'>): QuietDraft | null =>
  quietHours && { ...quietHours, anyOf: quietHours.anyOf.map(ruleOf) }

export const quietBodyOf = (quiet: QuietDraft | null) => quiet && { ...quiet, anyOf: quiet.anyOf.map(givenRule) }

type Props = { readonly draft: Quiet; readonly set: (patch: Quiet) => void; readonly locked: boolean }

export const QuietHours = ({ draft: { quietHours: quiet }, set, locked }: Props) => {
  const t = useTranslations('quiet')
  const change = (patch: Partial<QuietDraft>) => set({ quietHours: { ...(quiet ?? usual), ...patch } })
  return (
    <section className="form">
      <h2>{t('title')}</h2>
      <p className="aside">{t('what')}</p>
      <Tick
        label={t('on')}
        value={quiet !== null}
        onChange={(on) => set({ quietHours: on ? usual : null })}
        disabled={locked}
      />
      {quiet?.anyOf.map((rule, index) => (
        <Rule
          key={index}
          rule={rule}
          name={`quietHours.anyOf.${index}`}
          number={index + 1}
          set={(patch) => change({ anyOf: replaced(quiet.anyOf, index, patch) })}
          disabled={locked}
        />
      ))}
      {quiet !== null && !locked && (
        <Button variant="default" className="apart" onClick={() => change({ anyOf: [...quiet.anyOf, blankRule] })}>
          {t('addRule')}
        </Button>
      )}
      {quiet !== null && (
        <Choice
          name="quietHours.breaksThrough"
          label={t('breaksThrough')}
          hint={t('breaksThroughHint')}
          value={String(quiet.breaksThrough)}
          onChange={(value) => change({ breaksThrough: Number(value) })}
          options={priorities.map((value) => ({ value, label: t('priority', { value }) }))}
          disabled={locked}
        />
      )}
    </section>
  )
}
