// `npm run check`: format, lint, types, dead code and unit tests, with the time each took. Fails when any fails.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const SECONDS_MAX = 60
const present = (paths) => paths.filter((path) => existsSync(path))
const code = present(['src', 'console', 'simulator', 'tests', 'demo', 'bench', 'scripts', 'bin', 'vitest.config.ts'])
// Each of them starts, kills and starts again whole database servers: half a minute by themselves.
const slow = 'src/store/embedded/**'
const unit = ['src/', 'simulator/', 'tests/tidy.test.ts', 'tests/requirements.test.ts', '--exclude', slow]
const steps = [
  ['format', ['biome', 'check', '--error-on-warnings', '.']],
  ['lint', ['oxlint', '--type-aware', '--deny-warnings', '--report-unused-disable-directives', ...code]],
  ['types', ['tsc', '-p', 'tsconfig.json', '--noEmit']],
  ['types of core', ['tsc', '-p', 'src/core']],
  ['types of the console', ['tsc', '-p', 'console']],
  ['dead code', ['knip', '--no-progress']],
  ['unit tests', ['vitest', 'run', ...unit], `without ${slow}, which kill whole databases: npm test runs them`],
]

const took = (sinceMs) => `${((Date.now() - sinceMs) / 1000).toFixed(1)} s`

function run([name, [tool, ...args], remark]) {
  const sinceMs = Date.now()
  console.log(`\n▸ ${name}${remark === undefined ? '' : ` (${remark})`}`)
  const { status, error } = spawnSync(`node_modules/.bin/${tool}`, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  })
  if (error !== undefined) console.error(`could not start ${tool}: ${error.message}`)
  return { name, ok: status === 0, took: took(sinceMs) }
}

const sinceMs = Date.now()
const results = steps.map(run)
console.log('')
for (const { name, ok, took: time } of results) console.log(`${ok ? '✓' : '✗'} ${name.padEnd(14)} ${time.padStart(7)}`)
console.log(`  ${'all'.padEnd(14)} ${took(sinceMs).padStart(7)}`)
if (Date.now() - sinceMs > SECONDS_MAX * 1000) console.log(`slower than the ${SECONDS_MAX} s it should take`)
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1
