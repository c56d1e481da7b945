// How each of the APIs is asked to start a callout, as its own scripts ask. All carry a key against doubles, so all write as much.

export type Entrance = 'v1' | 'jp1' | 'pigeon'

export type StartRequest = {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The template that a run of Pigeon's speaks. */
export const GUIDANCE = 'guidance'

type Given = { readonly token: string; readonly policy: number; readonly text: string }

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
  pigeon: ({ token, policy, text }) => ({
    path: '/api/apps/pigeon/chain/invoke',
    headers: { 'x-authorization': `Token ${token}` },
    body: JSON.stringify({ params: { callflowId: `policy-${policy}`, guidanceId: GUIDANCE, parameters: { text } } }),
  }),
}

/** Returns the id of what was started; null when nothing was. */
export const startedId: Readonly<Record<Entrance, (status: number, text: string) => string | null>> = {
  v1: (status, text) => (status === 201 ? idIn(text, 'id') : null),
  jp1: (status, text) => (status === 200 ? idIn(text, 'id') : null),
  pigeon: (status, text) => (status === 200 ? idIn(text, 'resultId') : null),
}

const idIn = (text: string, member: string): string | null =>
  (JSON.parse(text) as Record<string, string | undefined>)[member] ?? null
