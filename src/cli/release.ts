// `noroshi release`: a callout that waits to begin, begins at once.
import { tellCallout } from './callout-command.ts'
import type { CommandSpec, Invocation } from './command.ts'
import { exitCodes } from './deps.ts'
import { printJson } from './print.ts'

export const releaseCommand: CommandSpec = {
  name: 'release',
  args: '[id]',
  summary: { en: 'Let a callout that waits to begin, begin at once', ja: '開始を待っている通報を、すぐに始める' },
  details: {
    en: 'Of a policy that begins later what is not urgent. Exit code: 0 it has begun, 2 it does not wait, or is not there.',
    ja: '急がない通報を後から始める連絡網のもの。終了コード: 0 始めた、2 待っていない、または存在しない。',
  },
  options: [],
  examples: [
    {
      does: { en: 'Not in the morning, but now', ja: '朝を待たずに、今' },
      line: 'noroshi release 0199c2a4-7d1e-7f3a-9a55-3d1c6f0a2b11',
    },
  ],
  run,
}

async function run(invocation: Invocation): Promise<number> {
  const { terminal, json } = invocation
  const callout = await tellCallout(invocation, 'release')
  if (json) printJson(invocation, callout)
  else if (callout.outcome === 'suppressed')
    terminal.line(
      terminal.say({
        en: 'Notification is paused: nobody is called.',
        ja: '通報が停止中のため、だれにも連絡しません。',
      }),
    )
  else terminal.line(terminal.say({ en: 'It begins now.', ja: '始めました。' }))
  return exitCodes.done
}
