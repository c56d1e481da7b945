// Approval: which changes of a space may not become true before somebody with the right has seen them.

/** One object that was changed, as the audit log tells it: the fields that differ, before and after. */
export type AuditedChange = {
  readonly kind: string
  readonly action: string
  readonly before: Readonly<Record<string, unknown>> | null
  readonly after: Readonly<Record<string, unknown>> | null
}

/** How people are called: what X-018 names, and what says who is called just as much. */
const approved: ReadonlySet<string> = new Set(['policy', 'policy_group', 'connection', 'template', 'schedule', 'rule'])
/** What users hear before and after their calls. */
const ownWords = ['opening', 'closing']

/** What is said where neither a request nor a policy says anything, by SMS too. */
const textsOf = (settings: AuditedChange['before']): string =>
  JSON.stringify((settings?.['body'] as { readonly texts?: unknown } | undefined)?.texts ?? null)

export const needsApproval = ({ kind, action, before, after }: AuditedChange): boolean => {
  if (kind === 'settings') return textsOf(before) !== textsOf(after)
  if (kind === 'user') return action !== 'deleted' && ownWords.some((field) => field in { ...before, ...after })
  return approved.has(kind)
}
