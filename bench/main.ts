// npm run bench [-- --only a,b,… --quick]: measures its parts, (a) to (w), on this machine, over loopback, each beside its ceiling or its
// goal, and prints a table and the same as JSON. It reports; it never fails for being slow. See docs/bench.md.

import { cpus, totalmem } from 'node:os'
import { alerts } from './alerts.ts'
import { broadcasts, bursts } from './bursts.ts'
import { calendars } from './calendar.ts'
import { channels } from './channels.ts'
import { dialects } from './dialects.ts'
import { editor } from './editor.ts'
import { printRow, type Row } from './figures.ts'
import { incidentLists } from './incidents.ts'
import { lighthouse } from './lighthouse.ts'
import { lists } from './lists.ts'
import { previews } from './previews.ts'
import { durableStarts, type Size, startToProvider } from './starts.ts'
import { sweeps } from './sweeps.ts'
import { timers } from './timers.ts'

const parts: readonly { readonly letters: string; readonly run: (size: Size) => Promise<readonly Row[]> }[] = [
  { letters: 'a', run: durableStarts },
  { letters: 'b', run: startToProvider },
  { letters: 'c', run: bursts },
  { letters: 'g', run: broadcasts },
  { letters: 'm', run: channels },
  { letters: 'def', run: timers },
  { letters: 'h', run: incidentLists },
  { letters: 'r', run: alerts },
  { letters: 'lo', run: lists },
  { letters: 's', run: dialects },
  { letters: 'p', run: previews },
  { letters: 'k', run: calendars },
  { letters: 'w', run: sweeps },
  { letters: 'u', run: editor },
  { letters: 'v', run: lighthouse },
]

const at = process.argv.indexOf('--only')
const only = at < 0 ? null : (process.argv[at + 1] ?? '').split(',')
const size: Size = { quick: process.argv.includes('--quick') }
const beganMs = performance.now()
const rows: Row[] = []

for (const { letters, run } of parts) {
  if (only !== null && !only.some((letter) => letters.includes(letter))) continue
  const part = await run(size)
  for (const row of part) printRow(row)
  rows.push(...part)
}

const machine = {
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 2 ** 30),
  node: process.version,
}
const tookS = Math.round((performance.now() - beganMs) / 1_000)
console.log(JSON.stringify({ at: new Date().toISOString(), ...size, machine, tookS, rows }))
process.exit(0)
