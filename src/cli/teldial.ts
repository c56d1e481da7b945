// `noroshi teldial`: takes the arguments of JP1/TELstaff's command and behaves like it. It says nothing, and its exit status is
// whether the request was accepted, not whether anybody was reached. Called too fast, when the policy merges requests, it is not.
import { readFile } from 'node:fs/promises'
import { createClient } from './client.ts'
import type { CommandSpec } from './command.ts'
import { type CliDeps, type ExitCode, exitCodes } from './deps.ts'
import { RefusedError, UnreachableError, UsageError } from './failure.ts'
import { credentialsOf, executeOnce } from './jp1.ts'

export const teldialCommand: CommandSpec = {
  name: 'teldial',
  summary: { en: 'What JP1/TELstaff’s command of this name does', ja: 'JP1/TELstaff の teldial と同じ引数で実行する' },
  details: {
    en: '-ni: name of the policy. -fm, -fv: files with the text of mail and of calls, in UTF-8 or Shift_JIS. -u: a text added to both.\nAccount and server come from the environment, as for "execute". It writes nothing.\nExit code: 0 accepted, otherwise not: 1 too fast (merged), 2 refused, 3 server not reachable.',
    ja: '-ni: 連絡網名。-fm、-fv: メールと音声の文面のファイル（UTF-8 または Shift_JIS）。-u: 両方に付け加える文字列。\nアカウントとサーバは execute と同じく環境変数で指定します。何も表示しません。\n終了コード: 0 受け付け、0 以外は受け付けていません（1 発信制限、2 拒否、3 サーバにつながらない）。',
  },
  options: [],
  examples: [
    {
      does: { en: 'In the place of teldial', ja: 'teldial の代わりに' },
      line: 'noroshi teldial -ni 夜間連絡網 -fv /var/tmp/voice.txt -fm /var/tmp/mail.txt -u "ホスト web01"',
    },
  ],
  // Its options look like no others of ours, so cli.ts gives it the words as they are.
  run: () => Promise.resolve(exitCodes.refused),
}

const flags = { '-ni': 'net', '-fm': 'mail', '-fv': 'voice', '-u': 'added' } as const
type Flag = keyof typeof flags
type Dial = Partial<Record<(typeof flags)[Flag], string>>

const isFlag = (word: string): word is Flag => Object.hasOwn(flags, word)

/** null for anything TELstaff's command does not know, and for an option without its value. */
function dialOf(words: readonly string[]): Dial | null {
  const dial: Dial = {}
  for (let at = 0; at < words.length; at += 2) {
    const [flag = '', value] = words.slice(at)
    if (!isFlag(flag) || value === undefined || dial[flags[flag]] !== undefined) return null
    dial[flags[flag]] = value
  }
  return dial.net === undefined ? null : dial
}

/** Files from Windows are in Shift_JIS as often as in UTF-8; what is valid UTF-8 is nothing else. */
async function textIn(file: string | undefined): Promise<string> {
  if (file === undefined) return ''
  const bytes = await readFile(file)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('shift_jis').decode(bytes)
  }
}

const joined = (text: string, added: string): string =>
  [text.trim(), added.trim()].filter((part) => part !== '').join('\n')

async function dialOnce(dial: Dial, deps: CliDeps, url: string): Promise<ExitCode> {
  const { net = '', added = '' } = dial
  const contents = {
    tel_content: joined(await textIn(dial.voice), added),
    mail_content: joined(await textIn(dial.mail), added),
  }
  const client = createClient({ url, token: null, language: 'ja' }, deps)
  const execution = { net, contents, idempotencyKey: null }
  const { status } = await executeOnce(client, await credentialsOf(deps.env), execution)
  return status === 'aggregated' ? exitCodes.failed : exitCodes.done
}

/** Runs it; writes nothing, whatever happens. */
export async function teldial(words: readonly string[], deps: CliDeps, url: string): Promise<ExitCode> {
  const dial = dialOf(words)
  if (dial === null) return exitCodes.refused
  try {
    return await dialOnce(dial, deps, url)
  } catch (error) {
    if (error instanceof UnreachableError) return exitCodes.unreachable
    if (error instanceof RefusedError) return error.exitCode
    if (error instanceof UsageError) return exitCodes.refused
    return exitCodes.failed
  }
}
