// Runs the server under a few lines of shell that hold the reading end of a pipe from us. When the pipe closes, by
// stop() or because we died of anything at all, they stop PostgreSQL cleanly. A shell, because it is small, lies where
// every account can run it (a node under a home of mode 700 does not), and survives what kills node.
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { hasCode, StoreError } from '../store-error.ts'
import { type Account, cleanEnvironment } from './run.ts'

// Signals meant for us (Ctrl-C, a service manager) must not end the database first: it has its own session, and the
// shell ignores them. SIGINT is "fast shutdown"; it is repeated because the server misses one in its first instants.
// Once told to stop, the watcher ends by itself (USR1 ignored), so that no helper of it is left without a parent.
const script = `
exec 3<&0 </dev/null
trap '' HUP INT TERM
"$@" 3<&- &
pid=$!
echo "$pid"
(
  while read -r _ <&3; do :; done
  trap '' USR1
  while kill -INT "$pid"; do sleep 0.02 || sleep 1; done
) >/dev/null 2>&1 &
watcher=$!
exec 3<&-
wait "$pid"
status=$?
kill -USR1 "$watcher" 2>/dev/null
wait "$watcher" 2>/dev/null
exit "$status"
`

export type Supervised = {
  /** resolves with the server's last words when it has ended, for whatever reason */
  ended: Promise<string>
  /** asks for a fast, clean stop and waits for it */
  stop(): Promise<void>
}

export type SuperviseOptions = {
  command: string
  args: string[]
  account: Account | null
  pgData: string
  startMs: number
}

// A clean stop writes everything to disk first, which a slow one may take long over.
const cleanStopMs = 60_000

/**
 * Starts the server and waits until it accepts connections.
 * @errors embedded.start with the server's own reason
 */
export async function supervise(options: SuperviseOptions): Promise<Supervised> {
  const child = launch(options)
  let words = ''
  const keep = (text: string) => {
    words = (words + text).slice(-4000)
  }
  child.stderr?.setEncoding('utf8').on('data', keep)
  const pid = firstLine(child)
  let hasEnded = false
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => keep(error.message))
    child.on('close', () => {
      hasEnded = true
      resolve(words.trim())
    })
  })
  // A closed pipe here only means that the shell ended first, which 'close' reports.
  child.stdin?.on('error', () => undefined)
  const until = Date.now() + options.startMs
  const server = await Promise.race([pid, ended.then(() => '')])
  const stop = async () => {
    child.ref()
    child.stdin?.end()
    // "Immediate": nothing committed is lost, the next start replays the log.
    const timer = setTimeout(() => signal(Number(server), 'SIGQUIT'), cleanStopMs)
    await ended
    clearTimeout(timer)
  }
  while (!isReady(options.pgData, server)) {
    if (hasEnded) throw new StoreError('embedded.start', `The embedded database did not start: ${await ended}`)
    if (Date.now() > until) {
      await stop()
      throw new StoreError(
        'embedded.start',
        `The embedded database was not ready within ${options.startMs / 1000} s: ${words}`,
      )
    }
    await sleep(3)
  }
  // What it said so far was about starting; what comes now is about its end.
  words = ''
  release(child)
  return { ended, stop }
}

function signal(pid: number, name: 'SIGQUIT'): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error
  }
}

function launch(options: SuperviseOptions): ChildProcess {
  const { account } = options
  return spawn('/bin/sh', ['-c', script, 'noroshi-postgres', options.command, ...options.args], {
    cwd: '/',
    env: cleanEnvironment(),
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(account ? { uid: account.uid, gid: account.gid } : {}),
  })
}

// A forgotten stop() must not keep our process from ending: its end closes the pipe, which stops the server.
function release(child: ChildProcess): void {
  child.unref()
  for (const stream of [child.stdin, child.stdout, child.stderr]) {
    // Pipes to a child are sockets in Node; their declared type is only a stream.
    if (stream instanceof Socket) stream.unref()
  }
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    child.stdout?.setEncoding('utf8').on('data', (part: string) => {
      text += part
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')))
    })
  })
}

// The server writes its pid file: line 1 is its process, line 8 its status.
function isReady(pgData: string, pid: string): boolean {
  try {
    const lines = readFileSync(join(pgData, 'postmaster.pid'), 'utf8').split('\n')
    return lines[0]?.trim() === pid && lines[7]?.trim() === 'ready'
  } catch {
    // Not written yet; the wait around us has its own bound and sees a server that ended.
    return false
  }
}
