// The one way to the server: JSON over /v1 with the session's cookie. A refusal carries the server's own words.

export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  constructor(status: number, words: string) {
    super(words)
    this.status = status
  }
}

type Problem = { readonly title?: string; readonly cure?: string }

/** @errors Refusal with the server's words; TypeError when it cannot be reached */
export const ask = async <T>(path: string, init: { method?: string; body?: unknown } = {}): Promise<T> => {
  const { method = 'GET', body } = init
  const headers: Record<string, string> = {
    'Accept-Language': document.documentElement.lang,
    'X-Requested-With': 'noroshi',
  }
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  const response = await fetch(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  if (response.status === 204) return undefined as T
  const answer: unknown = await response.json().catch(() => ({}))
  if (response.ok) return answer as T
  const { title = '', cure = '' } = answer as Problem
  throw new Refusal(response.status, [title, cure].filter((part) => part !== '').join(' '))
}
