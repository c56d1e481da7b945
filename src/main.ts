// The program: takes the outside world (arguments, environment, streams) and hands it to the command line. The only reader of
// process.env. What only a server needs is loaded when a command asks for it: a monitoring system that calls `noroshi` for every
// event should not wait a second for a database driver it will not use.

import { readFileSync } from 'node:fs'
import { exitCodes, runCli } from '#cli/cli'

// A copy: configuration files may name any variable, but a provider's own ones must not change where its client connects.
const env = { ...process.env }
for (const name of Object.keys(process.env)) if (name.startsWith('TWILIO_')) delete process.env[name]

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string
}

// Whoever reads our output may stop reading (`| head`), and the exit code still says what came of the work. What could not be
// written for any other reason is a failure.
let isLost = false
process.stderr.on('error', () => undefined)
process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE' || isLost) return
  isLost = true
  process.stderr.write(`noroshi: the output cannot be written: ${message}\n`)
})
process.on('exit', () => {
  if (isLost) process.exitCode ||= exitCodes.failed
})

process.exitCode = await runCli(process.argv.slice(2), {
  env,
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  fetch,
  serve: async (options) => (await import('./server/commands.ts')).serveHere(env, { ...options, version }),
  migrate: async (options) => (await import('./server/commands.ts')).migrateHere(env, options),
  doctor: async (options) => (await import('./server/doctor.ts')).doctor(env, options),
  demo: async () => {
    // It runs by being loaded, and ends the process itself; it is no part of the product, so nothing here imports it.
    await import(new URL('../demo/main.js', import.meta.url).href)
    return new Promise(() => undefined)
  },
  space: async (request, options) => (await import('./server/space.ts')).spaceHere(env, request, options),
  backup: async (file, options) => (await import('./server/backup.ts')).backupHere(env, file, { ...options, version }),
  restore: async (file, options) => (await import('./server/backup.ts')).restoreHere(env, file, options),
  supportBundle: async (file, options) =>
    (await import('./server/support-bundle.ts')).supportBundleHere(env, file, { ...options, version, now: Date.now }),
  version,
  now: Date.now,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
})
