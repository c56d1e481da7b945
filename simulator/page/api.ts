// The page's requests to the control API, and the stream of changes back. Reconnects by itself, and after a reconnection
// everything is fetched again, because changes in between were missed.

import type { NetworkView, PhoneView } from './types.ts'

export async function send(method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`/control${path}`, {
    method,
    ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
  })
  const answer = (await response.json()) as { error?: unknown }
  if (!response.ok) throw new Error(typeof answer.error === 'string' ? answer.error : `HTTP ${response.status}`)
  return answer
}

export const phonePath = (number: string, rest = ''): string => `/phones/${encodeURIComponent(number)}${rest}`

export type Watcher = {
  phones(phones: PhoneView[], isAll: boolean): void
  network(network: NetworkView): void
  connection(isLive: boolean): void
}

export function watchChanges(watcher: Watcher): void {
  let resets: number | null = null
  const fetchAll = async (): Promise<void> => {
    const [list, network] = await Promise.all([send('GET', '/phones'), send('GET', '/network')])
    resets = (network as NetworkView).resets
    watcher.network(network as NetworkView)
    watcher.phones((list as { phones: PhoneView[] }).phones, true)
    watcher.connection(true)
  }
  const refresh = (): void => {
    fetchAll().catch(() => watcher.connection(false))
  }
  let again: ReturnType<typeof setTimeout> | null = null
  const source = new EventSource('/control/events')
  source.addEventListener('hello', refresh)
  source.addEventListener('phones', (event) => {
    watcher.phones((JSON.parse(event.data as string) as { phones: PhoneView[] }).phones, false)
  })
  source.addEventListener('network', (event) => {
    const network = JSON.parse(event.data as string) as NetworkView
    watcher.network(network)
    if (resets !== null && network.resets !== resets) refresh()
  })
  // A storm of changes: fetch the list at most once a second.
  source.addEventListener('many', () => {
    again ??= setTimeout(() => {
      again = null
      refresh()
    }, 1000)
  })
  source.addEventListener('error', () => watcher.connection(false))
}
