// The commands that run the product in this process instead of asking a server: serve, migrate, doctor. What they do is
// handed in by main; here are their options, and the printing of the doctor's findings.
import { settingsHelp } from '#settings/settings'
import { type CommandSpec, type Invocation, type OptionSpec, valueOf } from './command.ts'
import { type DoctorCheck, exitCodes, type LocalOptions } from './deps.ts'
import { printJson } from './print.ts'
import { type Colour, clean } from './terminal.ts'

export const configOption: OptionSpec = {
  name: 'config',
  short: 'c',
  value: 'FILE',
  help: { en: 'A YAML file with settings; the environment wins', ja: '設定を書いた YAML ファイル（環境変数が優先）' },
}

const optionsOf = ({ given, language }: Invocation): LocalOptions => ({ config: valueOf(given, 'config'), language })

export const serveCommand: CommandSpec = {
  name: 'serve',
  summary: { en: 'Run the server', ja: 'サーバを起動する' },
  details: {
    en: 'Brings the database up to date and serves until SIGTERM or Ctrl-C.\nExit code: 0 stopped as asked, 1 failed, 2 a setting is wrong.',
    ja: 'データベースを最新にして起動し、SIGTERM または Ctrl-C まで動き続けます。\n終了コード: 0 指示による停止、1 失敗、2 設定の誤り。',
  },
  options: [configOption],
  examples: [
    { does: { en: 'With the embedded database', ja: '組み込みデータベースで起動' }, line: 'noroshi serve' },
    {
      does: { en: 'On a PostgreSQL of your own, by HTTPS', ja: '既存の PostgreSQL と HTTPS で起動' },
      line: 'DATABASE_URL=postgres://… NOROSHI_SECRET_KEY_FILE=/etc/noroshi/key NOROSHI_TLS_CERT=cert.pem NOROSHI_TLS_KEY=key.pem noroshi serve',
    },
  ],
  appendix: settingsHelp,
  run: (invocation) => invocation.deps.serve(optionsOf(invocation)),
}

export const demoCommand: CommandSpec = {
  name: 'demo',
  summary: {
    en: 'Try it: a server with demo data, and phones that ring in the browser',
    ja: '試す: デモデータ入りのサーバと、ブラウザの中で鳴る電話',
  },
  details: {
    en: 'Keeps its own database in ./data/demo and calls no real phone. Ctrl-C ends it.',
    ja: 'データベースは ./data/demo に作り、実際の電話にはかけません。Ctrl-C で終了します。',
  },
  options: [],
  examples: [{ does: { en: 'In an empty folder', ja: '空のフォルダで' }, line: 'npx noroshi demo' }],
  run: (invocation) => invocation.deps.demo(),
}

export const migrateCommand: CommandSpec = {
  name: 'migrate',
  summary: { en: 'Bring the database up to date', ja: 'データベースを最新にする' },
  details: {
    en: 'The server does this by itself at its start; this is for those who do it as a separate step.\nExit code: 0 done, 1 failed, 2 a setting is wrong.',
    ja: 'サーバは起動時に自動で行います。別の手順として行いたい場合に使います。\n終了コード: 0 完了、1 失敗、2 設定の誤り。',
  },
  options: [configOption],
  examples: [{ does: { en: 'Before a new version starts', ja: '新しい版を起動する前に' }, line: 'noroshi migrate' }],
  run: (invocation) => invocation.deps.migrate(optionsOf(invocation)),
}

export const doctorCommand: CommandSpec = {
  name: 'doctor',
  summary: {
    en: 'Check database, public URL, providers, clock and disk',
    ja: 'データベース、公開 URL、プロバイダ、時計、ディスクを点検する',
  },
  details: {
    en: 'Looks with the same settings as "serve", so run it where and as whom the server runs.\nExit code: 0 nothing is bad, 1 something is, 2 a setting is wrong.',
    ja: 'serve と同じ設定で調べます。サーバと同じ場所・同じユーザで実行してください。\n終了コード: 0 問題なし、1 問題あり、2 設定の誤り。',
  },
  options: [configOption],
  examples: [
    { does: { en: 'After installing, before the first night', ja: '導入後、最初の夜の前に' }, line: 'noroshi doctor' },
  ],
  run: doctor,
}

const marks: Readonly<Record<DoctorCheck['state'], { mark: string; colour: Colour }>> = {
  good: { mark: '✓', colour: 'green' },
  doubtful: { mark: '!', colour: 'yellow' },
  bad: { mark: '✗', colour: 'red' },
  skipped: { mark: '–', colour: 'dim' },
}

const names: Readonly<Record<string, string>> = {
  database: 'データベース',
  publicUrl: '公開 URL',
  providers: 'プロバイダ',
  clock: '時計',
  disk: 'ディスク',
}

async function doctor(invocation: Invocation): Promise<number> {
  const { deps, terminal, json, language } = invocation
  const report = await deps.doctor(optionsOf(invocation))
  const isBad = report.checks.some(({ state }) => state === 'bad')
  if (json) {
    const checks = report.checks.map(({ name, state, found, cure }) => ({
      name,
      state,
      found: found[language],
      cure: cure?.[language] ?? null,
    }))
    printJson(invocation, { ok: !isBad, checks })
    return isBad ? exitCodes.failed : exitCodes.done
  }
  for (const { name, state, found, cure } of report.checks) {
    const { mark, colour } = marks[state]
    const shown = language === 'ja' ? (names[name] ?? name) : name
    terminal.line(
      `${terminal.paint(colour, mark)} ${terminal.paint('bold', clean(shown))}: ${clean(terminal.say(found))}`,
    )
    if (cure !== null) terminal.line(`    → ${clean(terminal.say(cure))}`)
  }
  return isBad ? exitCodes.failed : exitCodes.done
}
