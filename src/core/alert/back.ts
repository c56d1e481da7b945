// The way back: what somebody took here is told to the source it came from, by the id of whoever took it. Here is what there is to
// tell, which ways there are for which sources, and whether it is still so by the time it can be told.

import type { Waits } from '../redelivery.ts'
import type { Alert } from './alert.ts'

type Web = {
  readonly url: string
  /** PEM: whose certificates are believed beside those everybody believes; null: no others. */
  readonly ca: string | null
  /** Any certificate is believed. */
  readonly insecure: boolean
}

/** How a source is told. A password or token is kept apart, sealed. */
export type BackSettings =
  | { readonly kind: 'nagios'; readonly commandFile: string }
  | (Web & { readonly kind: 'icinga'; readonly user: string })
  | (Web & { readonly kind: 'alertmanager'; readonly user: string | null; readonly silenceMinutes: number })
  | (Web & { readonly kind: 'zabbix' })
  | (Web & { readonly kind: 'webhook' })

export type BackKind = BackSettings['kind']

const fitting: Readonly<Record<Exclude<BackKind, 'webhook'>, readonly string[]>> = {
  nagios: ['nagios', 'icinga'],
  icinga: ['icinga'],
  alertmanager: ['alertmanager', 'grafana'],
  zabbix: ['zabbix'],
}

/** Whether sources of a kind can be told so. Any of them can by a webhook. */
export const backFits = (kind: BackKind, source: string): boolean =>
  kind === 'webhook' || fitting[kind].includes(source)

/** Those that are worth nothing without their password or token. */
export const backNeedsSecret = (kind: BackKind): boolean => kind === 'icinga' || kind === 'zabbix'

/** What there is to tell of one alert. */
export type BackDeed =
  | {
      readonly kind: 'acknowledge'
      /** When the problem began that was taken: what begins later was not. */
      readonly sinceMs: number
    }
  | { readonly kind: 'downtime'; readonly untilMs: number }

/** Why there is nothing left to tell: the problem is over, or its source or somebody else has it otherwise by now. */
export type Overtaken = 'recovered' | 'released' | 'over'

/** Returns why a deed is not to be told any more; null: it is still so. */
export const overtakenBy = (deed: BackDeed, alert: Alert, nowMs: number): Overtaken | null => {
  if (deed.kind === 'downtime') {
    if (deed.untilMs <= nowMs) return 'over'
    return alert.downtimeUntilMs === deed.untilMs ? null : 'released'
  }
  if (alert.state === 'recovered' || alert.sinceMs !== deed.sinceMs) return 'recovered'
  return alert.acknowledgedBy === null ? 'released' : null
}

/** Ten seconds, twenty, … an hour: for some seven hours, which is as long as most people are on duty. */
export const backWaits: Waits = { firstMs: 10_000, maxMs: 3_600_000 }
export const backTriesMax = 15
