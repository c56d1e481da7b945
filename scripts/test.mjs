// `npm test`: the tests of core with their branch coverage, every other test there is, then the simulation over many seeds.
// The last line is the plain count of what passed and failed; the exit code says the same.
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { counted, finish, one, run, sayLoudly } from './test-run.mjs'

const SEEDS = Number(process.env['NOROSHI_TEST_SEEDS'] ?? '1000')
const PROCESSES_MAX = 8
const simulation = 'dist/tests/simulation/main.js'
/** Returns the path of a Chromium: the one named, Debian's, or the one Playwright downloaded. */
async function findChromium() {
  const { chromium } = await import('playwright-core')
  const places = [process.env['NOROSHI_TEST_CHROMIUM'], '/usr/bin/chromium', chromium.executablePath()]
  return places.find((path) => path !== undefined && path !== '' && existsSync(path))
}

function sayNoChromium() {
  sayLoudly([
    'NO CHROMIUM FOUND: the browser tests (tests/e2e) are NOT run.',
    '',
    'To run them:   apt-get install chromium fonts-noto-cjk',
    'or:            npx playwright-core install chromium',
    'or set         NOROSHI_TEST_CHROMIUM=/path/to/chromium',
  ])
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
  // Those with real programs are run by `npm run test:integration`.
  return counted('default', ['--exclude', 'src/core/**', '--exclude', 'tests/integration-real/**', ...without], env)
}

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

finish(parts, sinceMs)
