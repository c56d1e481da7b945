// The rules of Gather, without any clock or line: which attributes mean what, and what a key does. The session starts the
// timeout when nested audio ends and after every key, and asks here what has happened.

import type { TwimlNode } from './document.ts'

export type GatherRules = {
  takesKeys: boolean
  /** Null: as many as come. */
  digitsMax: number | null
  /** Keys that end the input; empty for none. */
  finishKeys: string
  timeoutMs: number
  /** Null: the address of the document itself. */
  action: string | null
  method: 'GET' | 'POST'
  /** Whether the action is requested even when nothing was entered. */
  asksWhenEmpty: boolean
}

export type KeyResult = { digits: string; end: null | { finishedOnKey: string } }

export type Warning = { code: number; message: string }

/** Reads the attributes. A bad value is a warning and the default is used, as in the service. */
export function gatherRules(node: TwimlNode): { rules: GatherRules; warnings: Warning[] } {
  const { attributes } = node
  const finishKeys = attributes['finishOnKey'] ?? '#'
  const isFinishValid = /^[0-9#*]*$/.test(finishKeys)
  const method = (attributes['method'] ?? 'POST').toUpperCase()
  const timeout = wholeNumber(attributes['timeout'], 0)
  const digits = wholeNumber(attributes['numDigits'], 1)
  const checks: [isBad: boolean, code: number, name: string][] = [
    [!isFinishValid, 13310, 'finishOnKey'],
    [!['GET', 'POST'].includes(method), 13312, 'method'],
    [timeout === 'bad', 13313, 'timeout'],
    [digits === 'bad', 13314, 'numDigits'],
  ]
  const warnings = checks
    .filter(([isBad]) => isBad)
    .map(([, code, name]) => ({ code, message: `Gather: Invalid ${name} value: ${attributes[name]}` }))
  const rules: GatherRules = {
    takesKeys: (attributes['input'] ?? 'dtmf').split(/\s+/).includes('dtmf'),
    digitsMax: typeof digits === 'number' ? digits : null,
    finishKeys: isFinishValid ? finishKeys : '#',
    timeoutMs: (typeof timeout === 'number' ? timeout : 5) * 1000,
    action: attributes['action'] || null,
    method: method === 'GET' ? 'GET' : 'POST',
    asksWhenEmpty: attributes['actionOnEmptyResult'] === 'true',
  }
  return { rules, warnings }
}

/** What one key does to what was entered so far. The finishing key is never part of the digits. */
export function pressKey(rules: GatherRules, digits: string, key: string): KeyResult {
  if (rules.finishKeys.includes(key)) return { digits, end: { finishedOnKey: key } }
  const longer = digits + key
  return {
    digits: longer,
    end: rules.digitsMax !== null && longer.length >= rules.digitsMax ? { finishedOnKey: '' } : null,
  }
}

/** Whether the end of the input leads to a request, or to the next verb. */
export function asksAction(rules: GatherRules, digits: string): boolean {
  return digits !== '' || rules.asksWhenEmpty
}

function wholeNumber(text: string | undefined, least: number): number | 'bad' | null {
  if (text === undefined || text === 'auto') return null
  return /^\d+$/.test(text) && Number(text) >= least ? Number(text) : 'bad'
}
