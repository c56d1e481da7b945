// Devices as lines of text: `gw01 ping`, `db01 tcp 5432`, `web01 http https://web01.example.jp/health`, each with what it is to be
// reached by at its end where that is another name.

import type { SourceShown } from '#contract/alert-sources'

type Check = NonNullable<SourceShown['liveness']>['checks'][number]

/** Whether a line says all there is about a check: what it cannot say is left to files and /v1. */
const isPlain = (check: Check): boolean =>
  check.service === null && (check.by !== 'http' || (check.status.length === 0 && !check.anyCertificate))

const lineOf = (check: Check): string => {
  if (check.by === 'http') return `${check.host} http ${check.url}`
  const parts =
    check.by === 'tcp' ? [check.host, 'tcp', check.port, check.address] : [check.host, 'ping', check.address]
  return parts.filter((part) => part !== null).join(' ')
}

export const toLines = (checks: readonly Check[]): string | null =>
  checks.every(isPlain) ? checks.map(lineOf).join('\n') : null

/** What is no check goes as it was typed: the server says what is wrong with it. */
const checkOf = (line: string): unknown => {
  const [host, by, ...rest] = line.split(/[\s,、]+/)
  const [first = null, second = null] = rest
  if (by === 'http') return { by, host, url: first ?? '' }
  if (by === 'tcp') return { by, host, port: Number(first), address: second }
  return { by: by ?? 'ping', host, address: first }
}

export const fromLines = (text: string): readonly unknown[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map(checkOf)
