// npm run simulate -- --seeds N [--seed S]: plays N nights, each from its own seed, and prints the seed of the first that
// breaks a promise, so that it can be played again.

import { playNight } from './world.ts'

const option = (name: string): number | null => {
  const at = process.argv.indexOf(`--${name}`)
  const value = at < 0 ? Number.NaN : Number(process.argv[at + 1])
  return Number.isSafeInteger(value) && value >= 0 ? value : null
}

const first = option('seed') ?? 1
const count = option('seeds') ?? (option('seed') === null ? 100 : 1)
const begunMs = performance.now()
const sum = { callouts: 0, calls: 0, crashes: 0, ticks: 0 }

for (let seed = first; seed < first + count; seed += 1) {
  try {
    const night = await playNight(seed)
    for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += night[key]
  } catch (error) {
    console.error(`seed ${seed} broke a promise. Play it again: npm run simulate -- --seed ${seed}`)
    console.error(error)
    process.exit(1)
  }
}
const seconds = ((performance.now() - begunMs) / 1_000).toFixed(1)
console.log(
  `${count} nights from seed ${first}: ${sum.callouts} callouts, ${sum.calls} calls, ${sum.crashes} crashes, ${sum.ticks} ticks in ${seconds} s; every promise kept`,
)
