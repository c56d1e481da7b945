#!/usr/bin/env -S node --max-semi-space-size=64
// The command `noroshi`. Everything is in dist/, which `npm run build` makes. The larger young generation is for the server: what
// lives for one request then dies young, and collecting garbage costs a tenth less of its time.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const main = new URL('../dist/src/main.js', import.meta.url)
if (existsSync(fileURLToPath(main))) {
  await import(main.href)
} else {
  process.stderr.write(
    'Noroshi is not built yet. Run: npm run build\nまだビルドされていません。実行してください: npm run build\n',
  )
  process.exitCode = 1
}
