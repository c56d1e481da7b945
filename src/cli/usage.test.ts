// The command line as a whole: help, version, what is not known, and the exit codes of what is wrong before anything is sent.
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { commands, globalOptions } from './commands.ts'
import { nearest } from './suggest.ts'
import { run } from './testing/run.ts'

const en = { LANG: 'C' }
const ja = { LANG: 'ja_JP.UTF-8' }

describe('help', () => {
  it.each(['en', 'ja'] as const)('lists every command (%s)', async (language) => {
    const { code, out } = await run(['--help', '--lang', language])
    expect(code).toBe(0)
    for (const { name, summary } of commands) {
      expect(out).toContain(`  ${name}`)
      expect(out).toContain(summary[language])
    }
  })

  it.each(commands.map(({ name }) => name))('J-016 %s: every option, an example, in both languages', async (name) => {
    const command = commands.find((one) => one.name === name)!
    for (const language of ['en', 'ja'] as const) {
      const { code, out } = await run([...name.split(' '), '-h', '--lang', language])
      expect(code).toBe(0)
      for (const option of [...command.options, ...globalOptions]) {
        expect(out).toContain(`--${option.name}`)
        expect(out).toContain(option.help[language])
      }
      expect(command.examples.length).toBeGreaterThan(0)
      for (const { line } of command.examples) expect(out).toContain(line)
    }
  })

  it('of serve explains every setting', async () => {
    expect((await run(['serve', '--help'], { env: en })).out).toContain('NOROSHI_PUBLIC_URL')
    expect((await run(['serve', '--help'], { env: ja })).out).toContain('組み込みデータベース')
  })

  it('wins over what is wrong in the rest of the line', async () => {
    expect((await run(['call', '--priority', 'x', '--help'], { env: en })).code).toBe(0)
  })

  it('follows the language of the terminal unless told otherwise', async () => {
    expect((await run(['--help'], { env: ja })).out).toContain('使い方')
    expect((await run(['--help', '--lang=en'], { env: ja })).out).toContain('Usage')
    expect((await run(['--help'], { env: { LC_ALL: 'C', LANG: 'ja_JP.UTF-8' } })).out).toContain('Usage')
  })

  it('stands in docs/cli.md for every command and option', () => {
    const path = fileURLToPath(new URL('../../docs/cli.md', import.meta.url))
    expect(existsSync(path)).toBe(true)
    const page = readFileSync(path, 'utf8')
    for (const { name, options, examples } of commands) {
      expect(page).toContain(`## ${name}\n`)
      const section = page.split(`## ${name}\n`)[1]?.split('\n## ')[0] ?? ''
      for (const option of options) expect(section, `${name} --${option.name}`).toContain(`--${option.name}`)
      for (const { line } of examples) expect(section, line).toContain(line)
    }
    for (const { name } of globalOptions) expect(page).toContain(`--${name}`)
  })
})

describe('version', () => {
  it.each([
    [['--version'], 'noroshi 1.2.3\n'],
    [['-V'], 'noroshi 1.2.3\n'],
    [['--version', '--json'], '{\n  "version": "1.2.3"\n}\n'],
  ])('%j', async (argv, out) => {
    expect(await run(argv)).toMatchObject({ code: 0, out })
  })
})

describe('bad usage: exit code 2 and a hint', () => {
  it.each([
    [['cal', '-p', 'night'], 'There is no command "cal"', 'Did you mean "noroshi call"?'],
    [['stauts'], 'There is no command "stauts"', 'Did you mean "noroshi status"?'],
    [['frobnicate'], 'There is no command "frobnicate"', 'See: noroshi --help'],
    [['call', '--polcy', 'night', 'x'], 'There is no option "--polcy" here', 'Did you mean "--policy"?'],
    [['call', '--idempotencykey', 'k'], 'There is no option "--idempotencykey" here', '"--idempotency-key"'],
    [['status', '--text', 'x'], 'There is no option "--text" here', ''],
    [['call', '-x'], 'There is no option "-x" here', ''],
    [['call', '--policy'], '--policy needs a value', 'noroshi call --help'],
    [['call', '--policy', '--wait', 'x'], '--policy needs a value', 'noroshi call --help'],
    [['call', '--wait=no', 'x'], '--wait takes no value', ''],
    [['token'], 'Choose one of: token create, token list, token revoke', ''],
    [['token', 'creat'], 'Choose one of: token create', ''],
    [['token', 'revoke'], 'Something is missing: noroshi token revoke <id>', ''],
    [['export', 'a'], '"a" is too much here', ''],
    [['status', '--lang', 'fr'], '--lang takes ja or en, not "fr"', ''],
    [['--colour'], 'There is no option "--colour" here', ''],
    [['status', '--wait'], '--wait needs the id of a callout', ''],
    [['status'], 'NOROSHI_TOKEN_FILE cannot be read', ''],
  ])('%j', async (...[argv, title, hint]) => {
    const { code, out, err } = await run(argv, { env: { ...en, NOROSHI_TOKEN_FILE: '/nowhere/token' } })
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(title)
    expect(err).toContain(hint)
  })

  it('says so in Japanese', async () => {
    const { err } = await run(['call', '--polcy', 'night', 'x'], { env: ja })
    expect(err).toBe('ここでは「--polcy」は使えません\n  もしかして: --policy\n')
  })

  it('nothing at all: the help, on stderr', async () => {
    const { code, out, err } = await run([], { env: en })
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain('Commands')
  })
})

describe('the nearest name', () => {
  const known = ['call', 'status', 'apply', 'export', 'policy', 'token list']
  it.each([
    ['clal', 'call'],
    ['statsu', 'status'],
    ['exprot', 'export'],
    ['pol', 'policy'],
    ['APPLY', 'apply'],
    ['x', null],
    ['something else', null],
  ])('of %j is %j', (typed, name) => {
    expect(nearest(typed, known)).toBe(name)
  })
})
