// `noroshi backup` and `noroshi restore`: everything the database holds, into a file and back.
import { type CommandSpec, type Invocation, valueOf } from './command.ts'
import { type BackupAnswer, exitCodes, type LocalOptions } from './deps.ts'
import { configOption } from './local.ts'

export const backupCommand: CommandSpec = {
  name: 'backup',
  summary: {
    en: 'Write everything into a file, while the server runs',
    ja: '稼働中のまま、すべてをファイルに保存する',
  },
  details: {
    en: 'As of one instant. Run it where and as whom the server runs. The secret key is not in it: keep it beside.\nExit code: 0 done, 1 failed, 2 a setting is wrong.',
    ja: 'ある一瞬の状態を保存します。サーバと同じ場所・同じユーザで実行してください。秘密鍵は含まれないので、別に保管してください。\n終了コード: 0 完了、1 失敗、2 設定の誤り。',
  },
  args: '<file>',
  options: [configOption],
  examples: [
    {
      does: { en: 'Every night, by cron', ja: '毎晩、cron で' },
      line: 'noroshi backup /backup/noroshi-$(date +%F).gz',
    },
  ],
  run: (invocation) =>
    ran(invocation, invocation.deps.backup, {
      en: 'Written. What it needs to be of use is the secret key:',
      ja: '保存しました。復元には秘密鍵も必要です:',
    }),
}

export const restoreCommand: CommandSpec = {
  name: 'restore',
  summary: { en: 'Bring a backup back into an empty database', ja: 'バックアップを空のデータベースに復元する' },
  details: {
    en: 'Into the version that made it or a newer one. Callouts that were running go on at the next start.\nExit code: 0 done, 1 failed, 2 a setting is wrong.',
    ja: '作成したときと同じ版か、より新しい版に復元します。実行中だった通報は、次の起動で続きから動きます。\n終了コード: 0 完了、1 失敗、2 設定の誤り。',
  },
  args: '<file>',
  options: [configOption],
  examples: [
    {
      does: { en: 'Into a new data directory', ja: '新しいデータディレクトリに' },
      line: 'NOROSHI_SECRET_KEY_FILE=/backup/secret.key NOROSHI_DATA_DIR=/var/lib/noroshi noroshi restore /backup/noroshi.gz',
    },
  ],
  run: (invocation) =>
    ran(invocation, invocation.deps.restore, {
      en: 'Restored. Start the server with the same secret key:',
      ja: '復元しました。同じ秘密鍵でサーバを起動してください:',
    }),
}

type Work = (file: string, options: LocalOptions) => Promise<BackupAnswer>

async function ran(
  { given, language, terminal }: Invocation,
  work: Work,
  done: { en: string; ja: string },
): Promise<number> {
  const answer = await work(given.args[0] ?? '', { config: valueOf(given, 'config'), language })
  if (!answer.ok) {
    terminal.note(answer.detail)
    return exitCodes.failed
  }
  const key = answer.keyFile ?? 'NOROSHI_SECRET_KEY'
  terminal.note(`${terminal.say(done)} ${key}`)
  return exitCodes.done
}
