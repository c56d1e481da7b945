// What is packed beside the program, by the programs that read it: Prometheus' own check of the rules and what they say when, and
// systemd's of the unit.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const packaging = fileURLToPath(new URL('../../packaging/', import.meta.url))
/** Throws, with what the program wrote, where it ends with anything but 0. */
const run = (program: string, ...args: readonly string[]): string =>
  execFileSync(program, args, { cwd: packaging, encoding: 'utf8', stdio: 'pipe' })

it('J-003: promtool finds nothing in the alert rules, and they fire when they should and not before', () => {
  expect(run('promtool', 'check', 'rules', 'prometheus-rules.yml')).toMatch(/SUCCESS: \d+ rules found/)
  expect(run('promtool', 'test', 'rules', 'prometheus-rules.test.yml')).toContain('SUCCESS')
})

it('systemd-analyze verify finds nothing in the unit', () => {
  expect(run('systemd-analyze', 'verify', './noroshi.service')).toBe('')
})
