// The table of all commands, and the options that every command takes.

import { applyCommand } from './apply.ts'
import { auditCommand } from './audit.ts'
import { backupCommand, restoreCommand } from './backup.ts'
import { callCommand } from './call.ts'
import type { CommandSpec, OptionSpec } from './command.ts'
import { dialCommand, testSendCommand } from './direct.ts'
import { executeCommand } from './execute.ts'
import { exportCommand } from './export.ts'
import { hearCommand } from './hear.ts'
import { importCommand } from './import.ts'
import { demoCommand, doctorCommand, migrateCommand, serveCommand } from './local.ts'
import { logCommand } from './log.ts'
import { nagiosCommand } from './nagios.ts'
import { onCallCommand } from './oncall.ts'
import { pauseCommands } from './pause.ts'
import { previewCommand } from './preview.ts'
import { readingCommands } from './readings.ts'
import { releaseCommand } from './release.ts'
import { resolveCommand } from './resolve.ts'
import { retentionCommand } from './retention.ts'
import { spaceCommands } from './space.ts'
import { statusCommand } from './status.ts'
import { supportBundleCommand } from './support.ts'
import { teldialCommand } from './teldial.ts'
import { tokenCommands } from './token.ts'

export const commands: readonly CommandSpec[] = [
  demoCommand,
  serveCommand,
  callCommand,
  executeCommand,
  teldialCommand,
  testSendCommand,
  dialCommand,
  nagiosCommand,
  statusCommand,
  releaseCommand,
  resolveCommand,
  logCommand,
  auditCommand,
  retentionCommand,
  previewCommand,
  hearCommand,
  onCallCommand,
  ...pauseCommands,
  applyCommand,
  exportCommand,
  importCommand,
  ...readingCommands,
  ...tokenCommands,
  ...spaceCommands,
  migrateCommand,
  backupCommand,
  restoreCommand,
  doctorCommand,
  supportBundleCommand,
]

export const URL_DEFAULT = 'http://127.0.0.1:8080'

export const globalOptions: readonly OptionSpec[] = [
  {
    name: 'url',
    value: 'URL',
    help: {
      en: `The server (NOROSHI_URL, else ${URL_DEFAULT})`,
      ja: `サーバの URL（NOROSHI_URL、なければ ${URL_DEFAULT}）`,
    },
  },
  {
    name: 'token',
    value: 'TOKEN',
    help: {
      en: 'API token; safer: NOROSHI_TOKEN, or its file in NOROSHI_TOKEN_FILE',
      ja: 'API トークン。NOROSHI_TOKEN、またはファイルを指す NOROSHI_TOKEN_FILE の方が安全です',
    },
  },
  { name: 'json', help: { en: 'Results as JSON on stdout', ja: '結果を JSON で標準出力へ' } },
  { name: 'lang', value: 'ja|en', help: { en: 'Language (by LANG)', ja: '言語（省略時は LANG による）' } },
  { name: 'help', short: 'h', help: { en: 'This help', ja: 'この説明' } },
  { name: 'version', short: 'V', help: { en: 'The version', ja: '版' } },
]
