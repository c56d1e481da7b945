// What commands do that say one thing to one callout.
import type { Callout } from '#contract/callouts'
import type { Invocation } from './command.ts'
import { UsageError } from './failure.ts'

/** Says it to the callout that the command line names; returns what became of the callout. @param what as the API calls it */
export const tellCallout = async (invocation: Invocation, what: 'release' | 'resolve'): Promise<Callout> => {
  const id = invocation.given.args[0]
  if (id === undefined) throw new UsageError({ en: 'the id of a callout is missing', ja: '通報の ID がありません' })
  const client = await invocation.client()
  return (await client.send({ method: 'POST', path: `/v1/callouts/${encodeURIComponent(id)}/${what}` })) as Callout
}
