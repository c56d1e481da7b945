// npm run demo: prints where everything is and how to make a phone ring, and ends with one line that a script can read. Ctrl-C, or
// the end of whoever started it, ends it all.

import { SettingsError } from '#settings/settings'
import { StoreError } from '#store/store-error'
import { startDemo } from './demo.ts'
import { greeting } from './greeting.ts'
import { whenParentEnds } from './parent.ts'

const main = async (): Promise<void> => {
  const { ready, stop } = await startDemo(process.env)
  let stopping = false
  const end = (): void => {
    if (stopping) return
    stopping = true
    void stop().finally(() => process.exit(0))
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end)
  whenParentEnds(end)
  console.log(greeting(ready))
  console.log(`READY ${JSON.stringify(ready)}`)
}

main().catch((error: unknown) => {
  const inWords = error instanceof StoreError || error instanceof SettingsError
  console.error(inWords ? error.message : error)
  process.exit(1)
})
