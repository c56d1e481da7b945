// `noroshi hear`: what a call says, key by key, before anybody is called (/v1/templates/preview).

import type { SpeechPreview } from '#contract/speech-previews'
import { type CommandSpec, type Invocation, valueOf } from './command.ts'
import { exitCodes } from './deps.ts'
import { printJson } from './print.ts'
import { clean } from './terminal.ts'

export const hearCommand: CommandSpec = {
  name: 'hear',
  args: '[policy]',
  summary: { en: 'Show what a call says, without calling anybody', ja: '電話で流れる内容を、かけずに示す' },
  details: {
    en: 'About sample alerts, unless --current or --text says otherwise. What is said goes to stdout, how it is read aloud with --spoken.',
    ja: '--current や --text がなければ、見本のアラートについて示します。--spoken を付けると、読み上げられるとおりに示します。',
  },
  options: [
    { name: 'kind', value: 'KIND', help: { en: 'As a policy of this kind', ja: 'この種類の連絡網として' } },
    { name: 'template', value: 'KEY', help: { en: 'With this template', ja: 'このテンプレートで' } },
    { name: 'user', value: 'KEY', help: { en: 'This user picks up', ja: 'このユーザが電話に出る' } },
    { name: 'language', value: 'ja|en', help: { en: 'The language that is spoken', ja: '読み上げる言語' } },
    { name: 'text', value: 'TEXT', help: { en: 'A text instead of alerts', ja: 'アラートでなく、この文で' } },
    { name: 'current', help: { en: 'The problems there are now', ja: 'いま起きている障害で' } },
    {
      name: 'keys',
      value: 'KEYS',
      help: { en: 'What is pressed, with commas: 1#,3#', ja: '押すキー（カンマ区切り: 1#,3#）' },
    },
    { name: 'spoken', help: { en: 'With the readings applied', ja: '読みを適用して示す' } },
  ],
  examples: [
    { does: { en: 'A button call', ja: 'ボタン通話' }, line: 'noroshi hear --kind xmon_rotation --keys 1#,3#' },
    { does: { en: 'What a person hears now', ja: 'いま流れる内容' }, line: 'noroshi hear night --user sato --current' },
  ],
  run: hear,
}

const bodyOf = ({ given }: Invocation): object => {
  const value = (name: string) => valueOf(given, name) ?? undefined
  const kind = value('kind')
  const asked = {
    policy: given.args[0],
    settings: kind === undefined ? undefined : { kind },
    template: value('template'),
    user: value('user'),
    language: value('language'),
    text: value('text'),
    alerts: given.switches.has('current') ? 'current' : undefined,
    keys: value('keys')?.split(','),
  }
  return Object.fromEntries(Object.entries(asked).filter(([, one]) => one !== undefined))
}

async function hear(invocation: Invocation): Promise<number> {
  const { given, terminal, json } = invocation
  const client = await invocation.client()
  const request = { method: 'POST', path: '/v1/templates/preview', body: bodyOf(invocation), repeatable: true } as const
  const shown = (await client.send(request)) as SpeechPreview
  if (json) {
    printJson(invocation, shown)
    return exitCodes.done
  }
  for (const { key, lines, spoken, listens } of shown.scenes) {
    const silence = terminal.say({ en: 'nothing', ja: '無操作' })
    if (key !== null) terminal.line(terminal.paint('bold', `▸ ${clean(key === '' ? silence : key)}`))
    for (const line of given.switches.has('spoken') ? spoken : lines) terminal.line(clean(line))
    if (!listens) terminal.note(terminal.say({ en: 'The call ends.', ja: '通話が終わります。' }))
  }
  return exitCodes.done
}
