// Icinga 2's API: actions by the name of the object, never by a filter of ours in which a name could mean something.
// Source: https://icinga.com/docs/icinga-2/latest/doc/12-icinga2-api/, and answers recorded from 2.13.

import { type Ask, field, isOk, kept, listIn, refused } from './ask.ts'
import { objectOf } from './nagios.ts'
import { type BackOrder, type BackResult, never, told } from './ways.ts'

const ACKNOWLEDGE = '/v1/actions/acknowledge-problem'
const SCHEDULE = '/v1/actions/schedule-downtime'

const targetOf = ([host, service]: readonly string[]): Readonly<Record<string, string>> =>
  service === undefined ? { type: 'Host', host: host ?? '' } : { type: 'Service', service: `${host}!${service}` }

const seconds = (atMs: number): number => Math.floor(atMs / 1_000)

const act = async (ask: Ask, path: string, body: object): Promise<BackResult> => {
  const answer = await ask({ path, body })
  if (!answer.ok) return answer.result
  if (isOk(answer)) return told(kept(answer.text))
  // Somebody has it there already, or it is well again: nothing is left to be done.
  if (answer.status === 409) return told(kept(answer.text))
  return answer.status === 404 ? never('object_unknown', kept(answer.text)) : refused(answer)
}

/** Whether there is a downtime of ours with that end. Whoever may not ask is not stopped by that. */
const isScheduled = async (ask: Ask, order: BackOrder, { names, untilMs }: Downtime): Promise<boolean> => {
  const [host, service = ''] = names
  const answer = await ask({
    path: '/v1/objects/downtimes',
    headers: { 'X-HTTP-Method-Override': 'GET' },
    body: {
      attrs: ['author', 'end_time'],
      filter:
        'downtime.host_name==host && downtime.service_name==service && downtime.author==author && downtime.end_time==end',
      filter_vars: { host, service, author: order.author, end: seconds(untilMs) },
    },
  })
  return answer.ok && isOk(answer) && listIn(field(answer.json, 'results')).length > 0
}

type Downtime = { readonly names: readonly string[]; readonly untilMs: number }

export const tellIcinga = async (ask: Ask, order: BackOrder): Promise<BackResult> => {
  const names = objectOf(order)
  if (names === null) return never('object_unknown')
  const { deed, author, comment, nowMs } = order
  const of = { ...targetOf(names), author, comment }
  if (deed.kind === 'acknowledge')
    return act(ask, ACKNOWLEDGE, { ...of, sticky: true, notify: true, persistent: false })
  if (order.again && (await isScheduled(ask, order, { names, untilMs: deed.untilMs }))) return told()
  return act(ask, SCHEDULE, { ...of, start_time: seconds(nowMs), end_time: seconds(deed.untilMs), fixed: true })
}
