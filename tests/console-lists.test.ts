// What the console reads and writes for lists and scripts, without a browser: every page of what is looked through, and lines that a shell
// takes as they are.

import { execFileSync } from 'node:child_process'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { linesOf } from '../console/data/lines.ts'
import { everyQuery } from '../console/data/queries.ts'

afterEach(() => vi.unstubAllGlobals())

describe('what is looked through', () => {
  it('is read to its end: the connection that fails may be the last of many', async () => {
    const all = Array.from({ length: 450 }, (_one, index) => index)
    const asked: string[] = []
    vi.stubGlobal('document', { documentElement: { lang: 'ja' } })
    vi.stubGlobal('fetch', (path: string) => {
      asked.push(path)
      const query = new URL(path, 'http://noroshi.test').searchParams
      const from = Number(query.get('cursor') ?? 0)
      const to = from + Number(query.get('limit'))
      return Promise.resolve(Response.json({ items: all.slice(from, to), next: to < all.length ? String(to) : null }))
    })
    const { queryFn } = everyQuery<number>('/v1/connections')
    const read = await (queryFn as (context: object) => Promise<readonly number[]>)({})
    expect(read).toEqual(all)
    expect(asked).toHaveLength(3)
  })
})

describe('a ready line', () => {
  const called = {
    origin: 'https://noroshi.example.jp',
    policy: { id: 'P', key: 'night', name: "夜間 O'Hara & $HOME" },
    template: { id: 'T', parameters: ['server', "it's"] },
    text: `db01's "disk" is full; $(touch /tmp/x) \\ \`id\``,
  }
  /** What a shell gives to curl and noroshi, each argument on a line of its own. */
  const given = (line: string): readonly (readonly string[])[] => {
    const shell = `say() { printf '%s\\0' "$@"; printf '\\1'; }; curl() { say curl "$@"; }; noroshi() { say noroshi "$@"; }`
    const out = execFileSync('bash', ['-c', `${shell}\nsed() { cat >/dev/null; echo ID; }\n${line}`], {
      env: { ...process.env, NOROSHI_TOKEN: 'TOKEN', JP1_ACCOUNT: 'a', JP1_PASSWORD: 'p' },
      encoding: 'utf8',
    })
    return out
      .split('\u0001')
      .slice(0, -1)
      .map((one) => one.split('\0').slice(0, -1))
  }
  const lineOf = (way: string) => linesOf(called).find((one) => one.way === way)?.line ?? ''
  const sent = (args: readonly string[]): unknown => JSON.parse(args[args.indexOf('-d') + 1] ?? '')

  it('K-011 says the same to a shell, whatever stands in names and texts', () => {
    const [v1 = []] = given(lineOf('v1'))
    expect(v1).toContain('Authorization: Bearer TOKEN')
    expect(sent(v1)).toEqual({
      policy: 'night',
      text: called.text,
      parameters: { server: 'server', "it's": "it's" },
    })
    expect(given(lineOf('command'))).toEqual([
      [
        'noroshi',
        'call',
        '--policy',
        'night',
        '--text',
        called.text,
        '--param',
        'server=server',
        '--param',
        "it's=it's",
        '--wait',
      ],
    ])
    const [pigeon = []] = given(lineOf('pigeon'))
    expect(pigeon).toContain('X-Authorization: Token TOKEN')
    expect(sent(pigeon)).toEqual({
      params: {
        callflowId: 'P',
        guidanceId: 'T',
        parameters: { text: called.text, server: 'server', "it's": "it's" },
      },
    })
    const [jp1 = []] = given(lineOf('jp1'))
    expect(jp1).toContain('Authorization: Bearer ID')
    expect(sent(jp1)).toEqual({ tel_content: called.text })
    expect(jp1.some((one) => one.includes(`/net/${encodeURIComponent(called.policy.name)}/execute`))).toBe(true)
  })

  it('brings the words along for Pigeon where the policy speaks by no template', () => {
    const line = linesOf({ ...called, template: null }).find(({ way }) => way === 'pigeon')?.line ?? ''
    expect(sent(given(line)[0] ?? [])).toEqual({
      params: { callflowId: 'P', guidance: { messageTemplate: called.text } },
    })
  })
})
