// `noroshi retention --dry-run`: what is old enough to be deleted. The server deletes by itself; nothing does here.
import { limits, retainedKinds } from '#contract/limits'
import type { RetentionLook } from '#contract/retention'
import { type CommandSpec, type Invocation, numberOf } from './command.ts'
import { exitCodes, type Words } from './deps.ts'
import { UsageError } from './failure.ts'
import { printJson } from './print.ts'
import { columns } from './terminal.ts'

const names: Readonly<Record<(typeof retainedKinds)[number], Words>> = {
  callouts: { en: 'callouts', ja: '通報' },
  incidents: { en: 'incidents', ja: 'インシデント' },
  alerts: { en: 'alerts', ja: 'アラート' },
  deliveries: { en: 'deliveries', ja: 'Webhook等の送信記録' },
  audit: { en: 'audit log', ja: '監査ログ' },
}

export const retentionCommand: CommandSpec = {
  name: 'retention',
  summary: { en: 'Show what is old enough to be deleted', ja: '保存期間を過ぎて削除されるものを示す' },
  details: {
    en: 'Deletes nothing: the server does by itself, as the settings of the space say ("retention"). With days given, it\nshows what they would do.',
    ja: '何も削除しません。削除はスペースの設定（retention）に従ってサーバが自動で行います。日数を指定すると、\nその日数にした場合を示します。',
  },
  options: [
    { name: 'dry-run', help: { en: 'Look and delete nothing', ja: '調べるだけで何も削除しない' } },
    ...retainedKinds.map((kind) => ({
      name: kind,
      value: 'DAYS',
      help: {
        en: `As if ${names[kind].en} were kept for so many days`,
        ja: `${names[kind].ja}の保存期間をこの日数とした場合`,
      },
    })),
  ],
  examples: [
    { does: { en: 'What the next round deletes', ja: '次に削除されるもの' }, line: 'noroshi retention --dry-run' },
    {
      does: { en: 'Before setting a year', ja: '1年と設定する前に' },
      line: 'noroshi retention --dry-run --callouts 365 --alerts 365',
    },
  ],
  run,
}

async function run(invocation: Invocation): Promise<number> {
  const { given, terminal, json } = invocation
  if (!given.switches.has('dry-run'))
    throw new UsageError({
      en: 'the server deletes by itself; --dry-run shows what',
      ja: '削除はサーバが自動で行います。--dry-run で対象を確認できます',
    })
  const query = new URLSearchParams()
  for (const kind of retainedKinds) {
    const days = numberOf(given, kind, limits.retentionDays)
    if (days !== null) query.set(kind, String(days))
  }
  const client = await invocation.client()
  const path = `/v1/retention${query.size === 0 ? '' : `?${query.toString()}`}`
  const look = (await client.send({ method: 'GET', path, repeatable: true })) as RetentionLook
  if (json) {
    printJson(invocation, look)
    return exitCodes.done
  }
  const rows = look.items.map(({ kind, days, before, deletes, oldest, keeps }) => [
    terminal.say(names[kind]),
    days === null
      ? terminal.say({ en: 'kept for ever', ja: '無期限に保存' })
      : terminal.say({ en: `kept for ${days} days`, ja: `${days}日間保存` }),
    before === null ? '' : terminal.say({ en: `${deletes} to delete`, ja: `${deletes}件を削除` }),
    oldest === null ? '' : terminal.say({ en: `since ${oldest.slice(0, 10)}`, ja: `${oldest.slice(0, 10)}以降` }),
    keeps === 0 ? '' : terminal.say({ en: `${keeps} not over, kept`, ja: `${keeps}件は終わっていないため残す` }),
  ])
  for (const line of columns(rows)) terminal.line(line)
  return exitCodes.done
}
