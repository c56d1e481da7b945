// The supplied command and the teldial front, against a real server; and stopping and resuming from the command line.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Around, run } from '../../src/cli/testing/run.ts'
import { addAccount, password } from '../support/jp1.ts'
import { createV1World, furnish, type V1World } from '../support/v1.ts'

let world: V1World
let token: string
const folder = mkdtempSync(join(tmpdir(), 'noroshi-jp1-'))
beforeAll(async () => {
  world = await createV1World()
  await furnish(world)
  token = await world.tokenFor(world.spaceId)
  await addAccount(world, { spaceId: world.spaceId, account: 'batch' })
  const steps = [{ destinations: [{ user: 'sato' }] }]
  await world.ask('POST', '/v1/policies', {
    body: { key: 'thin', name: '間引き網', steps, thinning: { seconds: 600 } },
  })
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await world.close()
})

const account = { NOROSHI_ACCOUNT: 'batch', NOROSHI_PASSWORD: password }
const noroshi = (argv: readonly string[], env: Record<string, string> = account, around: Around = {}) =>
  run(argv, { ...around, env: { LANG: 'C', NOROSHI_URL: world.url, ...env } })
const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
const contents = () => {
  const cause = world.started.at(-1)?.cause
  return cause?.kind === 'text' ? cause.contents : undefined
}

describe('J-016 T-003 noroshi execute', () => {
  it('executes by name with what is to be said, and ends with 0', async () => {
    const argv = [
      'execute',
      '--net',
      '夜間',
      '--tel',
      '電話',
      '--mail-subject',
      '件名',
      '--mail',
      '本文',
      '--slack',
      'スラック',
    ]
    const { code, out } = await noroshi(argv)
    expect([code, out]).toEqual([0, expect.stringMatching(/^Executed: [0-9a-f-]{36}\n$/)])
    expect(contents()).toMatchObject({
      phone: { body: '電話' },
      mail: { subject: '件名', body: '本文' },
      slack: { body: 'スラック' },
    })
  })

  it('takes its account from a file, with a subaccount, and can answer in JSON', async () => {
    await addAccount(world, { spaceId: world.spaceId, account: 'batch', subaccount: 'night' })
    const path = file('credentials.json', JSON.stringify({ account: 'batch', subaccount: 'night', password }))
    const { code, out } = await noroshi(['execute', '--net', '夜間', '--tel', 'x', '--json'], {
      NOROSHI_CREDENTIALS_FILE: path,
    })
    expect([code, JSON.parse(out)]).toMatchObject([0, { net: '夜間', status: 'accepted' }])
    expect(world.started.at(-1)?.createdBy).toBe('batchさん (night)')
    const secret = file('password', `${password}\n`)
    const env = { NOROSHI_ACCOUNT: 'batch', NOROSHI_PASSWORD_FILE: secret }
    expect((await noroshi(['execute', '--net', '夜間', '--tel', 'x'], env)).code).toBe(0)
  })

  it.each<[string, readonly string[], Record<string, string>, number, string]>([
    ['a name nobody has', ['--net', 'なし', '--tel', 'x'], account, 2, 'Not Found'],
    ['nothing to say', ['--net', '夜間'], account, 2, 'nothing to say'],
    [
      'a wrong password',
      ['--net', '夜間', '--tel', 'x'],
      { ...account, NOROSHI_PASSWORD: 'wrong horse' },
      2,
      'Unauthorized',
    ],
    ['no account', ['--net', '夜間', '--tel', 'x'], {}, 2, 'NOROSHI_ACCOUNT'],
    ['a file that is not there', ['--net', '夜間'], { NOROSHI_CREDENTIALS_FILE: '/nowhere' }, 2, 'cannot be read'],
    ['no name', ['--tel', 'x'], account, 2, '--net is missing'],
    [
      'nobody there',
      ['--net', '夜間', '--tel', 'x'],
      { ...account, NOROSHI_URL: 'http://127.0.0.1:1' },
      3,
      'no Noroshi server',
    ],
  ])('%s: said, and not 0', async (...[, argv, env, code, words]) => {
    const before = world.started.length
    const ran = await noroshi(['execute', ...argv], env)
    expect([ran.code, ran.out]).toEqual([code, ''])
    expect(ran.err).toContain(words)
    expect(world.started.length).toBe(before)
  })

  it('an answer that is lost on its way calls nobody twice', async () => {
    let lost = false
    const losing: typeof fetch = async (...[input, init]) => {
      const response = await fetch(input, init)
      if (lost || !response.url.endsWith('/execute')) return response
      lost = true
      throw new TypeError('fetch failed')
    }
    const before = world.started.length
    const { code } = await noroshi(['execute', '--net', '夜間', '--tel', 'x'], account, { deps: { fetch: losing } })
    expect([code, world.started.length - before]).toEqual([0, 1])
  })
})

describe('J-016 T-003 noroshi teldial', () => {
  const voice = () => file('voice.txt', 'サーバーが停止しました\r\n')
  const sjis = () => file('mail.txt', Buffer.from([0x8e, 0xe1, 0x89, 0xc6, 0x0d, 0x0a]))

  it('takes TELstaff’s arguments, reads UTF-8 and Shift_JIS, says nothing and ends with 0', async () => {
    const { code, out, err } = await noroshi(['teldial', '-ni', '夜間', '-fv', voice(), '-fm', sjis(), '-u', 'web01'])
    expect([code, out, err]).toEqual([0, '', ''])
    expect(contents()).toMatchObject({
      phone: { body: 'サーバーが停止しました\nweb01' },
      mail: { body: '若家\nweb01' },
    })
  })

  it('ends with something else under the sending limit', async () => {
    const argv = ['teldial', '-ni', '間引き網', '-fv', voice()]
    expect([(await noroshi(argv)).code, (await noroshi(argv)).code]).toEqual([0, 1])
  })

  it.each<[string, readonly string[], number]>([
    ['no 連絡網', ['-u', 'x'], 2],
    ['one nobody has', ['-ni', 'なし', '-u', 'x'], 2],
    ['an option without its value', ['-ni', '夜間', '-u'], 2],
    ['an option it does not know', ['-ni', '夜間', '-x', 'y'], 2],
    ['an option twice', ['-ni', '夜間', '-ni', '夜間'], 2],
    ['a file that is not there', ['-ni', '夜間', '-fv', '/nowhere'], 1],
  ])('%s: not 0, and not a word', async (...[, argv, code]) => {
    expect(await noroshi(['teldial', ...argv])).toMatchObject({ code, out: '', err: '' })
  })

  it('explains itself only when asked', async () => {
    expect((await noroshi(['teldial', '--help'])).out).toContain('-ni')
  })
})

describe('J-014 noroshi pause and resume', () => {
  const asOperator = (argv: readonly string[]) => noroshi(argv, { NOROSHI_TOKEN: token })
  const status = async (net: string) =>
    JSON.parse((await noroshi(['execute', '--net', net, '--tel', 'x', '--json'])).out) as { status: string }

  it('stops and resumes one policy, by key', async () => {
    const paused = await asOperator(['pause', '--policy', 'night', '--until', '2h', '--reason', 'UPS maintenance'])
    expect([paused.code, paused.out]).toEqual([0, expect.stringContaining('night is stopped until')])
    expect(await status('夜間')).toMatchObject({ status: 'suppressed' })
    expect(await asOperator(['resume'])).toMatchObject({ code: 0, out: '', err: 'Nothing was stopped.\n' })
    expect(await asOperator(['resume', '-p', 'night'])).toMatchObject({ code: 0, out: 'Resumed (1).\n' })
    expect(await status('夜間')).toMatchObject({ status: 'accepted' })
  })

  it('stops and resumes everything', async () => {
    expect((await asOperator(['pause', '--json'])).out).toContain('"scope": "space"')
    expect(await status('夜間')).toMatchObject({ status: 'suppressed' })
    expect(JSON.parse((await asOperator(['resume', '--json'])).out)).toMatchObject({ ended: [{ state: 'over' }] })
  })

  it('stops a channel or a person, and resumes just that', async () => {
    const paused = await asOperator(['pause', '--channel', 'sms', '--match', '*web*', '--json'])
    expect(JSON.parse(paused.out)).toMatchObject({ scope: 'channel', match: '*web*', stopsRunning: false })
    expect(await asOperator(['resume'])).toMatchObject({ err: 'Nothing was stopped.\n' })
    expect(await asOperator(['resume', '--channel', 'sms'])).toMatchObject({ out: 'Resumed (1).\n' })
    expect(JSON.parse((await asOperator(['pause', '--stop-running', '--json'])).out)).toMatchObject({
      stopsRunning: true,
    })
    expect(await asOperator(['resume'])).toMatchObject({ out: 'Resumed (1).\n' })
  })

  it.each([
    ['--during', 'night'],
    ['--during', 'a/b/c'],
    ['--from', 'yesterday'],
    ['--user', 'ghost'],
    ['--until', 'yesterday'],
    ['--until', '2020-01-01'],
    ['-p', 'ghost'],
  ])('pause %s %s is refused', async (...words) => {
    expect((await asOperator(['pause', ...words])).code).toBe(2)
  })
})
