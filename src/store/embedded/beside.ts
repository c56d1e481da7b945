// The way into the embedded database of a server that runs: what it wrote when it started says where it listens, and the password
// lies beside the data, readable by the account that runs it. For commands that work above the spaces; they migrate nothing.

import { readFileSync, realpathSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { StoreError } from '../store-error.ts'
import { connectionUrl, type Listen } from './config.ts'
import { readNote } from './data-dir.ts'

const settingIn = (text: string, name: string): string | null =>
  new RegExp(`^${name} = '?([^'\\n]*)'?$`, 'm').exec(text)?.[1] ?? null

/** @errors embedded.path when this account may not read what the server wrote */
export const connectionBeside = (dataDirAsked: string): string => {
  const wanted = resolve(dataDirAsked)
  const dataDir = realpathSync(readNote(wanted) ?? wanted)
  try {
    const config = readFileSync(join(dataDir, 'postgres.conf'), 'utf8')
    const password = readFileSync(join(dataDir, 'postgres.password'), 'utf8').trim()
    const folder = settingIn(config, 'unix_socket_directories')
    const listen: Listen = folder
      ? { kind: 'socket', folder }
      : { kind: 'tcp', port: Number(settingIn(config, 'port')) }
    return connectionUrl(listen, password)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new StoreError(
      'embedded.path',
      `A server runs on ${dataDir}, and its database cannot be reached from here (${why}). Run this as the account that runs the server, or as root.`,
      { cause },
    )
  }
}
