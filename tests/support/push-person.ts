// Somebody in front of a browser of a whole server, who receives on it.

import type { FakeBrowser, PushService } from './push-service.ts'
import type { Whole } from './whole.ts'

const password = 'correct horse battery'

export type AtBrowser = {
  /** Asks /v1 as the page of this server would; the answer with its status. */
  readonly ask: (
    method: string,
    path: string,
    body?: unknown,
  ) => Promise<{ status: number; body: Record<string, never> }>
  /** Registers another browser, as the console does. */
  readonly receive: (service: PushService, label?: string) => Promise<FakeBrowser>
}

/** Signs a user of the server in, with an account that is made here. */
export const atBrowser = async (
  { url, v1 }: Whole,
  user: string,
  policies: readonly string[] | null = null,
): Promise<AtBrowser> => {
  await v1('POST', '/v1/accounts', { user, account: user, password, mustChange: false, policies })
  const own = { 'Content-Type': 'application/json', 'Sec-Fetch-Site': 'same-origin' }
  const body = JSON.stringify({ account: user, password })
  const { headers } = await fetch(`${url}/v1/session`, { method: 'POST', headers: own, body })
  const cookie = headers.getSetCookie().map((one) => one.split(';')[0])[0] ?? ''
  const ask: AtBrowser['ask'] = async (method, path, sent) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { ...own, Cookie: cookie },
      ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
    })
    const text = await answer.text()
    return { status: answer.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, never> }
  }
  const receive: AtBrowser['receive'] = async (service, label = 'Chrome (Windows)') => {
    const { items } = (await ask('GET', '/v1/session/user/push')).body as unknown as {
      items: { connection: string; publicKey: string }[]
    }
    const browser = service.browser(items[0]?.publicKey)
    const { endpoint, keys } = browser
    const registration = { connection: items[0]?.connection, endpoint, keys, label }
    const { status, body: said } = await ask('POST', '/v1/session/user/push', registration)
    if (status !== 201) throw new Error(`not registered: ${JSON.stringify(said)}`)
    return browser
  }
  return { ask, receive }
}
