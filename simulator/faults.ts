// Faults of the provider's own API: what it does wrong to requests, as opposed to what a phone or a callback does.
// A rule names whom it meets and how often; the first rule that fits a request takes it.

export const faultKinds = [
  '401',
  '403',
  '429',
  '500',
  '503', // answered with this status, nothing was done
  'html', // a 502 page in HTML, nothing was done
  'hang', // never answered, nothing was done
  'close', // the connection is closed, nothing was done
  'lost', // done, then the connection is closed without an answer
  'cut', // done, then half an answer
  'stuck', // done, then never answered
  'slow', // done after `delayMs`
  'error', // refused with `status`, `code` and `message`
] as const

export type FaultKind = (typeof faultKinds)[number]

export type Fault = {
  kind: FaultKind
  /** How many requests it meets; absent means all. */
  next?: number
  /** Only requests to this resource; absent means all. */
  resource?: 'calls' | 'messages' | 'numbers' | 'account'
  /** Only this kind of request; absent means all. */
  action?: 'create' | 'list' | 'fetch' | 'update' | 'delete'
  /** Only creates to this number. */
  to?: string
  delayMs?: number
  status?: number
  code?: number
  message?: string
}

export type FaultTarget = { resource: string; action: string; to: string | null }

export class Faults {
  private rules: Fault[] = []

  list(): readonly Fault[] {
    return this.rules
  }

  set(rules: readonly Fault[]): void {
    this.rules = rules.map((rule) => ({ ...rule }))
  }

  add(rule: Fault): void {
    this.rules.push({ ...rule })
  }

  clear(): void {
    this.rules = []
  }

  /** The fault that meets this request, counted down; null for none. */
  take(target: FaultTarget): Fault | null {
    if (this.rules.length === 0) return null
    const rule = this.rules.find((each) => fits(each, target))
    if (!rule) return null
    if (rule.next !== undefined && --rule.next <= 0) this.rules = this.rules.filter((each) => each !== rule)
    return rule
  }
}

function fits(rule: Fault, target: FaultTarget): boolean {
  return (
    (rule.resource === undefined || rule.resource === target.resource) &&
    (rule.action === undefined || rule.action === target.action) &&
    (rule.to === undefined || rule.to === target.to)
  )
}

/** Says what is wrong with a fault that came from outside, or null. */
export function faultProblem(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return 'a fault is an object'
  const rule = value as Record<string, unknown>
  if (!faultKinds.includes(rule['kind'] as FaultKind)) return `"kind" must be one of ${faultKinds.join(' ')}`
  const known = ['kind', 'next', 'resource', 'action', 'to', 'delayMs', 'status', 'code', 'message']
  const unknown = Object.keys(rule).find((key) => !known.includes(key))
  if (unknown) return `there is no "${unknown}"; there are ${known.join(', ')}`
  const badNumber = ['next', 'delayMs', 'status', 'code'].find((key) => key in rule && typeof rule[key] !== 'number')
  if (badNumber) return `"${badNumber}" must be a number`
  if (rule['next'] === 0) return '"next" must be 1 or more'
  return null
}
