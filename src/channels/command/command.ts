// The way out to a program on this server: a siren, a gate, a script of the operator's. Only programs the settings name are run; the
// words come as arguments, in the environment and on standard input, and never through a shell.

import { isAddressOf } from '#core/plan/address'
import { render } from '#core/speech/template'
import type { Placement } from '#engine/ports'
import { factsOf } from '../message/facts.ts'
import type { Message, MessageKind } from '../message/way.ts'
import { type CommandConnection, commandConnection } from './connection.ts'
import { type Ran, run } from './run.ts'

export type CommandOptions = {
  /** Programs that may be run, as absolute paths. None: the channel is off. */
  readonly programs: readonly string[]
}

/** `EX_TEMPFAIL` of sysexits: not now. */
const EXIT_LATER = 75

/** Nothing of the server's own: its settings hold secrets. */
const environmentFor = (facts: Readonly<Record<string, string>>): Record<string, string> => ({
  PATH: '/usr/local/bin:/usr/bin:/bin',
  LANG: 'C.UTF-8',
  ...Object.fromEntries(Object.entries(facts).map(([name, value]) => [`NOROSHI_${name.toUpperCase()}`, value])),
})

const refused = (refusal: 'configuration' | 'temporary', code: string): Placement => ({
  kind: 'refused',
  refusal,
  code: `command.${code}`,
})

const placementOf = (ran: Ran, providerId: string): Placement => {
  if (ran.kind === 'not_started') return refused('configuration', ran.code)
  if (ran.kind === 'killed') return { kind: 'failed', providerId, detail: `command.timeout ${ran.output}`.trim() }
  if (ran.code === 0) return { kind: 'delivered', providerId, detail: ran.output === '' ? null : ran.output }
  if (ran.code === EXIT_LATER) return refused('temporary', 'exit_75')
  return { kind: 'failed', providerId, detail: `command.exit_${ran.code} ${ran.output}`.trim() }
}

/** Values of placeholders may hold anything but what no program can be given. */
const argumentOf = (template: string, message: Message, facts: Readonly<Record<string, string>>): string =>
  render(template, { ...message.order.callout.parameters, ...facts }).replaceAll('\0', '')

export const commandKind = ({ programs }: CommandOptions): MessageKind<CommandConnection> => ({
  kind: 'command',
  read: commandConnection,
  pace: () => ({ callsPerSecond: 1, callsAtOnce: null }),
  isAddress: (address) => isAddressOf('command', address),
  send: async (message, { program, arguments: templates, timeoutSeconds }) => {
    if (!programs.includes(program)) return refused('configuration', 'not_allowed')
    const { calloutId, ordinal } = message.order.attempt
    const facts = factsOf(message)
    const ran = await run({
      program,
      args: templates.map((template) => argumentOf(template, message, facts)),
      env: environmentFor(facts),
      input: facts.message,
      timeoutMs: timeoutSeconds * 1_000,
    })
    return placementOf(ran, `${calloutId}-${ordinal}`)
  },
  failure: () => ({ kind: 'unknown', code: 'command.failed' }),
})
