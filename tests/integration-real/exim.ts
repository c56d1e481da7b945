// Exim as the mail server of a house: it keeps the mails for people in one file, hands over those for our domain to us, and returns to
// their senders those for people it does not know.

import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { type Program, startProgram, writeInto } from './program.ts'

export type Exim = Program & {
  readonly port: number
  /** The last mail it kept for an address, as it arrived. */
  readonly mailTo: (address: string) => string | undefined
}

const MAILS = 'mails'

const configuration = (folder: string, port: number, ours: number): string => `
primary_hostname = mx.example.jp
local_interfaces = 127.0.0.1
daemon_smtp_ports = ${port}
spool_directory = ${folder}/spool
log_file_path = ${folder}/%slog
pid_file_path = ${folder}/exim.pid
qualify_domain = example.jp
acl_smtp_rcpt = accept_all
deliver_drop_privilege = true
smtp_accept_max_per_connection = 1000
disable_ipv6 = true
keep_environment =
begin acl
accept_all:
  accept
begin routers
ours:
  driver = manualroute
  domains = in.example.jp
  route_list = * 127.0.0.1::${ours}
  self = send
  transport = over
nobody:
  driver = redirect
  local_parts = nobody
  allow_fail
  data = :fail: 5.1.1 no such person here
people:
  driver = accept
  domains = example.jp
  transport = keep
begin transports
over:
  driver = smtp
keep:
  driver = appendfile
  file = ${folder}/spool/${MAILS}
  envelope_to_add
  return_path_add
begin retry
* * F,1m,1s
`

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('data', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })

/** It runs as itself, not as root, where root starts it: what it writes into is to be its own. */
const giveToIt = (folder: string): void => {
  if (process.getuid?.() !== 0) return
  chmodSync(folder, 0o755)
  const line =
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((one) => one.startsWith('Debian-exim:')) ?? ''
  const [, , user = '0', group = '0'] = line.split(':')
  for (const place of [folder, join(folder, 'spool')]) chownSync(place, Number(user), Number(group))
}

type Setup = { readonly folder: string; readonly port: number; readonly ours: number }

/** @param ours the port on which we take mails */
export const startExim = async ({ folder, port, ours }: Setup): Promise<Exim> => {
  mkdirSync(join(folder, 'spool'))
  const file = writeInto(folder, 'exim.conf', configuration(folder, port, ours))
  chmodSync(file, 0o644)
  giveToIt(folder)
  const program = await startProgram({
    folder,
    command: ['exim4', '-bdf', '-C', file],
    isUp: () => answers(port),
  })
  const kept = join(folder, 'spool', MAILS)
  return {
    ...program,
    port,
    mailTo: (address) => {
      const mails = existsSync(kept) ? readFileSync(kept, 'latin1').split(/^From /m) : []
      return mails.findLast((mail) => mail.includes(`Envelope-to: ${address}`))
    },
  }
}
