// What `npm pack` puts into the package: all that runs, and nothing of the tests and the bench.
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

it('the package holds server, console, migrations, simulator and demo, and no test', () => {
  // The tests run on a build; packing would make another.
  const listed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
  })
  const [{ files }] = JSON.parse(listed) as [{ files: { path: string }[] }]
  const paths = files.map(({ path }) => path)
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
