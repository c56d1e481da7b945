// The policies of a group in their order: each is the next where nobody took it, and belongs to the order only while its condition
// holds.

import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import type { Policy } from '#contract/policies'
import type { PolicyGroup } from '#contract/policy-groups'
import { useProblem } from '../../components/problem.ts'
import { SoughtChoice } from '../../components/sought-choice.tsx'
import { type When, WhenFields } from '../../components/when.tsx'
import { choicesQuery } from '../../data/queries.ts'
import { moved, replaced, without } from '../policy/draft.ts'

export type Member = PolicyGroup['policies'][number]
type Props = {
  readonly members: readonly Member[]
  readonly onChange: (members: Member[]) => void
  readonly disabled: boolean
}

const withWhen = ({ policy }: Member, when: When | undefined): Member => ({
  policy,
  ...(when === undefined ? {} : { when }),
})

const Moving = ({ members, index, onChange }: Omit<Props, 'disabled'> & { index: number }) => {
  const t = useTranslations('policyGroup')
  const number = index + 1
  return (
    <div className="moving">
      <button
        type="button"
        aria-label={t('up', { number })}
        disabled={index === 0}
        onClick={() => onChange(moved(members, index, index - 1))}
      >
        ↑
      </button>
      <button
        type="button"
        aria-label={t('down', { number })}
        disabled={number === members.length}
        onClick={() => onChange(moved(members, index, index + 1))}
      >
        ↓
      </button>
      <button type="button" aria-label={t('remove', { number })} onClick={() => onChange(without(members, index))}>
        ×
      </button>
    </div>
  )
}

export const Members = ({ members, onChange, disabled }: Props) => {
  const t = useTranslations('policyGroup')
  const { data } = useQuery(choicesQuery<Policy>('/v1/policies'))
  const problem = useProblem('policies')
  return (
    <section>
      <h2>{t('members')}</h2>
      {problem !== undefined && (
        <p className="finding" role="alert">
          {problem}
        </p>
      )}
      {members.map((member, index) => (
        <fieldset key={index} className="form">
          <legend>{t('member', { number: index + 1 })}</legend>
          <div className="filters">
            <SoughtChoice<Policy>
              path="/v1/policies"
              name={`policies.${index}.policy`}
              label={t('policy')}
              value={member.policy}
              onChange={(policy) => onChange(replaced(members, index, { ...member, policy }))}
              none="–"
              disabled={disabled}
            />
            <WhenFields
              name={`policies.${index}.when`}
              when={member.when}
              set={(when) => onChange(replaced(members, index, withWhen(member, when)))}
              none={t('always')}
              disabled={disabled}
            />
          </div>
          {!disabled && <Moving members={members} index={index} onChange={onChange} />}
        </fieldset>
      ))}
      {!disabled && (
        <Button variant="default" onClick={() => onChange([...members, { policy: data?.items[0]?.key ?? '' }])}>
          {t('addMember')}
        </Button>
      )}
    </section>
  )
}
