// The one thing the simulator knows about whoever uses it: how to start a demonstration callout, when it was told so. The
// page never sees the token; this process makes the request in its place.

export type Demo = {
  /** POSTed to with `Authorization: Bearer <token>`. */
  startUrl: string
  token: string
  policies: readonly { id: string; key: string; name: string }[]
}

export type DemoResult = { status: number; body: unknown }

/** The body of the request that starts a callout; the only place to change when that API changes. */
export function demoBody(policy: string, text: string): object {
  return { policy, text }
}

export async function startDemo(demo: Demo, policyId: string, text: string): Promise<DemoResult> {
  const policy = demo.policies.find((each) => each.id === policyId || each.key === policyId)
  if (!policy) return { status: 404, body: { error: 'there is no such policy' } }
  try {
    const response = await fetch(demo.startUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${demo.token}` },
      body: JSON.stringify(demoBody(policy.id, text)),
      signal: AbortSignal.timeout(15_000),
    })
    const answer = await response.text()
    return { status: response.status, body: jsonOrText(answer) }
  } catch (error) {
    return { status: 502, body: { error: `${demo.startUrl} did not answer: ${String(error)}` } }
  }
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return { text }
  }
}
