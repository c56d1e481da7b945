// Official clients, one per connection and set of credentials. A changed token or address makes a new client; the old one is
// forgotten. What the environment would slip into the client (region, edge, log level, proxy) is taken out again.

import twilio from 'twilio'
import type { TwilioConnection } from './connection.ts'
import { createHttpClient, type HttpLimits, httpLimits } from './http-client.ts'

export type Client = ReturnType<typeof twilio>

/** Returns the client of a connection; the same one while its credentials stay the same. */
export type Clients = (connection: TwilioConnection) => Client

const clientsMax = 1_000

export const createClients = (options: { proxy?: string | undefined; limits?: HttpLimits } = {}): Clients => {
  const httpClient = createHttpClient({ proxy: options.proxy, limits: options.limits ?? httpLimits })
  const known = new Map<string, { version: string; client: Client }>()
  return (connection) => {
    const version = credentialsVersion(connection)
    const cached = known.get(connection.id)
    if (cached?.version === version) return cached.client
    const client = createClient(connection, httpClient)
    known.delete(connection.id)
    known.set(connection.id, { version, client })
    const oldest = known.keys().next().value
    if (known.size > clientsMax && oldest !== undefined) known.delete(oldest)
    return client
  }
}

const credentialsVersion = (connection: TwilioConnection): string =>
  JSON.stringify([
    connection.accountSid,
    connection.authToken,
    connection.apiKeySid,
    connection.apiKeySecret,
    connection.baseUrl,
  ])

const createClient = (connection: TwilioConnection, httpClient: ReturnType<typeof createHttpClient>): Client => {
  const { accountSid, authToken, apiKeySid, apiKeySecret, baseUrl } = connection
  const usesKey = apiKeySid !== undefined && apiKeySecret !== undefined
  const client = twilio(usesKey ? apiKeySid : accountSid, usesKey ? apiKeySecret : authToken, {
    accountSid,
    httpClient,
    // Anything but undefined: the environment's level would print requests, numbers included.
    logLevel: 'none',
  })
  // Given as undefined they would still come from TWILIO_EDGE and TWILIO_REGION.
  delete client.edge
  delete client.region
  if (baseUrl !== undefined) client.api.baseUrl = baseUrl.replace(/\/+$/, '')
  return client
}
