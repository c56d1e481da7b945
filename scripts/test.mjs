// `npm test`: the tests of core with their branch coverage, every other test there is, then the simulation over many seeds.
// The last line is the plain count of what passed and failed; the exit code says the same.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'

const SEEDS = Number(process.env['NOROSHI_TEST_SEEDS'] ?? '1000')
const PROCESSES_MAX = 8
const simulation = 'dist/tests/simulation/main.js'
const children = new Set()
let stopped = false
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    stopped = true
    for (const child of children) child.kill(signal)
  })
}

function run(command, args, env = {}) {
  if (stopped) return Promise.resolve(1)
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
      shell: process.platform === 'win32' && command !== process.execPath,
    })
    children.add(child)
    const end = (code) => {
      children.delete(child)
      resolve(code)
    }
    child.on('error', (error) => {
      console.error(`could not start ${command}: ${error.message}`)
      end(1)
    })
    child.on('close', (code) => end(code ?? 1))
  })
}

const vitest = (args, env) => run('node_modules/.bin/vitest', ['run', ...args], env)

/** Returns the path of a Chromium: the one named, Debian's, or the one Playwright downloaded. */
async function findChromium() {
  const { chromium } = await import('playwright-core')
  const places = [process.env['NOROSHI_TEST_CHROMIUM'], '/usr/bin/chromium', chromium.executablePath()]
  return places.find((path) => path !== undefined && path !== '' && existsSync(path))
}

function sayNoChromium() {
  const lines = [
    'NO CHROMIUM FOUND: the browser tests (tests/e2e) are NOT run.',
    '',
    'To run them:   apt-get install chromium fonts-noto-cjk',
    'or:            npx playwright-core install chromium',
    'or set         NOROSHI_TEST_CHROMIUM=/path/to/chromium',
  ]
  const bar = '!'.repeat(72)
  console.error(`\n${bar}\n${lines.map((line) => `!!  ${line}`).join('\n')}\n${bar}\n`)
}

/** Counts a report; a file that could not even be loaded, or an error outside any test, is one failure. */
function countReport(file, code) {
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 }
  const report = JSON.parse(readFileSync(file, 'utf8'))
  const count = (states) =>
    report.testResults.flatMap((one) => one.assertionResults).filter((one) => states.includes(one.status)).length
  const broken = report.testResults.filter(
    (one) => one.status === 'failed' && !one.assertionResults.some((test) => test.status === 'failed'),
  ).length
  const failed = count(['failed']) + broken
  return { passed: count(['passed']), failed: failed === 0 && code !== 0 ? 1 : failed, skipped: skippedIn(count) }
}

const skippedIn = (count) => count(['skipped', 'pending', 'todo', 'disabled'])

async function counted(reporter, args, env) {
  const folder = mkdtempSync(join(tmpdir(), 'noroshi-test-'))
  const file = join(folder, 'report.json')
  const code = await vitest([...args, `--reporter=${reporter}`, '--reporter=json', `--outputFile.json=${file}`], env)
  const count = countReport(file, code)
  rmSync(folder, { recursive: true, force: true })
  return count
}

/** Fails, with every test passed, when a branch of core is reached by none of its own tests. */
function runCore() {
  console.log('\n▸ core, every branch of it')
  return counted('dot', ['src/core/', '--coverage', '--coverage.thresholds.branches=100'], {})
}

function runTheOthers(chromium) {
  console.log('\n▸ everything else')
  const without = chromium === undefined ? ['--exclude', 'tests/e2e/**'] : []
  const env = chromium === undefined ? {} : { NOROSHI_TEST_CHROMIUM: chromium }
  return counted('default', ['--exclude', 'src/core/**', ...without], env)
}

const one = (code) => ({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 })

async function runSimulation() {
  if (!existsSync(simulation)) {
    console.error(`\n▸ no simulation: ${simulation} is not there; npm run build makes it`)
    return one(1)
  }
  // One process uses one core; the seeds are shared out, each process plays a row of them.
  const processes = Math.min(availableParallelism(), PROCESSES_MAX)
  const share = Math.ceil(SEEDS / processes)
  console.log(`\n▸ simulation, ${SEEDS} seeds in ${processes} processes`)
  const play = (_, index) => {
    const before = Math.min(index * share, SEEDS)
    const seeds = Math.min(share, SEEDS - before)
    return run(process.execPath, [simulation, '--seed', `${before + 1}`, '--seeds', `${seeds}`])
  }
  const codes = await Promise.all(Array.from({ length: processes }, play))
  return one(Math.max(...codes))
}

const sinceMs = Date.now()
const chromium = await findChromium()
if (chromium === undefined) sayNoChromium()
else console.log(`the browser tests use ${chromium}`)

const parts = [await runCore(), await runTheOthers(chromium), await runSimulation()]
if (parts.slice(0, 2).some(({ passed, failed }) => passed + failed === 0)) {
  console.error('no test ran')
  parts.push(one(1))
}
if (chromium === undefined) sayNoChromium()
if (chromium === undefined && process.env['NOROSHI_TEST_BROWSER'] === 'required') parts.push(one(1))

const sum = (key) => parts.reduce((total, part) => total + part[key], 0)
process.exitCode = sum('failed') > 0 ? 1 : 0
console.log(`\n${((Date.now() - sinceMs) / 1000).toFixed(0)} s, ${sum('skipped')} skipped`)
console.log(`${sum('passed')} passed, ${sum('failed')} failed`)
