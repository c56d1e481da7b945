// Whom a Slack address means: an id, a channel, a mail address, or a member by name (Slackメンバー名).

export type SlackAddress =
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'mail'; readonly mail: string }
  | { readonly kind: 'name'; readonly name: string }

const LENGTH_MAX = 200

/** Returns null for what no member or channel can be called. */
export const slackAddress = (address: string): SlackAddress | null => {
  if (address.length > LENGTH_MAX || /[\p{Cc}\p{Cs}<>]/u.test(address)) return null
  if (/^[UWCGD][A-Z0-9]{5,20}$/.test(address)) return { kind: 'id', id: address }
  if (/^#[^\s#@]{1,80}$/.test(address)) return { kind: 'id', id: address }
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address)) return { kind: 'mail', mail: address }
  const name = address.replace(/^@/, '').trim()
  return name === '' || /[@#]/.test(name) ? null : { kind: 'name', name }
}

export type Member = {
  readonly id?: string | undefined
  readonly name?: string | undefined
  readonly deleted?: boolean | undefined
  readonly profile?: { readonly display_name?: string | undefined; readonly real_name?: string | undefined } | undefined
}

const same = (one: string | undefined, other: string): boolean =>
  one !== undefined && one.normalize('NFKC').toLowerCase() === other.normalize('NFKC').toLowerCase()

/** Returns the one member of that name; null where there is none, or more than one: nobody is woken in another's place. */
export const memberNamed = (members: readonly Member[], name: string): string | null => {
  const living = members.filter((one) => one.deleted !== true)
  for (const nameOf of [
    ({ name: handle }: Member) => handle,
    ({ profile }: Member) => profile?.display_name,
    ({ profile }: Member) => profile?.real_name,
  ]) {
    const found = living.filter((one) => same(nameOf(one), name))
    if (found.length > 0) return found.length === 1 ? (found[0]?.id ?? null) : null
  }
  return null
}
