// The program: takes the outside world (arguments, environment, streams) and hands it to the command line. The only reader of
// process.env.

import { readFileSync } from 'node:fs'
import { runCli } from '#cli/cli'
import { migrateHere, serveHere } from './server/commands.ts'
import { doctor } from './server/doctor.ts'
import { spaceHere } from './server/space.ts'

// A copy: configuration files may name any variable, but a provider's own ones must not change where its client connects.
const env = { ...process.env }
for (const name of Object.keys(process.env)) if (name.startsWith('TWILIO_')) delete process.env[name]

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string
}

process.exitCode = await runCli(process.argv.slice(2), {
  env,
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  fetch,
  serve: (options) => serveHere(env, { ...options, version }),
  migrate: (options) => migrateHere(env, options),
  doctor: (options) => doctor(env, options),
  space: (request, options) => spaceHere(env, request, options),
  version,
  now: Date.now,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
})
