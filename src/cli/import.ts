// `noroshi import`: people and policies from CSV, as other systems' screens can be copied into a spreadsheet, become a
// configuration file. It asks no server and changes nothing: `noroshi apply` takes the file, and shows what would change first.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { peopleColumns, readPeople } from '#contract/people-table'
import type { Columns } from '#contract/table'
import { type CommandSpec, type Invocation, valueOf } from './command.ts'
import { exitCodes } from './deps.ts'
import { UsageError } from './failure.ts'
import { type Group, type Person, usersOf } from './import/people.ts'
import { policyColumns, readPolicies } from './import/policies.ts'
import { readSheet, refuseIfAny } from './import/sheet.ts'
import { save, writeOut } from './output.ts'

export const importCommand: CommandSpec = {
  name: 'import',
  args: '<folder>',
  summary: {
    en: 'Make a configuration file of people.csv and policies.csv',
    ja: 'people.csv と policies.csv から設定ファイルを作る',
  },
  details: {
    en: 'For settings of other systems; one of the two may be missing. UTF-8, UTF-16 or Shift_JIS; headings in Japanese or English.\nNothing is sent anywhere: noroshi apply takes the file, and shows first what would change.\nExit code: 0 written, 2 refused, with every wrong line.',
    ja: '他のシステムの設定を移すためのものです。どちらか一方だけでも使えます。UTF-8・UTF-16・Shift_JIS、見出しは日本語か英語。\nサーバには何も送りません。できたファイルを noroshi apply に渡すと、変更点を表示してから適用します。\n終了コード: 0 書き出し済み、2 拒否（誤りのある行をすべて表示）。',
  },
  options: [
    {
      name: 'template',
      help: { en: 'Write the two files with their headings only', ja: '見出しだけの 2 つのファイルを書き出す' },
    },
    {
      name: 'output',
      short: 'o',
      value: 'FILE',
      help: { en: 'A file; else standard output', ja: '書き出すファイル（省略時は標準出力）' },
    },
  ],
  examples: [
    { does: { en: 'Empty tables to fill in', ja: '記入用の空の表' }, line: 'noroshi import telstaff --template' },
    {
      does: { en: 'What they would change', ja: '取り込むと何が変わるか' },
      line: 'noroshi import telstaff | noroshi apply -f - --dry-run',
    },
    {
      does: { en: 'Into a file to look through first', ja: '目を通すためにファイルへ' },
      line: 'noroshi import telstaff -o noroshi.yaml',
    },
  ],
  run,
}

const files = { people: 'people.csv', policies: 'policies.csv' } as const

async function run(invocation: Invocation): Promise<number> {
  const folder = invocation.given.args[0] ?? ''
  if (invocation.given.switches.has('template')) await writeTemplates(invocation, folder)
  else await writeOut(invocation, valueOf(invocation.given, 'output'), await documentOf(folder))
  return exitCodes.done
}

/** With the mark by which spreadsheets know that it is UTF-8. */
async function writeTemplates(invocation: Invocation, folder: string): Promise<void> {
  const headings = (columns: Columns<string>) =>
    `\uFEFF${Object.values(columns)
      .map((one) => one[invocation.language])
      .join(',')}\r\n`
  for (const [file, columns] of [
    [files.people, peopleColumns],
    [files.policies, policyColumns],
  ] as const) {
    const path = join(folder, file)
    if (existsSync(path)) throw new UsageError({ en: `${path} is there already`, ja: `${path} は既にあります` })
    await save(invocation, path, headings(columns))
  }
}

async function documentOf(folder: string): Promise<string> {
  const there = (file: string) => existsSync(join(folder, file))
  if (!there(files.people) && !there(files.policies))
    throw new UsageError(
      {
        en: `There is neither people.csv nor policies.csv in ${folder}`,
        ja: `${folder} に people.csv も policies.csv もありません`,
      },
      { en: 'Make them with --template.', ja: '--template で作れます。' },
    )
  const { people, groups } = there(files.people) ? await peopleOf(join(folder, files.people)) : nobody
  const policies = there(files.policies) ? await policiesOf(join(folder, files.policies), { people, groups }) : []
  const parts = { users: people, groups, policies }
  return stringify(
    { version: 1, ...Object.fromEntries(Object.entries(parts).filter(([, items]) => items.length > 0)) },
    // Lines are not folded: a name stays on one line, where it can be found.
    { lineWidth: 0 },
  )
}

type Known = { readonly people: readonly Person[]; readonly groups: readonly Group[] }
const nobody: Known = { people: [], groups: [] }

async function peopleOf(file: string): Promise<Known> {
  const { complaints, people } = readPeople(await readSheet(file, peopleColumns))
  refuseIfAny(file, complaints)
  return usersOf(people)
}

async function policiesOf(file: string, known: Known) {
  const { complaints, policies } = readPolicies(await readSheet(file, policyColumns), known)
  refuseIfAny(file, complaints)
  return policies
}
