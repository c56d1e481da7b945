// External commands of Nagios, X-MON and Icinga 2: one line of fields between semicolons. A name that could be read as two fields,
// or that is not the one its source gave, is never written.
// Source: https://assets.nagios.com/downloads/nagioscore/docs/externalcmds/

import type { BackOrder } from './ways.ts'

const AUTHOR_MAX = 100
const COMMENT_MAX = 400
/** The acknowledgement stays until the object is well again, and its contacts are told. */
const STICKY = '2'
const NOTIFY = '1'
const NOT_PERSISTENT = '0'
const FIXED = '1'
const NO_TRIGGER = '0'

const plain = (text: string, charactersMax: number): string =>
  Array.from(text.replace(/[;\p{Cc}\p{Cs}\u2028\u2029]+/gu, ' ').trim())
    .slice(0, charactersMax)
    .join('')

/** The object as its source names it; null where what we kept is not that, because it was cut or cleaned. */
export const objectOf = ({ of: { dedupKey, host, service } }: BackOrder): readonly [string, ...string[]] | null => {
  if (host === null || dedupKey !== (service === null ? host : `${host}!${service}`)) return null
  const names: readonly [string, ...string[]] = service === null ? [host] : [host, service]
  return names.some((name) => /[;\p{Cc}]/u.test(name)) ? null : names
}

const seconds = (atMs: number): string => String(Math.floor(atMs / 1_000))

/** Returns the line without its end, or null where the object cannot be named. */
export const nagiosCommand = (order: BackOrder): string | null => {
  const names = objectOf(order)
  if (names === null) return null
  const { deed, nowMs } = order
  const of = names.length === 1 ? 'HOST' : 'SVC'
  const by = [plain(order.author, AUTHOR_MAX) || 'Noroshi', plain(order.comment, COMMENT_MAX)]
  const fields =
    deed.kind === 'acknowledge'
      ? [`ACKNOWLEDGE_${of}_PROBLEM`, ...names, STICKY, NOTIFY, NOT_PERSISTENT, ...by]
      : [`SCHEDULE_${of}_DOWNTIME`, ...names, ...downtime(nowMs, deed.untilMs), ...by]
  return `[${seconds(nowMs)}] ${fields.join(';')}`
}

const downtime = (fromMs: number, untilMs: number): readonly string[] => [
  seconds(fromMs),
  seconds(untilMs),
  FIXED,
  NO_TRIGGER,
  String(Math.max(1, Math.ceil((untilMs - fromMs) / 1_000))),
]
