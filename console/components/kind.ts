// What kind of thing the audit log and drafts speak of, in words.

import { useTranslations } from 'use-intl'
import { auditKinds } from '#contract/limits'

export const useKind = () => {
  const t = useTranslations('auditKind')
  // A newer server may know of more.
  return (kind: string): string => {
    const known = auditKinds.find((one) => one === kind)
    return known === undefined ? kind : t(known)
  }
}
