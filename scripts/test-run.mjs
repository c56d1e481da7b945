// What runs of tests share: starting processes that end with us, counting what vitest reports, and the plain count as the last line.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const children = new Set()
let stopped = false
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    stopped = true
    for (const child of children) child.kill(signal)
  })
}

/** Resolves with its exit code. */
export function run(command, args, env = {}) {
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

/** Runs these tests; what they do is shown by a reporter, and counted. */
export async function counted(reporter, args, env) {
  const folder = mkdtempSync(join(tmpdir(), 'noroshi-test-'))
  const file = join(folder, 'report.json')
  const code = await vitest([...args, `--reporter=${reporter}`, '--reporter=json', `--outputFile.json=${file}`], env)
  const count = countReport(file, code)
  rmSync(folder, { recursive: true, force: true })
  return count
}

export const one = (code) => ({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 })

/** Says what nobody should overlook. */
export function sayLoudly(lines) {
  const bar = '!'.repeat(72)
  console.error(`\n${bar}\n${lines.map((line) => `!!  ${line}`).join('\n')}\n${bar}\n`)
}

/** The last line is the plain count, and the exit code says the same. */
export function finish(parts, sinceMs) {
  const sum = (key) => parts.reduce((total, part) => total + part[key], 0)
  process.exitCode = sum('failed') > 0 ? 1 : 0
  console.log(`\n${((Date.now() - sinceMs) / 1000).toFixed(0)} s, ${sum('skipped')} skipped`)
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`)
}
