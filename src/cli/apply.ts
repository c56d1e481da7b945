// `noroshi apply`: makes the server's configuration equal to a file. The server works out the difference; here it is shown
// and confirmed before anything changes. Only objects that came from a file are touched.
import type { ConfigPlan } from '#contract/config'
import type { DraftSummary } from '#contract/drafts'
import { type CommandSpec, type Invocation, requiredValueOf } from './command.ts'
import { exitCodes } from './deps.ts'
import { hasChanges, planLines } from './diff.ts'
import { readDocument, withLines } from './document.ts'
import { UsageError } from './failure.ts'
import { readLine } from './input.ts'
import { printJson } from './print.ts'

export const applyCommand: CommandSpec = {
  name: 'apply',
  summary: { en: 'Apply a configuration file', ja: '設定ファイルを適用する' },
  details: {
    en: 'Shows what would change first, and asks. Objects made in the console are never touched;\nthose that left the file are deleted only with --prune.\nExit code: 0 applied, kept as a draft for approval, nothing to do, or shown; 1 not confirmed; 2 refused.',
    ja: '変更点を表示し、確認してから適用します。コンソールで作ったものには触れません。\nファイルから消えたものは --prune を付けたときだけ削除します。\n終了コード: 0 適用済み・承認待ちの下書き・変更なし・表示のみ、1 確認で中止、2 拒否。',
  },
  options: [
    {
      name: 'file',
      short: 'f',
      value: 'FILE',
      help: { en: 'YAML; "-" reads standard input', ja: 'YAML。「-」で標準入力' },
    },
    { name: 'dry-run', help: { en: 'Only show what would change', ja: '変更点の表示だけ行う' } },
    { name: 'prune', help: { en: 'Delete what left the file', ja: 'ファイルから消えたものを削除する' } },
    { name: 'yes', short: 'y', help: { en: 'Do not ask', ja: '確認しない' } },
  ],
  examples: [
    { does: { en: 'See what would change', ja: '変更点を確かめる' }, line: 'noroshi apply -f noroshi.yaml --dry-run' },
    {
      does: { en: 'From a pipeline, without questions', ja: 'CI などから確認なしで適用' },
      line: 'noroshi apply -f noroshi.yaml --yes',
    },
    {
      does: { en: 'From standard input', ja: '標準入力から適用' },
      line: 'envsubst < noroshi.yaml | noroshi apply -f - --yes',
    },
  ],
  run,
}

async function run(invocation: Invocation): Promise<number> {
  const { given, terminal, json } = invocation
  const file = requiredValueOf(given, 'file')
  const isDry = given.switches.has('dry-run')
  const mustAsk = !isDry && !given.switches.has('yes')
  if (mustAsk) refuseUnlessAskable(invocation, file)
  const send = await senderOf(invocation, file)
  const plan = await send('/v1/config/plan')
  if (!json) for (const line of planLines(plan, terminal)) terminal.line(line)
  if (isDry || !hasChanges(plan)) {
    if (json) printJson(invocation, plan)
    return exitCodes.done
  }
  if (mustAsk && !(await isConfirmed(invocation))) {
    terminal.note(terminal.say({ en: 'Nothing was changed.', ja: '何も変更していません。' }))
    return exitCodes.failed
  }
  return finish(invocation, await send('/v1/config/apply'))
}

type Answer = ConfigPlan | DraftSummary

function finish(invocation: Invocation, applied: Answer): number {
  const { terminal, json } = invocation
  if (json) printJson(invocation, applied)
  else if ('state' in applied) {
    const [en, ja] = [
      'Kept as a draft; nothing changes before it is approved:',
      '下書きにしました。承認されるまで反映されません:',
    ]
    terminal.line(`${terminal.say({ en, ja })} ${applied.id}`)
  } else terminal.line(terminal.paint('green', terminal.say({ en: 'Applied.', ja: '適用しました。' })))
  return exitCodes.done
}

/** Returns what sends the file, the same each time, to be planned or applied. Both may be repeated: nothing adds up. */
async function senderOf(invocation: Invocation, file: string): Promise<(path: string) => Promise<ConfigPlan>> {
  const { deps, given, language } = invocation
  const document = await readDocument(file, deps.stdin)
  const client = await invocation.client()
  const body = { document: document.value, prune: given.switches.has('prune') }
  return async (path) => {
    try {
      return (await client.send({ method: 'POST', path, body, repeatable: true })) as ConfigPlan
    } catch (error) {
      throw withLines(error, document, language)
    }
  }
}

function refuseUnlessAskable({ deps, json }: Invocation, file: string): void {
  if (file !== '-' && !json && deps.stdin.isTTY === true && deps.stdout.isTTY === true) return
  throw new UsageError(
    { en: 'There is nobody here to confirm the changes', ja: '変更を確認できる端末がありません' },
    { en: 'Add --yes, or --dry-run to look only.', ja: '--yes を、表示だけなら --dry-run を付けてください。' },
  )
}

async function isConfirmed({ deps, terminal }: Invocation): Promise<boolean> {
  deps.stdout.write(terminal.say({ en: 'Apply these changes? [y/N] ', ja: '適用しますか？ [y/N] ' }))
  return /^(y|yes|はい)$/i.test(await readLine(deps.stdin))
}
