// The way back of any other program: one request that says who took what, with a bearer token where one is set.

import { type Ask, isOk, kept, refused } from './ask.ts'
import { type BackOrder, type BackResult, told } from './ways.ts'

const instant = (atMs: number): string => new Date(atMs).toISOString()

export const tellHook = async (ask: Ask, order: BackOrder): Promise<BackResult> => {
  const { id, source, of, deed, author, comment, nowMs } = order
  const { dedupKey, host, service } = of
  const answer = await ask({
    path: '',
    // The same when it is sent again: whoever counts can tell.
    headers: { 'Noroshi-Delivery': id },
    body: {
      event: deed.kind === 'downtime' ? 'alert.downtime' : 'alert.acknowledged',
      at: instant(nowMs),
      alert: { source, dedupKey, host, service },
      by: author,
      comment,
      until: deed.kind === 'downtime' ? instant(deed.untilMs) : null,
    },
  })
  if (!answer.ok) return answer.result
  return isOk(answer) ? told(kept(answer.text)) : refused(answer)
}
