// `npm run check`: format, lint, types, dead code and unit tests, with the time each took. Fails when any fails.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const SECONDS_MAX = 60
const present = (paths) => paths.filter((path) => existsSync(path))
const code = present(['src', 'console', 'simulator', 'tests', 'demo', 'bench', 'scripts', 'bin', 'vitest.config.ts'])
// Each of them starts database servers, and most kill them: longer than all others together. `npm test` runs them.
const slow = ['src/store/embedded/**', 'src/store/migrate.test.ts', 'src/store/pool.test.ts']
const without = slow.flatMap((files) => ['--exclude', files])
const unit = ['src/', 'simulator/', 'tests/tidy.test.ts', 'tests/requirements.test.ts', ...without]
// What the compiler found last time is kept, so that only what changed since is read again.
const types = (name, project) => [
  name,
  [
    'tsc',
    '-p',
    project,
    '--noEmit',
    '--incremental',
    '--tsBuildInfoFile',
    `node_modules/.cache/${name.replaceAll(' ', '-')}.json`,
  ],
]
const steps = [
  ['format', ['biome', 'check', '--error-on-warnings', '.']],
  ['lint', ['oxlint', '--type-aware', '--deny-warnings', '--report-unused-disable-directives', ...code]],
  types('types', 'tsconfig.json'),
  types('types of core', 'src/core'),
  types('types of the console', 'console'),
  ['dead code', ['knip', '--no-progress']],
  ['unit tests', ['vitest', 'run', ...unit], 'without those that start databases: npm test runs them'],
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
