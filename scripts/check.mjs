// `npm run check`: format, lint, types, dead code and unit tests, with the time each took. Fails when any fails.
import { spawn } from 'node:child_process'
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
/** Those of a line run side by side: most use one core. */
const steps = [
  [
    ['format', ['biome', 'check', '--error-on-warnings', '.']],
    types('types', 'tsconfig.json'),
    ['dead code', ['knip', '--no-progress']],
    types('types of core', 'src/core'),
    types('types of the console', 'console'),
  ],
  [['lint', ['oxlint', '--type-aware', '--deny-warnings', '--report-unused-disable-directives', ...code]]],
  [['unit tests', ['vitest', 'run', ...unit], 'without those that start databases: npm test runs them']],
]

const took = (sinceMs) => `${((Date.now() - sinceMs) / 1000).toFixed(1)} s`

/** What it says is shown when it has ended, so that two do not speak at once. */
function run([name, [tool, ...args], remark]) {
  const sinceMs = Date.now()
  return new Promise((resolve) => {
    const child = spawn(`node_modules/.bin/${tool}`, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, FORCE_COLOR: process.stdout.isTTY ? '1' : '0' },
      shell: process.platform === 'win32',
    })
    const said = []
    child.stdout.on('data', (text) => said.push(text))
    child.stderr.on('data', (text) => said.push(text))
    const end = (ok, problem = '') => {
      console.log(`\n▸ ${name}${remark === undefined ? '' : ` (${remark})`}\n${Buffer.concat(said)}${problem}`)
      resolve({ name, ok, took: took(sinceMs) })
    }
    child.on('error', (error) => end(false, `could not start ${tool}: ${error.message}`))
    child.on('close', (code) => end(code === 0))
  })
}

const sinceMs = Date.now()
const results = []
for (const beside of steps) results.push(...(await Promise.all(beside.map(run))))
console.log('')
for (const { name, ok, took: time } of results) console.log(`${ok ? '✓' : '✗'} ${name.padEnd(14)} ${time.padStart(7)}`)
console.log(`  ${'all'.padEnd(14)} ${took(sinceMs).padStart(7)}`)
if (Date.now() - sinceMs > SECONDS_MAX * 1000) console.log(`slower than the ${SECONDS_MAX} s it should take`)
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1
