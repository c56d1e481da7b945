// What `noroshi test-send` tries beside a connection: a template, the settings of a policy and a person's own words, none of them saved. With
// the latter it is about alerts that never were, for nothing else says them.

import { type Invocation, type OptionSpec, valueOf } from './command.ts'
import { readDocument } from './document.ts'
import { UsageError } from './failure.ts'

export const triedOptions: readonly OptionSpec[] = [
  {
    name: 'template-file',
    value: 'FILE',
    help: {
      en: 'Or a template that is not saved, as YAML; "-" reads it',
      ja: 'または、保存していないテンプレートの YAML ファイル。「-」で標準入力',
    },
  },
  {
    name: 'alerts',
    help: { en: 'About sample alerts, in the place of a text', ja: '本文の代わりに、見本のアラートを知らせる' },
  },
  {
    name: 'policy-file',
    value: 'FILE',
    help: {
      en: 'As this policy would tell alerts, which is not saved; YAML, "-" reads it',
      ja: '保存していない連絡網の YAML ファイル。その設定で見本のアラートを知らせる。「-」で標準入力',
    },
  },
  {
    name: 'opening',
    value: 'TEXT',
    help: { en: 'A person’s own words before sample alerts', ja: '保存していない、はじめの言葉（見本のアラートの前）' },
  },
  {
    name: 'closing',
    value: 'TEXT',
    help: { en: 'And after them', ja: '保存していない、おわりの言葉（見本のアラートの後）' },
  },
]

/** What of a policy rules how alerts are told. */
const SETTINGS = ['kind', 'mode', 'buttonCall', 'simpleCall', 'smsText'] as const

type Fields = Readonly<Record<string, unknown>>

const fileOf = async ({ given, deps }: Invocation, option: string): Promise<Fields | null> => {
  const file = valueOf(given, option)
  return file === null ? null : ((await readDocument(file, deps.stdin)).value as Fields)
}

/** What the file holds beside what names a template in a configuration file is what a template says. */
const unsavedTemplate = async (invocation: Invocation): Promise<Fields> => {
  if (valueOf(invocation.given, 'template-file') !== null && valueOf(invocation.given, 'template') !== null)
    throw new UsageError({
      en: 'Give either --template or --template-file',
      ja: '--template か --template-file のどちらかを指定してください',
    })
  const file = await fileOf(invocation, 'template-file')
  if (file === null) return {}
  const { key: _key, name: _name, ...templateBody } = file
  return { templateBody }
}

/** The caller id is the policy's own where none is named. */
const unsavedPolicy = async (invocation: Invocation): Promise<Fields> => {
  const policy = await fileOf(invocation, 'policy-file')
  if (policy === null) return {}
  const settings = Object.fromEntries(SETTINGS.filter((name) => name in policy).map((name) => [name, policy[name]]))
  const { from } = policy
  return { settings, ...(typeof from === 'string' && !invocation.given.values.has('from') ? { from } : {}) }
}

const alertOptions = ['policy-file', 'opening', 'closing'] as const

/** Returns what is tried, as the request has it. @param hasText whether there is a text, which alerts have no place for */
export async function triedIn(invocation: Invocation, hasText: boolean): Promise<Fields> {
  const { given } = invocation
  const named = alertOptions.filter((name) => valueOf(given, name) !== null)
  const template = await unsavedTemplate(invocation)
  if (named.length === 0 && !given.switches.has('alerts')) return template
  const [option = 'alerts'] = named
  if (hasText)
    throw new UsageError({
      en: `--${option} is about sample alerts: give no text`,
      ja: `--${option} は見本のアラートを知らせるため、本文は指定できません`,
    })
  const words = Object.fromEntries(
    (['opening', 'closing'] as const).flatMap((name) => {
      const value = valueOf(given, name)
      return value === null ? [] : [[name, value]]
    }),
  )
  return { ...template, alerts: 'sample', ...words, ...(await unsavedPolicy(invocation)) }
}
