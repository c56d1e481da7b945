// Nagios 4 with one host and its services, which are told of passively; its notification commands are those of docs/sources.md.

import { readFileSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { fromDocs, noroshiProgram, type Program, startProgram, writeInto } from './program.ts'

export type Nagios = Program & {
  /** One external command: its name and arguments between semicolons. */
  readonly command: (line: string) => void
  readonly log: () => string
  /** The blocks of its status file of this kind, each as its lines. */
  readonly status: (kind: string) => readonly Readonly<Record<string, string>>[]
}

export const commandFileOf = (folder: string): string => join(folder, 'nagios.cmd')

const settingsOf = (folder: string): string => `
cfg_file=${folder}/objects.cfg
log_file=${folder}/nagios.log
log_archive_path=${folder}
object_cache_file=${folder}/objects.cache
status_file=${folder}/status.dat
status_update_interval=1
command_file=${commandFileOf(folder)}
query_socket=${folder}/nagios.qh
lock_file=${folder}/nagios.pid
temp_file=${folder}/nagios.tmp
temp_path=${folder}
check_result_path=${folder}
check_result_reaper_frequency=1
check_external_commands=1
nagios_user=${userInfo().username}
nagios_group=${userInfo().gid}
retain_state_information=0
use_syslog=0
check_for_updates=0
interval_length=1
illegal_macro_output_chars=\`~$&|'"<>
`

const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']

const watched = `
  check_command never
  active_checks_enabled 0
  max_check_attempts 1
  check_period always
  notification_period always
  notification_interval 0
  contacts noroshi
`

const objectsOf = (host: string, services: readonly string[], commands: string): string => `
${commands}
define command {
  command_name never
  command_line /bin/true
}
define timeperiod {
  timeperiod_name always
  alias always
  ${days.map((day) => `${day} 00:00-24:00`).join('\n  ')}
}
define contact {
  contact_name noroshi
  service_notification_period always
  host_notification_period always
  service_notification_options w,u,c,r,s
  host_notification_options d,u,r,s
  service_notification_commands notify-noroshi-service
  host_notification_commands notify-noroshi-host
}
define host {
  host_name ${host}
  address 127.0.0.1${watched}}
${services.map((service) => `define service {\n  host_name ${host}\n  service_description ${service}${watched}}`).join('\n')}
`

type Blocks = ReturnType<Nagios['status']>
const blocksOf = (text: string, kind: string): Blocks =>
  [...text.matchAll(new RegExp(`^${kind} \\{\\n([^}]*)\\}`, 'gm'))].map(([, lines = '']) =>
    Object.fromEntries(
      lines.split('\n').flatMap((line) => {
        const [name = '', ...rest] = line.trim().split('=')
        return name === '' ? [] : [[name, rest.join('=')] as const]
      }),
    ),
  )

type Setup = {
  readonly folder: string
  readonly host: string
  readonly services: readonly string[]
  readonly url: string
  readonly key: string
}

export const startNagios = async ({ folder, host, services, url, key }: Setup): Promise<Nagios> => {
  const commands = fromDocs('sources.md', /^define command \{[^}]*\}/gm, {
    'https://noroshi.example.jp': url,
    '/etc/noroshi/nagios.key': writeInto(folder, 'key', key),
    '/usr/local/bin/noroshi': `${process.execPath} ${noroshiProgram}`,
  })
  const file = writeInto(folder, 'nagios.cfg', settingsOf(folder))
  writeInto(folder, 'objects.cfg', objectsOf(host, services, commands))
  const log = (): string => readFileSync(join(folder, 'nagios.log'), 'utf8')
  const isUp = async () => log().includes('Successfully launched command file worker')
  const program = await startProgram({ folder, command: ['nagios4', file], isUp })
  return {
    ...program,
    command: (line) => writeFileSync(commandFileOf(folder), `[${Math.floor(Date.now() / 1_000)}] ${line}\n`),
    log,
    status: (kind) => blocksOf(readFileSync(join(folder, 'status.dat'), 'utf8'), kind),
  }
}
