// What control handlers get and give. A refusal is thrown as ControlError and answered as `{error}` with its status.

import type { Demo } from '../demo.ts'
import type { Network } from '../network.ts'

/** What the running simulator shares with its control API. */
export type ControlHost = { network: Network; url: string; demo: Demo | null }

export type ControlRequest = {
  host: ControlHost
  network: Network
  query: URLSearchParams
  body: Record<string, unknown>
  /** The variable parts of the path. */
  parts: readonly string[]
}

export type ControlAnswer = { status?: number; body: unknown }

export class ControlError extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export function numberOf(value: unknown, name: string, otherwise: number): number {
  if (value === undefined || value === null || value === '') return otherwise
  const number = Number(value)
  if (!Number.isFinite(number)) throw new ControlError(400, `"${name}" must be a number`)
  return number
}

export function textOf(value: unknown, name: string): string {
  if (typeof value !== 'string') throw new ControlError(400, `"${name}" must be a text`)
  return value
}
