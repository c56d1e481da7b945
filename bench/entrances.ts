// How each of the APIs is asked to start a callout, as its own scripts ask: all carry a key against doubles, so all write as much. And
// how a monitoring system tells of an alert.

export type Entrance = 'v1' | 'jp1' | 'pigeon' | 'alert' | 'storm'

export type StartRequest = {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The template that a run of Pigeon's speaks. */
export const GUIDANCE = 'guidance'

type Given = { readonly token: string; readonly policy: number; readonly text: string }

const alertOf = ({ token, text }: Given, host: string): StartRequest => ({
  path: '/hooks/alerts',
  headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  body: JSON.stringify({ events: [{ kind: 'problem', dedupKey: host, host, condition: 'DOWN', summary: text }] }),
})

/** Objects that are told of again and again. */
const KNOWN = 1_000

export const startRequests: Readonly<Record<Entrance, (given: Given) => StartRequest>> = {
  v1: ({ token, policy, text }) => ({
    path: '/v1/callouts',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ policy: `policy-${policy}`, text }),
  }),
  jp1: ({ token, policy, text }) => ({
    path: `/api/v1/net/Policy%20${policy}/execute`,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ tel_content: text }),
  }),
  alert: (given) => alertOf(given, `single-${given.policy}`),
  // Half of them are of objects that nobody knew.
  storm: (given) =>
    alertOf(given, `storm-${given.policy % 2 === 0 ? (given.policy / 2) % KNOWN : crypto.randomUUID()}`),
  pigeon: ({ token, policy, text }) => ({
    path: '/api/apps/pigeon/chain/invoke',
    headers: { 'x-authorization': `Token ${token}` },
    body: JSON.stringify({ params: { callflowId: `policy-${policy}`, guidanceId: GUIDANCE, parameters: { text } } }),
  }),
}

/** A bare server beside answers as to a start. */
const taken = (status: number): string | null => (status === 202 || status === 201 ? '' : null)

/** Returns the id of what was started, or what stands for one; null when nothing was taken. */
export const startedId: Readonly<Record<Entrance, (status: number, text: string) => string | null>> = {
  v1: (status, text) => (status === 201 ? idIn(text, 'id') : null),
  jp1: (status, text) => (status === 200 ? idIn(text, 'id') : null),
  alert: taken,
  storm: taken,
  pigeon: (status, text) => (status === 200 ? idIn(text, 'resultId') : null),
}

const idIn = (text: string, member: string): string | null =>
  (JSON.parse(text) as Record<string, string | undefined>)[member] ?? null
