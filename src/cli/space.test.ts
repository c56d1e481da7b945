// `noroshi space`: what is handed on, what is written once, and what is refused.
import { describe, expect, it } from 'vitest'
import type { LocalOptions, SpaceAnswer, SpaceRequest } from './deps.ts'
import { run } from './testing/run.ts'

const en = { LANG: 'C' }
const ja = { LANG: 'ja_JP.UTF-8' }
const space = {
  id: '0199c2a4-7d1e-7f3a-9a55-3d1c6f0a2b11',
  key: 'acme',
  name: 'ACME',
  hosts: ['noroshi.acme.example'],
  token: 'nrs_secret',
  account: 'admin',
  oneTimePassword: 'abcde-fghjk',
}

const ask = async (argv: readonly string[], answer: SpaceAnswer = { ok: true, did: 'change' }, env = en) => {
  const asked: [SpaceRequest, LocalOptions][] = []
  const deps = {
    space: (request: SpaceRequest, options: LocalOptions) => {
      asked.push([request, options])
      return Promise.resolve(answer)
    },
  }
  return { ...(await run(['space', ...argv], { env, deps })), asked: asked.map(([request]) => request), options: asked }
}

describe('space add', () => {
  it('writes token and password once, apart from what is said about them', async () => {
    const argv = ['add', 'acme', '--name', 'ACME', '--host', 'noroshi.acme.example', '--host', 'b.example']
    const { code, out, err, asked } = await ask(argv, { ok: true, did: 'add', space })
    expect(asked).toEqual([
      { do: 'add', key: 'acme', name: 'ACME', hosts: ['noroshi.acme.example', 'b.example'], account: 'admin' },
    ])
    expect(code).toBe(0)
    expect(out).toBe('account admin\npassword for one use abcde-fghjk\nAPI token nrs_secret\n')
    expect(err).toContain('not shown again')
    const json = await ask(['add', 'acme', '--json'], { ok: true, did: 'add', space })
    expect(JSON.parse(json.out)).toEqual(space)
  })

  it('says how to reach a space without a host name', async () => {
    const { err } = await ask(['add', 'acme'], { ok: true, did: 'add', space: { ...space, hosts: [] } }, ja)
    expect(err).toContain('noroshi space host add acme HOST')
  })
})

describe('the others', () => {
  it.each([
    [['host', 'add', 'acme', 'x.example'], { do: 'addHost', key: 'acme', host: 'x.example' }],
    [['host', 'remove', 'acme', 'x.example'], { do: 'removeHost', key: 'acme', host: 'x.example' }],
    [['rename', 'acme', '--name', 'ACME Holdings'], { do: 'rename', key: 'acme', name: 'ACME Holdings', newKey: null }],
    [['rename', 'acme', '--key', 'holdings'], { do: 'rename', key: 'acme', name: null, newKey: 'holdings' }],
  ])('%j', async (argv, request) => {
    const { code, out, asked } = await ask(argv)
    expect([code, out, asked]).toEqual([0, 'Done.\n', [request]])
    expect(JSON.parse((await ask([...argv, '--json'])).out)).toEqual({ done: true })
  })

  it('list shows keys, names and host names', async () => {
    const spaces = [space, { ...space, key: 'default', hosts: [] }]
    const { out } = await ask(['list', '--config', 'x.yaml'], { ok: true, did: 'list', spaces })
    expect(out).toContain('noroshi.acme.example')
    expect(out.trim().split('\n')).toHaveLength(3)
    const json = await ask(['list', '--json'], { ok: true, did: 'list', spaces: [] })
    expect(JSON.parse(json.out)).toEqual({ items: [] })
  })
})

describe('refused, with exit code 2', () => {
  it.each([
    [['add'], 'Something is missing'],
    [['add', 'a b'], '"a b" cannot be a key'],
    [['add', 'acme', '--name', ''], 'cannot be a name'],
    [['rename', 'acme'], 'Give --name or --key'],
    [['host', 'give', 'acme', 'x.example'], 'Choose add or remove'],
    [['host', 'add', 'acme'], 'Something is missing'],
    [['lost'], 'Choose one of'],
  ])('%j', async (argv, message) => {
    const { code, err, asked } = await ask(argv)
    expect([code, asked]).toEqual([2, []])
    expect(err).toContain(message)
  })

  it.each([
    ['space.host_taken', 'A space has this host name already: x.example'],
    ['space.new_code', 'space.new_code: x.example'],
  ])('by the database: %s', async (code, message) => {
    const answer = await ask(['host', 'add', 'acme', 'x.example'], { ok: false, code, detail: 'x.example' })
    expect(answer.code).toBe(2)
    expect(answer.err).toContain(message)
  })

  it('a database that cannot be reached is exit code 1, in its own words', async () => {
    for (const argv of [['list'], ['add', 'acme'], ['host', 'add', 'acme', 'x.example']]) {
      const { code, err } = await ask(argv, { ok: false, code: 'unreachable', detail: 'run this as root' })
      expect([code, err]).toEqual([1, 'run this as root\n'])
    }
  })
})
