// `noroshi resolve`: what a callout is about is resolved: it ends, or does not come back.
import { tellCallout } from './callout-command.ts'
import type { CommandSpec, Invocation } from './command.ts'
import { exitCodes } from './deps.ts'
import { printJson } from './print.ts'

export const resolveCommand: CommandSpec = {
  name: 'resolve',
  args: '[id]',
  summary: { en: 'Say that what a callout is about is resolved', ja: '通報の件が解決したと伝える' },
  details: {
    en: 'One that runs ends; one that was acknowledged does not come back. Exit code: 0 resolved, 2 it ended otherwise, or is not there.',
    ja: '実行中の通報は終わり、認知済みの通報は再通報されません。終了コード: 0 解決とした、2 別の結果で終わっている、または存在しない。',
  },
  options: [],
  examples: [
    {
      does: { en: 'The disk was changed', ja: 'ディスクを交換した' },
      line: 'noroshi resolve 0199c2a4-7d1e-7f3a-9a55-3d1c6f0a2b11',
    },
  ],
  run,
}

async function run(invocation: Invocation): Promise<number> {
  const { terminal, json } = invocation
  const callout = await tellCallout(invocation, 'resolve')
  if (json) printJson(invocation, callout)
  else terminal.line(terminal.say({ en: 'It is resolved.', ja: '解決としました。' }))
  return exitCodes.done
}
