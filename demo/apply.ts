// Applies the demo's configuration the way anybody would: by the API, as noroshi apply does.

type Application = { readonly url: string; readonly token: string; readonly document: unknown }

export const applyConfiguration = async ({ url, token, document }: Application): Promise<void> => {
  const response = await fetch(`${url}/v1/config/apply`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ document, prune: false }),
  })
  if (!response.ok) throw new Error(`the demo data could not be applied: ${await response.text()}`)
}
