// `npm run simulator`: the phone network by itself, for a first look and for scripts. Prints how to reach it.

import { startSimulator } from './index.ts'

const port = Number(process.env['NOROSHI_SIMULATOR_PORT'] ?? '8090')
const host = process.env['NOROSHI_HOST'] ?? '127.0.0.1'

try {
  const simulator = await startSimulator({ port, host })
  console.log(`The phone network is at ${simulator.url}/`)
  console.log(`  account sid  ${simulator.accountSid}`)
  console.log(`  auth token   ${simulator.authToken}`)
  console.log(`  call from    ${simulator.numbers.join(', ')}`)
  const stop = (): void => {
    simulator.close().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
} catch (error) {
  const { code } = error as NodeJS.ErrnoException
  console.error(code === 'EADDRINUSE' ? `Port ${port} is taken; set NOROSHI_SIMULATOR_PORT to another one.` : error)
  process.exit(1)
}
