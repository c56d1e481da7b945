// From a raw HTTP request to a REST answer: who asks, which resource, which operation, and whether a fault meets it first.
// Says how to answer; writing to the socket is server.ts's.

import type { Account } from '../account.ts'
import type { Fault } from '../faults.ts'
import { rfc2822 } from '../ids.ts'
import type { Network } from '../network.ts'
import { createCall, deleteCall, fetchCall, listCalls, updateCall } from './calls.ts'
import type { RestAnswer } from './errors.ts'
import { answerOfError, notFound, RestError } from './errors.ts'
import { createMessage, deleteMessage, fetchMessage, listMessages, updateMessage } from './messages.ts'
import { createNumber, deleteNumber, fetchNumber, listNumbers, updateNumber } from './numbers.ts'
import { phoneNumber } from './parameters.ts'
import type { RestRequest } from './request.ts'

export type RawRequest = {
  method: string
  path: string
  query: URLSearchParams
  body: string
  authorization: string | null
}

/** A request to the REST API, its form read. */
export type FormRequest = RawRequest & { form: URLSearchParams }

export type Route = {
  resource: 'calls' | 'messages' | 'numbers' | 'account'
  action: 'create' | 'list' | 'fetch' | 'update' | 'delete'
  accountSid: string
  id: string | null
}

type Handler = (network: Network, request: RestRequest) => RestAnswer

const handlers: Record<Route['resource'], Partial<Record<Route['action'], Handler>>> = {
  calls: { create: createCall, list: listCalls, fetch: fetchCall, update: updateCall, delete: deleteCall },
  messages: {
    create: createMessage,
    list: listMessages,
    fetch: fetchMessage,
    update: updateMessage,
    delete: deleteMessage,
  },
  numbers: { create: createNumber, list: listNumbers, fetch: fetchNumber, update: updateNumber, delete: deleteNumber },
  account: { fetch: fetchAccount },
}

const resourceNames: Record<string, Route['resource']> = {
  '': 'account',
  Calls: 'calls',
  Messages: 'messages',
  IncomingPhoneNumbers: 'numbers',
}

const oneActions: Record<string, Route['action']> = { GET: 'fetch', POST: 'update', DELETE: 'delete' }
const manyActions: Record<string, Route['action']> = { GET: 'list', POST: 'create' }

/** Null when the path is not one of the API's. */
export function routeOf(method: string, path: string): Route | null {
  const match = /^\/2010-04-01\/Accounts\/([^/.]+)(?:\/([A-Za-z]+)(?:\/([^/.]+))?)?\.json$/.exec(path)
  if (!match) return null
  const [, accountSid = '', name = '', id = null] = match
  const resource = resourceNames[name]
  if (!resource) return null
  const action = resource === 'account' || id !== null ? oneActions[method] : manyActions[method]
  return action && handlers[resource][action] ? { resource, action, accountSid, id } : null
}

/** The answer to a request, or of a fault that answers in its place. */
export function answerRest(network: Network, raw: FormRequest, route: Route | null): RestAnswer {
  try {
    const signedIn = signIn(network, raw.authorization)
    if (!route) throw notFound(raw.path)
    const account = accountFor(network, signedIn, route.accountSid)
    const handler = handlers[route.resource][route.action]
    if (!handler) throw notFound(raw.path)
    return handler(network, { path: raw.path, query: raw.query, form: raw.form, account, id: route.id })
  } catch (error) {
    if (error instanceof RestError) return answerOfError(error)
    throw error
  }
}

/** What a fault of the answering kind says, or null for the kinds that act on the connection. */
export function answerOfFault(fault: Fault): RestAnswer | null {
  switch (fault.kind) {
    case '401':
      return answerOfError(unknownCaller())
    case '403':
      return answerOfError(new RestError(20006, 'Access Denied', 403))
    case '429':
      return answerOfError(new RestError(20429, 'Too Many Requests', 429))
    case '500':
      return answerOfError(new RestError(20500, 'Internal Server Error', 500))
    case '503':
      return answerOfError(new RestError(20503, 'Service Unavailable', 503))
    case 'error':
      return answerOfError(new RestError(fault.code ?? 20001, fault.message ?? 'Refused', fault.status ?? 400))
    case 'html':
    case 'hang':
    case 'close':
    case 'lost':
    case 'cut':
    case 'stuck':
    case 'slow':
      return null
  }
}

/** To whom a create goes, for faults that meet one number only. */
export function destinationOf({ form }: FormRequest, route: Route | null): string | null {
  if (route?.action !== 'create') return null
  const to = form.get('To')
  return to === null ? null : (phoneNumber(to) ?? to)
}

function unknownCaller(): RestError {
  return new RestError(20003, 'Authenticate', 401)
}

function signIn(network: Network, authorization: string | null): Account {
  if (authorization === null || !authorization.startsWith('Basic ')) throw unknownCaller()
  const [user = '', ...rest] = Buffer.from(authorization.slice(6), 'base64').toString('utf8').split(':')
  const secret = rest.join(':')
  const own = network.accounts.get(user)
  if (own && own.authToken === secret) return own
  if (user.startsWith('SK')) {
    for (const account of network.accounts.values()) if (account.keys.get(user) === secret) return account
  }
  throw unknownCaller()
}

function accountFor(network: Network, signedIn: Account, sid: string): Account {
  const account = network.accounts.get(sid)
  if (!account || account !== signedIn) throw unknownCaller()
  if (account.status !== 'active') throw new RestError(20005, 'Account is not active', 403)
  return account
}

function fetchAccount(_network: Network, request: RestRequest): RestAnswer {
  const { account } = request
  const uri = `/2010-04-01/Accounts/${account.sid}`
  return {
    status: 200,
    body: {
      sid: account.sid,
      owner_account_sid: account.sid,
      friendly_name: account.friendlyName,
      status: account.status,
      type: 'Full',
      auth_token: account.authToken,
      date_created: rfc2822(account.createdAtMs),
      date_updated: rfc2822(account.createdAtMs),
      uri: `${uri}.json`,
      subresource_uris: {
        calls: `${uri}/Calls.json`,
        messages: `${uri}/Messages.json`,
        incoming_phone_numbers: `${uri}/IncomingPhoneNumbers.json`,
      },
    },
  }
}
