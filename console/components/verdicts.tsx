// What rules would do about an alert, each with the policy it leads to and, where nothing is done, why.

import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { RuleVerdict } from '#contract/rules'
import { useMay } from '../data/queries.ts'
import { Named } from './named.tsx'

export const Verdicts = ({ verdicts }: { verdicts: readonly RuleVerdict[] }) => {
  const t = useTranslations()
  const may = useMay()
  return (
    <ul className="plain">
      {verdicts.map(({ rule, ruleName, policy, policyName, verdict }) => (
        <li key={rule}>
          <Link to="/rules/$ref" params={{ ref: rule }} className="subject">
            <Named of={rule} name={ruleName} />
          </Link>
          <strong>
            {verdict === 'calls' || verdict === 'waits' ? '→ ' : '– '}
            {t(`verdict.${verdict}`)}
          </strong>
          {may('policies:read') && (
            <Link to="/policies/$ref" params={{ ref: policy }}>
              <Named of={policy} name={policyName} />
            </Link>
          )}
        </li>
      ))}
    </ul>
  )
}
