// `noroshi preview`: who would be called, when and why, if this happened at that instant. Nobody is called. For a script the
// exit code tells whether somebody would be reached; with --all every policy is looked at before the night it is needed.
import { limits } from '#contract/limits'
import type { Preview } from '#contract/previews'
import { behaviourNames, behaviourOf, personOf } from './behaviour.ts'
import type { Client } from './client.ts'
import type { CommandSpec, Given, Invocation } from './command.ts'
import { numberOf, requiredValueOf, valueOf } from './command.ts'
import { exitCodes } from './deps.ts'
import { UsageError } from './failure.ts'
import { endingOf } from './outcome-words.ts'
import { save } from './output.ts'
import { runAll } from './preview-all.ts'
import { ask, groupPathOf, pathOf, printFindings } from './preview-ask.ts'
import { runSweep, sweptDays } from './preview-sweep.ts'
import { printJson } from './print.ts'
import { clean, timeWords } from './terminal.ts'

export const previewCommand: CommandSpec = {
  name: 'preview',
  summary: {
    en: 'Show who would be called, without calling anybody',
    ja: 'だれに電話がかかるかを、かけずに確かめる（予行）',
  },
  details: {
    en: `Without --person and --others nobody answers. What people do: ${behaviourNames.join(', ')}.\nanswers:SECONDS:KEYS:SECONDS, hangs_up:SECONDS:SECONDS, voicemail:SECONDS, rejects:SECONDS.\nSeparated by commas: at the first call, the second, …\nExit code: 0 somebody is reached, 1 nobody is, 2 refused. With --all and --sweep: 1 when something was found.`,
    ja: `--person も --others も無ければ、だれも出ません。振る舞い: ${behaviourNames.join(', ')}。\nanswers:秒:キー:秒、hangs_up:秒:秒、voicemail:秒、rejects:秒。\nコンマで区切ると、1回目の電話、2回目の電話…の順です。\n終了コード: 0 だれかにつながる、1 だれにもつながらない、2 拒否。--all と --sweep では、問題が見つかれば 1。`,
  },
  options: [
    {
      name: 'policy',
      short: 'p',
      value: 'KEY',
      help: { en: 'Key, id or name of a policy', ja: '連絡網のキー、ID または名前' },
    },
    {
      name: 'policy-group',
      value: 'KEY',
      help: { en: 'Key, id or name of a policy group', ja: '連絡網グループのキー、ID または名前' },
    },
    {
      name: 'all',
      help: { en: 'Look at every policy, and say what was found', ja: 'すべての連絡網を調べ、見つかった問題を示す' },
    },
    {
      name: 'sweep',
      value: 'DAYS',
      help: {
        en: 'Find the times with nobody to call, from now or --at on: 7d, at most 31d; of every policy without --policy',
        ja: 'だれにも電話がかからない時間帯を探す（今または --at から 7d のように、最大31d。--policy が無ければすべて）',
      },
    },
    {
      name: 'at',
      value: 'INSTANT',
      help: {
        en: 'When, like 2027-01-01T03:00:00+09:00 (now)',
        ja: '日時。例 2027-01-01T03:00:00+09:00（省略時は今）',
      },
    },
    {
      name: 'person',
      value: 'NAME=WHAT',
      many: true,
      help: { en: 'What one person does; repeatable', ja: '一人の振る舞い（複数可）' },
    },
    {
      name: 'others',
      value: 'WHAT',
      help: { en: 'What everybody else does (no_answer)', ja: '他の全員の振る舞い（no_answer）' },
    },
    {
      name: 'text',
      short: 't',
      value: 'TEXT',
      help: { en: 'What is said (a sample)', ja: '読み上げる本文（省略時は見本）' },
    },
    {
      name: 'alerts',
      value: 'WHICH',
      help: {
        en: 'About alerts in the place of a text: sample, or current (the problems of now)',
        ja: '本文の代わりにアラートについて: sample（見本）または current（現在の障害）',
      },
    },
    {
      name: 'rule',
      value: 'KEY',
      help: {
        en: 'As this routing rule would begin it, after its delay; of --alerts current what it is about',
        ja: 'この通報ルールで始まったものとして（遅延の後）。--alerts current では対象のアラートだけ',
      },
    },
    {
      name: 'target',
      value: 'SECONDS',
      help: { en: 'Say when it takes longer than this', ja: 'これより長くかかれば知らせる' },
    },
    {
      name: 'priority',
      value: 'N',
      help: {
        en: 'How urgent, 0 (first) to 9 (as the policy says)',
        ja: '優先度 0（最優先）～9（省略時は連絡網のとおり）',
      },
    },
    { name: 'seed', value: 'N', help: { en: 'Another draw for "any"', ja: '「any」の引き直し' } },
    { name: 'svg', value: 'FILE', help: { en: 'Also as a picture', ja: '図も書き出す' } },
  ],
  examples: [
    {
      does: { en: 'New Year’s night, and nobody answers', ja: '元日の夜中、だれも出なければ' },
      line: 'noroshi preview -p night --at 2027-01-01T03:00:00+09:00 --svg night.svg',
    },
    {
      does: { en: 'Sato is busy at first, then takes it', ja: '佐藤は最初話し中、次に対応する' },
      line: 'noroshi preview -p night --person sato=busy,answers:12:1',
    },
    {
      does: {
        en: 'What a rule sets off, and how its button call sounds',
        ja: '通報ルールが始める通報と、その読み上げ',
      },
      line: 'noroshi preview -p night --rule db --others answers',
    },
    {
      does: { en: 'Every policy, before the holidays', ja: '連休の前に、すべての連絡網を' },
      line: 'noroshi preview --all --target 1800',
    },
    {
      does: { en: 'The times of a week with nobody to call', ja: '1週間のうち、だれにもかからない時間帯' },
      line: 'noroshi preview --sweep 7d',
    },
  ],
  run,
}

async function run(invocation: Invocation): Promise<number> {
  const { given } = invocation
  const isAll = given.switches.has('all')
  goesWithout(given, isAll)
  const days = sweptDays(given)
  if (days !== null) return runSweep(invocation, { ...instantOf(given), days })
  const body = bodyOf(given)
  return isAll ? runAll(invocation, body) : runOne(invocation, body, policyPathOf(invocation))
}

function goesWithout(given: Given, isAll: boolean): void {
  const [policy, group, sweep] = ['policy', 'policy-group', 'sweep'].map((name) => valueOf(given, name))
  if (isAll && ['policy', 'rule', 'svg'].some((name) => given.values.has(name)))
    throw new UsageError({
      en: '--all goes without --policy, --rule and --svg',
      ja: '--all は --policy、--rule、--svg と一緒に使えません',
    })
  if (group !== null && (isAll || policy !== null || sweep !== null))
    throw new UsageError({
      en: '--policy-group goes without --policy, --all and --sweep',
      ja: '--policy-group は --policy、--all、--sweep と一緒に使えません',
    })
}

function policyPathOf(invocation: Invocation): string {
  const group = valueOf(invocation.given, 'policy-group')
  if (group !== null) return groupPathOf(group, invocation)
  return pathOf(requiredValueOf(invocation.given, 'policy'), invocation)
}

function instantOf(given: Given): { at?: string } {
  const at = valueOf(given, 'at')
  if (at === null) return {}
  if (!Number.isNaN(Date.parse(at))) return { at }
  throw new UsageError({
    en: `--at takes an instant with its zone, not "${at}"`,
    ja: `--at は時差付きの日時です（「${at}」は使えません）`,
  })
}

function aboutOf(given: Given) {
  const [text, alerts, rule] = ['text', 'alerts', 'rule'].map((name) => valueOf(given, name) ?? undefined)
  if (alerts !== undefined && alerts !== 'sample' && alerts !== 'current')
    throw new UsageError({
      en: `--alerts takes sample or current, not "${alerts}"`,
      ja: `--alerts は sample か current です（「${alerts}」は使えません）`,
    })
  if (text !== undefined && (alerts ?? rule) !== undefined)
    throw new UsageError({
      en: '--text goes without --alerts and --rule',
      ja: '--text は --alerts や --rule と一緒に使えません',
    })
  return { text, alerts, rule }
}

function bodyOf(given: Given) {
  const others = valueOf(given, 'others')
  const target = numberOf(given, 'target', { min: 1, max: 31 * 86_400 })
  const priority = numberOf(given, 'priority', limits.priority)
  const seed = numberOf(given, 'seed', { min: 0, max: 999_999_999 })
  const people = (given.values.get('person') ?? []).map(personOf)
  return {
    ...instantOf(given),
    ...(people.length === 0 ? {} : { people }),
    ...(others === null ? {} : { others: behaviourOf(others) }),
    ...(target === null ? {} : { targetSeconds: target }),
    ...(priority === null ? {} : { priority }),
    ...(seed === null ? {} : { seed }),
    ...aboutOf(given),
  }
}

async function runOne(invocation: Invocation, body: object, path: string): Promise<number> {
  const { given, json } = invocation
  const client = await invocation.client()
  const preview = await ask(client, path, body)
  if (json) printJson(invocation, preview)
  else printPreview(invocation, preview)
  const file = valueOf(given, 'svg')
  if (file !== null) await savePicture(invocation, { client, path, body, file })
  return preview.reached ? exitCodes.done : exitCodes.failed
}

/** The same instant and seed give the same preview, so the picture is of what was printed. */
async function savePicture(
  invocation: Invocation,
  { client, path, body, file }: { client: Client; path: string; body: object; file: string },
): Promise<void> {
  const svg = await client.send({ method: 'POST', path: `${path}&format=svg`, body, repeatable: true, as: 'text' })
  await save(invocation, file, String(svg))
}

function printPreview({ terminal, deps }: Invocation, preview: Preview): void {
  const { history, policies, attempts } = preview
  for (const { at, text, policy, attempt, reason } of history) {
    const mark = policies.length > 1 ? `${clean(policy)}  ` : ''
    terminal.line(`${timeWords(at, deps.now())}  ${mark}${clean(text)}`)
    if (reason === 'answered')
      printSaid(
        { terminal },
        attempts.find((one) => one.policy === policy && one.ordinal === attempt),
      )
  }
  const ending = endingOf(preview.outcome)
  const by = preview.acknowledgedBy === null ? '' : ` (${clean(preview.acknowledgedBy)})`
  terminal.line(terminal.paint(ending.colour, `${terminal.say(ending.words)}${by}`))
  terminal.line(terminal.say(totals(preview)))
  printFindings({ terminal }, preview.findings)
}

function printSaid({ terminal }: Pick<Invocation, 'terminal'>, attempt: Preview['attempts'][number] | undefined): void {
  for (const { key, lines } of attempt?.said ?? []) {
    const heard = key === null ? '' : `[${clean(key)}] `
    terminal.line(terminal.paint('dim', `    ${heard}「${lines.map(clean).join(' ')}」`))
  }
}

function totals({ cost, durationSeconds, waitedSeconds }: Preview) {
  const { calls, answered, messages, costs, unpriced } = cost
  const took = Math.round(durationSeconds)
  const money = costs.map(({ currency, micros }) => ` · ${(micros / 1_000_000).toFixed(2)} ${currency}`).join('')
  const waited = Math.round(waitedSeconds)
  return {
    en: [
      `${calls} calls, ${answered} answered, `,
      messages === 0 ? '' : `${messages} messages, `,
      `${took} s${waited === 0 ? '' : ` (after ${waited} s of waiting)`}${money}`,
      costs.length === 0 || unpriced === 0 ? '' : ` · ${unpriced} without a price`,
    ].join(''),
    ja: [
      `発信${calls}回、応答${answered}回、`,
      messages === 0 ? '' : `メッセージ${messages}件、`,
      `${took}秒${waited === 0 ? '' : `（${waited}秒の遅延の後）`}${money}`,
      costs.length === 0 || unpriced === 0 ? '' : ` · 料金未設定${unpriced}件`,
    ].join(''),
  }
}
