// Alertmanager's silences, and Grafana's, which take the same: one for each alert, by all of its labels, so that it silences nothing
// else. Its comment carries the name of the telling, by which it is found again.
// Source: https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml

import { type Ask, field, isOk, kept, listIn, refused } from './ask.ts'
import { type BackOrder, type BackResult, never, told } from './ways.ts'

const SILENCES = '/api/v2/silences'
const ANSWER_MAX = 1_000_000
const MINUTE_MS = 60_000

/** Names that need no quotes in a filter: those that do are left out of it. */
const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/

const marked = ({ comment, id }: BackOrder): string => `${comment} [${id}]`

/** Whether our silence is there already. Where that cannot be asked, a second one does no harm. */
const isThere = async (ask: Ask, order: BackOrder): Promise<boolean> => {
  const filters = Object.entries(order.of.origin)
    .filter(([name]) => PLAIN_NAME.test(name))
    .map(([name, value]) => `filter=${encodeURIComponent(`${name}=${JSON.stringify(value)}`)}`)
  const answer = await ask({ path: `${SILENCES}?${filters.join('&')}`, method: 'GET', answerMax: ANSWER_MAX })
  if (!answer.ok || !isOk(answer)) return false
  return listIn(answer.json).some(
    (silence) =>
      String(field(silence, 'comment')).endsWith(`[${order.id}]`) &&
      field(field(silence, 'status'), 'state') !== 'expired',
  )
}

export const tellAlertmanager = async (
  ask: Ask,
  order: BackOrder,
  { silenceMinutes }: { readonly silenceMinutes: number },
): Promise<BackResult> => {
  const { of, deed, author, nowMs } = order
  const labels = Object.entries(of.origin)
  // Without labels it would silence everything.
  if (labels.length === 0) return never('object_unknown')
  if (order.again && (await isThere(ask, order))) return told()
  const untilMs = deed.kind === 'downtime' ? deed.untilMs : nowMs + silenceMinutes * MINUTE_MS
  const answer = await ask({
    path: SILENCES,
    body: {
      matchers: labels.map(([name, value]) => ({ name, value, isRegex: false, isEqual: true })),
      startsAt: new Date(nowMs).toISOString(),
      endsAt: new Date(untilMs).toISOString(),
      createdBy: author,
      comment: marked(order),
    },
  })
  if (!answer.ok) return answer.result
  if (isOk(answer)) return told(kept(answer.text))
  return answer.status === 400 ? never('refused', kept(answer.text)) : refused(answer)
}
