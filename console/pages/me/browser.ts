// This browser as one that receives: whether it can, what it is called, and how it subscribes and stops.

/** Why it cannot; `ready`: it can. */
export type Ability = 'ready' | 'insecure' | 'unsupported'

export const abilityOf = (): Ability => {
  if (!window.isSecureContext) return 'insecure'
  const known = 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window
  return known ? 'ready' : 'unsupported'
}

/** Why it does not receive: somebody has forbidden it, or its push service cannot be reached. */
export class NotSubscribed extends Error {
  readonly why: 'denied' | 'unreachable'
  constructor(why: 'denied' | 'unreachable') {
    super(why)
    this.why = why
  }
}

const SCOPE = '/console/'
const WORKER = '/console/push-worker.js'

/** The name by which the server knows a subscription: SHA-256 of where it is reached, in base64url. */
const addressOf = async (endpoint: string): Promise<string> => {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(endpoint)))
  return btoa(String.fromCodePoint(...digest))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

const subscriptionHere = async (): Promise<PushSubscription | null> => {
  if (abilityOf() !== 'ready') return null
  const registration = await navigator.serviceWorker.getRegistration(SCOPE)
  return (await registration?.pushManager.getSubscription()) ?? null
}

/** What this browser is called as a contact method; null where it does not receive. */
export const addressHere = async (): Promise<string | null> => {
  const found = await subscriptionHere()
  return found === null ? null : addressOf(found.endpoint)
}

export type Subscribed = { readonly endpoint: string; readonly keys: Readonly<Record<string, string>> }

/** Begins anew whatever was before: another person may have signed in, or another key be asked for. @errors NotSubscribed */
export const subscribe = async (publicKey: string): Promise<Subscribed> => {
  if ((await Notification.requestPermission()) !== 'granted') throw new NotSubscribed('denied')
  await navigator.serviceWorker.register(WORKER, { scope: SCOPE })
  const { pushManager } = await navigator.serviceWorker.ready
  await (await pushManager.getSubscription())?.unsubscribe()
  try {
    const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey })
    return { endpoint: made.endpoint, keys: made.toJSON().keys ?? {} }
  } catch {
    throw new NotSubscribed('unreachable')
  }
}

export const unsubscribe = async (): Promise<void> => {
  await (await subscriptionHere())?.unsubscribe()
}
