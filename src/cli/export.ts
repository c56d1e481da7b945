// `noroshi export`: the server's configuration as a file that `apply` takes back. Secrets never leave the server; where one
// is set the file names an environment variable to take it from.
import { stringify } from 'yaml'
import { type CommandSpec, type Invocation, valueOf } from './command.ts'
import { exitCodes } from './deps.ts'
import { writeOut } from './output.ts'
import { printJson } from './print.ts'

export const exportCommand: CommandSpec = {
  name: 'export',
  summary: {
    en: 'Write the configuration as YAML, without secrets',
    ja: '設定を YAML で書き出す（認証情報は含まない）',
  },
  options: [
    {
      name: 'output',
      short: 'o',
      value: 'FILE',
      help: { en: 'A file; else standard output', ja: '書き出すファイル（省略時は標準出力）' },
    },
  ],
  examples: [
    { does: { en: 'Into a file', ja: 'ファイルへ' }, line: 'noroshi export -o noroshi.yaml' },
    {
      does: { en: 'What differs from the file we keep', ja: '手元のファイルとの違い' },
      line: 'noroshi export | diff noroshi.yaml -',
    },
  ],
  run,
}

async function run(invocation: Invocation): Promise<number> {
  const { given } = invocation
  const file = valueOf(given, 'output')
  const client = await invocation.client()
  const document = await client.send({ method: 'GET', path: '/v1/config/export', repeatable: true })
  if (invocation.json && file === null) {
    printJson(invocation, document)
    return exitCodes.done
  }
  // Lines are not folded: a text that is spoken stays on one line, where it can be found.
  const text = invocation.json ? `${JSON.stringify(document, null, 2)}\n` : stringify(document, { lineWidth: 0 })
  await writeOut(invocation, file, text)
  return exitCodes.done
}
