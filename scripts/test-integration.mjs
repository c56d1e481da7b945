// `npm run test:integration`: the monitoring systems we speak with, as the real programs they are, on loopback. Those that are not
// installed are said loudly not to have been tried, and fail the run where NOROSHI_TEST_PROGRAMS is `required`.
// The last line is the plain count of what passed and failed; the exit code says the same.
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { counted, finish, one, sayLoudly } from './test-run.mjs'

const folder = 'tests/integration-real'
/** Each with the tests that need it and Debian's package. */
const programs = [
  { program: 'prometheus-alertmanager', test: 'alertmanager', package: 'prometheus-alertmanager' },
  { program: 'nagios4', test: 'nagios', package: 'nagios4-core' },
  { program: 'icinga2', test: 'icinga', package: 'icinga2-bin' },
  { program: 'prometheus-alertmanager', test: 'mail', package: 'prometheus-alertmanager' },
  { program: 'exim4', test: 'mail', package: 'exim4-daemon-light' },
  { program: 'swaks', test: 'mail', package: 'swaks' },
  { program: 'promtool', test: 'packaging', package: 'prometheus' },
  { program: 'systemd-analyze', test: 'packaging', package: 'systemd' },
]
/** Where daemons are, which is in no user's path. */
const path = [process.env['PATH'] ?? '', '/usr/local/sbin', '/usr/sbin'].join(delimiter)
const isInstalled = ({ program }) => path.split(delimiter).some((place) => existsSync(join(place, program)))

function sayMissing(missing) {
  if (missing.length === 0) return
  sayLoudly([
    ...missing.map(({ program, test }) => `NO ${program.toUpperCase()} FOUND: ${folder}/${test}.test.ts is NOT run.`),
    '',
    'To run them:   apt-get install --no-install-recommends ' +
      [...new Set(missing.map((each) => each.package))].join(' '),
  ])
}

const sinceMs = Date.now()
const missing = programs.filter((each) => !isInstalled(each))
/** Those of which nothing is missing. */
const tests = [...new Set(programs.map(({ test }) => test))].filter((test) =>
  missing.every((each) => each.test !== test),
)
sayMissing(missing)
const parts = []
if (tests.length > 0)
  parts.push(
    await counted(
      'default',
      // A call is many steps, each of which may have to wait for a busy machine.
      [...tests.map((test) => `${folder}/${test}.test.ts`), '--testTimeout=180000', '--hookTimeout=180000'],
      { PATH: path },
    ),
  )
sayMissing(missing)
if (process.env['NOROSHI_TEST_PROGRAMS'] === 'required') parts.push(...missing.map(() => one(1)))
finish(parts, sinceMs)
