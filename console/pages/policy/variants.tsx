// Variants (切替): whom the policy calls otherwise while a condition of a calendar holds. Of several that apply the first is followed.
// What else a variant changes (rounds, words, …) is kept as it is on the server.

import { Button, Group } from '@mantine/core'
import { useTranslations } from 'use-intl'
import type { PolicyInput } from '#contract/policies'
import { Choice, Field } from '../../components/form.tsx'
import { WhenFields } from '../../components/when.tsx'
import { type Draft, destinationOf, joined, moved, replaced, type Step, without } from './draft.ts'
import type { Somebody } from './people.tsx'
import { Moving, Who } from './steps.tsx'

export type Variant = NonNullable<PolicyInput['variants']>[number]
const NEW_STEP = -1

type StepsProps = {
  readonly steps: readonly Step[]
  readonly everybody: readonly Somebody[]
  readonly onChange: (steps: Step[]) => void
}

const OwnSteps = ({ steps, everybody, onChange }: StepsProps) => {
  const t = useTranslations('policy')
  const add = [
    { value: '', label: '–' },
    ...everybody.flatMap(({ ref, name, reachable }) => (reachable ? [{ value: ref, label: name }] : [])),
  ]
  return (
    <>
      <ol className="steps">
        {steps.map((step, index) => (
          <li key={index} className="step">
            <div className="number" aria-hidden="true">
              {index + 1}
            </div>
            <div className="sentence">
              <ul aria-label={t('step', { number: index + 1 })}>
                {step.destinations.map((destination, place) => (
                  <li key={place}>
                    <Who
                      destination={destination}
                      everybody={everybody}
                      only={step.destinations.length === 1}
                      set={(next) =>
                        onChange(
                          replaced(steps, index, { ...step, destinations: replaced(step.destinations, place, next) }),
                        )
                      }
                      remove={() =>
                        onChange(replaced(steps, index, { ...step, destinations: without(step.destinations, place) }))
                      }
                    />
                  </li>
                ))}
              </ul>
            </div>
            <Moving
              number={index + 1}
              count={steps.length}
              move={(to) => onChange(moved(steps, index, to))}
              remove={() => onChange(without(steps, index))}
            />
          </li>
        ))}
      </ol>
      <Choice
        name="add"
        label={t('addToVariant')}
        value=""
        onChange={(ref) => ref !== '' && onChange(joined(steps, NEW_STEP, destinationOf(ref)))}
        options={add}
      />
    </>
  )
}

type OneProps = {
  readonly variant: Variant
  readonly index: number
  readonly count: number
  readonly steps: readonly Step[]
  readonly everybody: readonly Somebody[]
  readonly set: (variant: Variant) => void
  readonly move: (to: number) => void
  readonly remove: () => void
}

const One = ({ variant, index, count, steps, everybody, set, move, remove }: OneProps) => {
  const t = useTranslations('policy')
  const { steps: own, ...rest } = variant
  const name = `variants.${index}`
  return (
    <fieldset className="form">
      <legend>{variant.name === '' ? t('newVariant') : variant.name}</legend>
      <div className="filters">
        <Field
          name={`${name}.name`}
          label={t('variantName')}
          value={variant.name}
          onChange={(value) => set({ ...variant, name: value })}
        />
        <WhenFields
          name={`${name}.when`}
          when={variant.when}
          set={(when) => set({ ...variant, when: when ?? { calendar: '', condition: '' } })}
          none="–"
        />
      </div>
      {own === undefined ? (
        <p className="aside">{t('variantAsPolicy')}</p>
      ) : (
        <OwnSteps steps={own} everybody={everybody} onChange={(next) => set({ ...rest, steps: next })} />
      )}
      <Group>
        <Button variant="default" onClick={() => set(own === undefined ? { ...rest, steps: [...steps] } : rest)}>
          {t(own === undefined ? 'variantOwnSteps' : 'variantNoSteps')}
        </Button>
        <Button variant="default" disabled={index === 0} onClick={() => move(index - 1)}>
          ↑ {t('earlierVariant')}
        </Button>
        <Button variant="default" disabled={index === count - 1} onClick={() => move(index + 1)}>
          ↓ {t('laterVariant')}
        </Button>
        <Button variant="default" onClick={remove}>
          {t('removeVariant')}
        </Button>
      </Group>
    </fieldset>
  )
}

type Props = {
  readonly draft: Draft
  readonly set: (patch: Partial<Draft>) => void
  readonly everybody: readonly Somebody[]
}

export const Variants = ({ draft, set, everybody }: Props) => {
  const t = useTranslations('policy')
  const variants = draft.variants ?? []
  const change = (next: Variant[]) => set({ variants: next })
  const blank: Variant = { name: '', when: { calendar: '', condition: '' } }
  return (
    <section>
      <h2>{t('variants')}</h2>
      <p className="aside">{t('variantsHint')}</p>
      {variants.map((variant, index) => (
        <One
          key={index}
          variant={variant}
          index={index}
          count={variants.length}
          steps={draft.steps}
          everybody={everybody}
          set={(next) => change(replaced(variants, index, next))}
          move={(to) => change(moved(variants, index, to))}
          remove={() => change(without(variants, index))}
        />
      ))}
      <Button variant="default" onClick={() => change([...variants, blank])}>
        {t('addVariant')}
      </Button>
    </section>
  )
}
