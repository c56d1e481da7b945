#!/usr/bin/env node
// The command `noroshi`. Everything is in dist/, which `npm run build` makes.
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
