// What rules would do about an alert, each with the policy it leads to and, where nothing is done, why.

import { Link } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import type { RuleVerdict } from '#contract/rules'
import { useMay } from '../data/queries.ts'

export const Verdicts = ({ verdicts }: { verdicts: readonly RuleVerdict[] }) => {
  const t = useTranslations()
  const may = useMay()
  return (
    <ul className="plain">
      {verdicts.map(({ rule, policy, verdict }) => (
        <li key={rule}>
          <Link to="/rules/$ref" params={{ ref: rule }} className="subject">
            {rule}
          </Link>
          <strong>
            {verdict === 'calls' || verdict === 'waits' ? '→ ' : '– '}
            {t(`verdict.${verdict}`)}
          </strong>
          {may('policies:read') && (
            <Link to="/policies/$ref" params={{ ref: policy }}>
              {policy}
            </Link>
          )}
        </li>
      ))}
    </ul>
  )
}
