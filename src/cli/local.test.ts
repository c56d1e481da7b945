// serve, migrate and doctor: what is handed over to the product, and how what it finds is printed.

import { describe, expect, it } from 'vitest'
import { SettingsError } from '#settings/settings'
import type { DoctorCheck, LocalOptions } from './deps.ts'
import { run } from './testing/run.ts'

const en = { LANG: 'C' }

describe.each(['serve', 'migrate'] as const)('%s', (name) => {
  it.each([
    [[], { config: null, language: 'en' }],
    [['--config', '/etc/noroshi.yaml'], { config: '/etc/noroshi.yaml', language: 'en' }],
    [['-c', 'x.yaml', '--lang', 'ja'], { config: 'x.yaml', language: 'ja' }],
  ])('with %j runs with these options and returns its exit code', async (argv, options) => {
    const seen: LocalOptions[] = []
    const part = (given: LocalOptions) => {
      seen.push(given)
      return Promise.resolve(7)
    }
    const { code } = await run([name, ...argv], { env: en, deps: { [name]: part } })
    expect({ code, seen }).toEqual({ code: 7, seen: [options] })
  })

  it('a wrong setting is exit code 2, with every problem', async () => {
    const words = { en: 'is not a port', ja: '' }
    const part = () => Promise.reject(new SettingsError([{ setting: 'NOROSHI_PORT', words }], 'en'))
    const { code, err } = await run([name], { env: en, deps: { [name]: part } })
    expect({ code, err }).toEqual({ code: 2, err: 'NOROSHI_PORT: is not a port\n' })
  })

  it('a fault of ours is not swallowed', async () => {
    const part = () => Promise.reject(new TypeError('oops'))
    await expect(run([name], { deps: { [name]: part } })).rejects.toThrow('oops')
  })
})

describe('doctor', () => {
  const good: DoctorCheck = { name: 'database', state: 'good', found: { en: 'answers', ja: '応答あり' }, cure: null }
  const bad: DoctorCheck = {
    name: 'clock',
    state: 'bad',
    found: { en: '90 s behind', ja: '90 秒遅れ' },
    cure: { en: 'Run a time service.', ja: '時刻同期を動かしてください。' },
  }
  const doubtful: DoctorCheck = { ...bad, name: 'providers.main', state: 'doubtful' }
  const skipped: DoctorCheck = { ...good, name: 'publicUrl', state: 'skipped' }
  const report = (...checks: DoctorCheck[]) => ({ doctor: () => Promise.resolve({ checks }) })

  it('prints each check with what was found and what helps', async () => {
    const { code, out } = await run(['doctor'], { env: en, deps: report(good, bad, doubtful, skipped) })
    expect(code).toBe(1)
    expect(out).toBe(
      [
        '✓ database: answers',
        '✗ clock: 90 s behind',
        '    → Run a time service.',
        '! providers.main: 90 s behind',
        '    → Run a time service.',
        '– publicUrl: answers',
        '',
      ].join('\n'),
    )
  })

  it('in Japanese', async () => {
    const { out } = await run(['doctor', '--lang', 'ja'], { deps: report(bad) })
    expect(out).toBe('✗ 時計: 90 秒遅れ\n    → 時刻同期を動かしてください。\n')
  })

  it('exit code 0 when nothing is bad, also as JSON', async () => {
    expect((await run(['doctor'], { deps: report(good, doubtful) })).code).toBe(0)
    const { code, out } = await run(['doctor', '--json'], { env: en, deps: report(good, bad) })
    expect(code).toBe(1)
    expect(JSON.parse(out)).toEqual({
      ok: false,
      checks: [
        { name: 'database', state: 'good', found: 'answers', cure: null },
        { name: 'clock', state: 'bad', found: '90 s behind', cure: 'Run a time service.' },
      ],
    })
  })
})
