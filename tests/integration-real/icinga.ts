// Icinga 2 with one host and its services, which are told of through its API; its notification commands and the user we come as are
// those of docs/sources.md.

import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { request } from 'node:https'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../support/server-process.ts'
import { fromDocs, noroshiProgram, type Program, startProgram, writeInto } from './program.ts'

type Results = readonly Readonly<Record<string, unknown>>[]

export type Icinga = Program & {
  /** An action of its API, as an administrator; insists on a success. */
  readonly act: (action: string, body: object) => Promise<void>
  /** The attributes of its objects of a kind (`comments`, `services`, …). */
  readonly objects: (kind: string) => Promise<Results>
}

export type IcingaPlace = { readonly folder: string; readonly port: number; readonly ca: string; readonly url: string }

/** The name in its certificate. */
const NODE = 'localhost'
const ADMINISTRATOR = 'administrator:only on loopback'
export const PASSWORD = 'of the user noroshi'

const requestArgs = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${NODE}`]

/** Where it will be, with a certificate of its own: known before it starts. */
export const placeIcinga = async (folder: string): Promise<IcingaPlace> => {
  mkdirSync(join(folder, 'certs'))
  const certificate = join(folder, 'certs', `${NODE}.crt`)
  const files = ['-keyout', join(folder, 'certs', `${NODE}.key`), '-out', certificate]
  const made = spawnSync('openssl', [...requestArgs, '-addext', `subjectAltName=DNS:${NODE}`, ...files])
  if (made.status !== 0) throw new Error(`openssl made no certificate: ${String(made.stderr)}`)
  const ca = readFileSync(certificate, 'utf8')
  writeInto(folder, 'certs/ca.crt', ca)
  const port = await freePort()
  return { folder, port, ca, url: `https://${NODE}:${port}` }
}

type Setup = {
  readonly place: IcingaPlace
  readonly host: string
  readonly services: readonly string[]
  readonly url: string
  readonly key: string
}

const unchecked = 'check_command = "passive"; enable_active_checks = false; max_check_attempts = 1'

const configOf = ({ place, host, services }: Setup, documented: string): string => `
const NodeName = "${NODE}"
const ZoneName = "${NODE}"
const TicketSalt = ""
include <itl>
object Endpoint NodeName { host = NodeName }
object Zone ZoneName { endpoints = [ NodeName ] }
object NotificationComponent "notification" { }
object ApiListener "api" { bind_host = "127.0.0.1"; bind_port = ${place.port} }
object ApiUser "administrator" { password = "only on loopback"; permissions = [ "*" ] }
object User "noroshi" { }
${documented}
object Host "${host}" { ${unchecked} }
object Notification "of host" { host_name = "${host}"; command = "noroshi-host"; users = [ "noroshi" ]; interval = 0 }
${services
  .map(
    (name) => `
object Service "${name}" { host_name = "${host}"; ${unchecked} }
object Notification "of ${name}" {
  host_name = "${host}"; service_name = "${name}"; command = "noroshi-service"; users = [ "noroshi" ]; interval = 0
}`,
  )
  .join('\n')}
`

type Answer = { readonly status: number; readonly text: string }

const ask = ({ port, ca }: IcingaPlace, path: string, body?: object): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const asked = request(
      {
        host: NODE,
        port,
        path: `/v1/${path}`,
        ca,
        auth: ADMINISTRATOR,
        method: body === undefined ? 'GET' : 'POST',
        headers: { accept: 'application/json' },
      },
      (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
      },
    )
    asked.on('error', reject)
    asked.end(body === undefined ? undefined : JSON.stringify(body))
  })

const groupOfUs = (): string => spawnSync('id', ['-gn'], { encoding: 'utf8' }).stdout.trim()

export const startIcinga = async (setup: Setup): Promise<Icinga> => {
  const { place, url, key } = setup
  const { folder } = place
  const documented = fromDocs('sources.md', /^object (?:NotificationCommand|ApiUser) [^]*?\n\}/gm, {
    'https://noroshi.example.jp': url,
    '/etc/noroshi/icinga.key': writeInto(folder, 'key', key),
    '"/usr/local/bin/noroshi"': `"${process.execPath}", "${noroshiProgram}"`,
    'password = "…"': `password = "${PASSWORD}"`,
  })
  const file = writeInto(folder, 'icinga2.conf', configOf(setup, documented))
  const folders = ['DataDir', 'LogDir', 'CacheDir', 'SpoolDir', 'InitRunDir'].flatMap((name) => [
    '-D',
    `${name}=${folder}`,
  ])
  // It would change to a user of its own, who may not read the folder.
  const user = { ICINGA2_USER: userInfo().username, ICINGA2_GROUP: groupOfUs() }
  const program = await startProgram({
    folder,
    command: ['icinga2', 'daemon', '-c', file, ...folders],
    env: user,
    isUp: async () => (await ask(place, 'status')).status === 200,
  })
  return {
    ...program,
    act: async (action, body) => {
      const { status, text } = await ask(place, `actions/${action}`, body)
      if (status !== 200) throw new Error(`icinga answered ${action} with ${status}: ${text}`)
    },
    objects: async (kind) => {
      const { results } = JSON.parse((await ask(place, `objects/${kind}`)).text) as {
        results: readonly { attrs: Readonly<Record<string, unknown>> }[]
      }
      return results.map(({ attrs }) => attrs)
    },
  }
}
