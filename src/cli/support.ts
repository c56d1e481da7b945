// `noroshi support-bundle`: what somebody who helps needs to know, in one file.
import { type CommandSpec, type Invocation, valueOf } from './command.ts'
import { exitCodes } from './deps.ts'
import { configOption } from './local.ts'

export const supportBundleCommand: CommandSpec = {
  name: 'support-bundle',
  summary: {
    en: 'Write what a helper needs to know into a file, without secrets or people',
    ja: '問い合わせに必要な情報を、秘密や個人の情報なしでファイルに書く',
  },
  details: {
    en: 'JSON: versions, masked settings, health, migrations, counts, codes of errors, slow queries, and how policies are built.\nNo names, numbers, addresses, texts or secrets; read it before you send it. Run it where and as whom the server runs.\nExit code: 0 done, 1 failed, 2 a setting is wrong.',
    ja: 'JSON です。版、伏せた設定、点検の結果、移行、件数、エラーのコード、遅いクエリ、連絡網の組み立てを含みます。\n名前・番号・アドレス・文面・秘密は含みません。送る前に中を確かめてください。サーバと同じ場所・同じユーザで実行してください。\n終了コード: 0 完了、1 失敗、2 設定の誤り。',
  },
  args: '<file>',
  options: [configOption],
  examples: [
    {
      does: { en: 'Beside the running server', ja: '稼働中のサーバの横で' },
      line: 'noroshi support-bundle support.json',
    },
  ],
  run,
}

async function run({ given, language, terminal, deps }: Invocation): Promise<number> {
  const file = given.args[0] ?? ''
  const answer = await deps.supportBundle(file, { config: valueOf(given, 'config'), language })
  if (!answer.ok) {
    terminal.note(answer.detail)
    return exitCodes.failed
  }
  terminal.note(
    terminal.say({
      en: `Written: ${file}. Read it before you send it.`,
      ja: `書きました: ${file}。送る前に中を確かめてください。`,
    }),
  )
  return exitCodes.done
}
