// Configures a server by /v1 for programs that drive it from outside: one connection to the phone simulator, many users with
// a demo number each, and policies over them.

import { type Answer, type Client, must } from './http-client.ts'

export type Provider = { readonly url: string; readonly accountSid: string; readonly authToken: string }

/** The demo number of one of up to ten million people. */
export const numberOf = (index: number): string => `+81900${String(index).padStart(7, '0')}`

export const addConnection = (
  client: Client,
  provider: Provider,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<Answer> =>
  must(
    client.ask('POST', '/v1/connections', {
      body: {
        key: 'sim',
        name: 'Simulator',
        settings: {
          accountSid: provider.accountSid,
          baseUrl: provider.url,
          simulated: true,
          callsPerSecond: null,
          callsAtOnce: null,
          ...settings,
        },
        secrets: { authToken: provider.authToken },
      },
    }),
  )

/** Runs `work` for 0 … count-1, a few at a time. */
export const each = async (count: number, work: (index: number) => Promise<unknown>, atOnce = 16): Promise<void> => {
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < count) {
      const index = next
      next += 1
      await work(index)
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, worker))
}

export const addUsers = (client: Client, count: number): Promise<void> =>
  each(count, (index) =>
    must(
      client.ask('POST', '/v1/users', {
        body: {
          key: `user-${index}`,
          name: `User ${index}`,
          contactMethods: [{ channel: 'phone', address: numberOf(index), default: true }],
        },
      }),
    ),
  )

/** @param steps users by their index, one list per step */
export const addPolicy = (
  client: Client,
  policy: { readonly key: string; readonly steps: readonly (readonly number[])[] } & Readonly<Record<string, unknown>>,
): Promise<Answer> => {
  const { key, steps, ...fields } = policy
  return must(
    client.ask('POST', '/v1/policies', {
      body: {
        key,
        name: key,
        connection: 'sim',
        ...fields,
        steps: steps.map((step) => ({ destinations: step.map((user) => ({ user: `user-${user}` })) })),
      },
    }),
  )
}
