// What `npm pack` puts into the package: all that runs, and nothing of the tests and the bench.
import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { freePort } from './support/server-process.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

const packed = (): readonly string[] => {
  // The tests run on a build; packing would make another.
  const listed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
  })
  const [{ files }] = JSON.parse(listed) as [{ files: { path: string }[] }]
  return files.map(({ path }) => path)
}

it('the package holds server, console, migrations, simulator and demo, and no test', () => {
  const paths = packed()
  for (const needed of [
    'bin/noroshi.mjs',
    'dist/src/main.js',
    'dist/src/store/migrations/0001-foundation.sql',
    'dist/demo/main.js',
    'dist/demo/data/noroshi.yaml',
    'dist/simulator/page/index.html',
    'LICENSE',
    'README.md',
  ])
    expect(paths).toContain(needed)
  expect(paths.some((path) => /^dist\/console\/.*\.js$/.test(path))).toBe(true)
  expect(paths.filter((path) => /(^|\/)(tests|bench)\/|\.test\.js$/.test(path))).toEqual([])
})

type Locked = { readonly packages: Readonly<Record<string, { readonly dev?: boolean }>> }

/** As `npm i ./noroshi-*.tgz` leaves a folder: the files of the package, and beside it what it needs to run, without what only its making needs. */
const installInto = (folder: string): void => {
  for (const file of packed()) cpSync(join(root, file), join(folder, 'node_modules/noroshi', file))
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Locked
  for (const [path, { dev = false }] of Object.entries(packages)) {
    // What stands within another package comes with it.
    if (dev || !/^node_modules\/(@[^/]+\/)?[^/]+$/.test(path)) continue
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    symlinkSync(join(root, path), join(folder, path))
  }
}

it('installed in an empty folder, `npx noroshi demo` starts, with nothing of the checkout', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'noroshi-package-'))
  // As root the database runs as another account, which has to pass this folder.
  chmodSync(folder, 0o755)
  installInto(folder)
  const env = {
    ...process.env,
    NOROSHI_PORT: String(await freePort()),
    NOROSHI_SIMULATOR_PORT: String(await freePort()),
  }
  const demo = spawn(process.execPath, ['--preserve-symlinks', 'node_modules/noroshi/bin/noroshi.mjs', 'demo'], {
    cwd: folder,
    env,
  })
  const ended = new Promise((resolve) => demo.once('exit', resolve))
  try {
    const said: string[] = []
    demo.stderr.on('data', (text: Buffer) => said.push(text.toString()))
    const ready = await new Promise<{ url: string }>((resolve, reject) => {
      createInterface({ input: demo.stdout }).on('line', (line) => {
        if (line.startsWith('READY ')) resolve(JSON.parse(line.slice('READY '.length)) as { url: string })
      })
      void ended.then((code) => reject(new Error(`the demo ended with ${String(code)}: ${said.join('')}`)))
    })
    expect((await fetch(`${ready.url}/readyz`)).status).toBe(200)
    expect(await (await fetch(`${ready.url}/console/`)).text()).toContain('<div id="root">')
  } finally {
    demo.kill('SIGTERM')
    await ended
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
})
