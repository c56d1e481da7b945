// `noroshi apply` and `export` against a real HTTP server: nothing changes before it was shown and confirmed.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { run } from './testing/run.ts'
import { type Answer, type FakeServer, problem, startFakeServer } from './testing/server.ts'

let folder: string
let server: FakeServer | undefined
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'noroshi-cli-'))
})
afterAll(() => rmSync(folder, { recursive: true }))
afterEach(async () => {
  await server?.close()
  server = undefined
})

const yaml = 'version: 1\nusers:\n  - key: sato\n    name: 佐藤 翔太\n'
const fileOf = (text: string) => {
  const file = join(folder, `${Math.random()}.yaml`)
  writeFileSync(file, text)
  return file
}
const changes = [
  { kind: 'user', key: 'sato', action: 'create', fields: [] },
  {
    kind: 'policy',
    key: 'night',
    action: 'update',
    fields: [
      { field: 'ringSeconds', before: 60, after: 30 },
      { field: 'escalatesTo', after: 'managers' },
      { field: 'name', before: '夜間\u001B[2J' },
    ],
  },
  { kind: 'template', key: 'old', action: 'delete', fields: [] },
  { kind: 'user', key: 'suzuki', action: 'unchanged', fields: [] },
]
const serverWith = async (answers: { plan?: Answer; apply?: Answer } = {}) => {
  const { plan = { body: { changes } }, apply = { body: { changes } } } = answers
  server = await startFakeServer(({ path }) => (path === '/v1/config/plan' ? plan : apply))
  return server
}
const paths = () => server?.asked.map(({ path }) => path)
const env = () => ({ LANG: 'C', NOROSHI_URL: server?.url ?? '', NOROSHI_TOKEN: 't' })

describe('apply', () => {
  it('with --yes shows the difference, then applies the same file', async () => {
    const { asked } = await serverWith()
    const { code, out } = await run(['apply', '-f', fileOf(yaml), '--yes'], { env: env() })
    expect(code).toBe(0)
    expect(out).toBe(
      [
        '+ user sato',
        '~ policy night',
        '    ringSeconds',
        '      - 60',
        '      + 30',
        '    escalatesTo',
        '      + managers',
        '    name',
        '      - 夜間\uFFFD[2J',
        '- template old',
        '1 to create, 1 to change, 1 to delete, 1 unchanged',
        'Applied.',
        '',
      ].join('\n'),
    )
    expect(paths()).toEqual(['/v1/config/plan', '/v1/config/apply'])
    const document = { version: 1, users: [{ key: 'sato', name: '佐藤 翔太' }] }
    expect(asked.map(({ body }) => body)).toEqual([
      { document, prune: false },
      { document, prune: false },
    ])
  })

  it.each([
    ['en', 'Kept as a draft; nothing changes before it is approved: the-draft\n'],
    ['ja', '下書きにしました。承認されるまで反映されません: the-draft\n'],
  ])('X-018 says that it waits for approval: %s', async (language, told) => {
    await serverWith({
      apply: { status: 202, body: { id: 'the-draft', state: 'open', kind: 'policy', name: 'night' } },
    })
    const { code, out } = await run(['apply', '-f', fileOf(yaml), '--yes', '--lang', language], { env: env() })
    expect([code, out.endsWith(`\n${told}`)]).toEqual([0, true])
  })

  it('--dry-run only shows, in Japanese too', async () => {
    await serverWith()
    const argv = ['apply', '-f', fileOf(yaml), '--dry-run', '--prune', '--lang', 'ja']
    const { code, out } = await run(argv, { env: env() })
    expect(code).toBe(0)
    expect(out).toContain('+ ユーザ sato\n~ 連絡網 night\n')
    expect(out).toMatch(/作成 1、変更 1、削除 1、変更なし 1\n$/)
    expect(paths()).toEqual(['/v1/config/plan'])
    expect(server?.asked[0]?.body).toMatchObject({ prune: true })
  })

  it.each([
    ['y\n', 0, ['/v1/config/plan', '/v1/config/apply']],
    ['はい\n', 0, ['/v1/config/plan', '/v1/config/apply']],
    ['n\n', 1, ['/v1/config/plan']],
    ['\n', 1, ['/v1/config/plan']],
    ['', 1, ['/v1/config/plan']],
  ])('asks on a terminal; %j: exit code %d', async (...[stdin, code, asked]) => {
    await serverWith()
    const ran = await run(['apply', '-f', fileOf(yaml)], { env: env(), isTTY: true, stdin })
    expect(ran.code).toBe(code)
    expect(ran.out).toContain('Apply these changes? [y/N] ')
    expect(paths()).toEqual(asked)
  })

  it('has nothing to do when nothing differs, and does not ask', async () => {
    await serverWith({ plan: { body: { changes: [{ kind: 'user', key: 'sato', action: 'unchanged', fields: [] }] } } })
    const { code, out } = await run(['apply', '-f', fileOf(yaml)], { env: env(), isTTY: true })
    expect(code).toBe(0)
    expect(out).toBe('0 to create, 0 to change, 0 to delete, 1 unchanged\n')
    expect(paths()).toEqual(['/v1/config/plan'])
  })

  it('reads standard input', async () => {
    const { asked } = await serverWith()
    expect((await run(['apply', '-f', '-', '-y'], { env: env(), stdin: yaml })).code).toBe(0)
    expect(asked[0]?.body).toMatchObject({ document: parse(yaml) as object })
  })

  it('--json writes the answer of the server alone', async () => {
    await serverWith()
    const { out } = await run(['apply', '-f', fileOf(yaml), '--yes', '--json'], { env: env() })
    expect(JSON.parse(out)).toEqual({ changes })
  })

  it('a file the server refuses: exit code 2, each field named with its line, nothing applied', async () => {
    const errors = [
      { field: 'document.users.0.name', message: 'must not have control characters' },
      { field: 'users.0.contactMethods.0', message: 'is missing' },
      { field: 'elsewhere', message: 'is wrong too' },
    ]
    await serverWith({ plan: problem(422, 'config.invalid', { errors }) })
    const { code, err } = await run(['apply', '-f', fileOf(yaml), '--yes'], { env: env() })
    expect(code).toBe(2)
    expect(err).toContain('  line 4, users.0.name: must not have control characters\n')
    expect(err).toContain('  line 3, users.0.contactMethods.0: is missing\n')
    expect(err).toContain('  elsewhere: is wrong too\n')
    expect(err).toContain('nothing was changed')
    expect(paths()).toEqual(['/v1/config/plan'])
    const { err: inJapanese } = await run(['apply', '-f', fileOf(yaml), '-y', '--lang', 'ja'], { env: env() })
    expect(inJapanese).toContain('  4 行目, users.0.name: ')
  })

  it.each([
    ['no file', ['apply', '--yes'], '--file is missing'],
    ['a file that is not there', ['apply', '-f', '/nowhere.yaml', '-y'], 'The file cannot be read: ENOENT'],
    ['nobody to ask', ['apply', '-f', '/nowhere.yaml'], 'There is nobody here to confirm the changes'],
    ['standard input, and nobody to ask', ['apply', '-f', '-'], 'Add --yes, or --dry-run to look only.'],
  ])('%s: exit code 2', async (...[, argv, message]) => {
    const { code, err } = await run(argv, { env: env() })
    expect(code).toBe(2)
    expect(err).toContain(message)
  })

  it.each([
    ['broken YAML', 'users: [', /is not YAML: .*line/],
    ['a key twice', 'version: 1\nversion: 1\n', /is not YAML: Map keys must be unique/],
    ['no map', '- a\n', /holds no configuration/],
    ['nothing', '', /holds no configuration/],
  ])('%s is refused before anything is sent', async (...[, text, message]) => {
    await serverWith()
    const { code, err } = await run(['apply', '-f', fileOf(text), '-y'], { env: env() })
    expect(code).toBe(2)
    expect(err).toMatch(message)
    expect(paths()).toEqual([])
  })
})

describe('export', () => {
  const document = {
    version: 1,
    users: [{ key: 'sato', name: '佐藤 翔太' }],
    templates: [{ message: 'あ'.repeat(200) }],
  }

  it('writes YAML that holds the same, long texts unbroken', async () => {
    server = await startFakeServer(() => ({ body: document }))
    const { code, out } = await run(['export'], { env: env() })
    expect(code).toBe(0)
    expect(parse(out)).toEqual(document)
    expect(out).toContain('あ'.repeat(200))
    expect((await run(['export', '--json'], { env: env() })).out).toBe(`${JSON.stringify(document, null, 2)}\n`)
  })

  it('into a file', async () => {
    server = await startFakeServer(() => ({ body: document }))
    const file = join(folder, 'out.yaml')
    const { code, out } = await run(['export', '-o', file], { env: env() })
    expect({ code, out }).toEqual({ code: 0, out: '' })
    expect(parse(readFileSync(file, 'utf8'))).toEqual(document)
    expect((await run(['export', '-o', join(folder, 'none', 'x')], { env: env() })).code).toBe(2)
  })
})
