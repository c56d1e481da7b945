// The words monitoring systems have for how bad it is, as ours. What nobody knows is unknown, and calls as the rules say.

import type { Severity } from '#core/alert/alert'

const severities: ReadonlyMap<string, Severity> = new Map([
  ['critical', 'critical'],
  ['page', 'critical'],
  ['emergency', 'critical'],
  ['disaster', 'critical'],
  ['fatal', 'critical'],
  ['down', 'critical'],
  ['unreachable', 'critical'],
  ['error', 'error'],
  ['major', 'error'],
  ['high', 'error'],
  ['warning', 'warning'],
  ['warn', 'warning'],
  ['average', 'warning'],
  ['minor', 'warning'],
  ['info', 'info'],
  ['information', 'info'],
  ['none', 'info'],
  ['not classified', 'unknown'],
  ['異常', 'critical'],
  ['危険', 'critical'],
  ['停止', 'critical'],
  ['未到達', 'critical'],
  ['重度の障害', 'critical'],
  ['軽度の障害', 'warning'],
  ['警告', 'warning'],
  ['情報', 'info'],
])

/** Where nobody says how bad it is: a problem is critical, so that somebody comes; a recovery leaves it as it was, or unknown. */
export const severityUnsaid = (kind: 'problem' | 'recovered'): Severity => (kind === 'problem' ? 'critical' : 'unknown')

export const severityOf = (word: string): Severity => severities.get(word.trim().toLowerCase()) ?? 'unknown'
