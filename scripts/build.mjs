// Compiles everything to dist/ (the tree stays the same), builds the console, and copies what neither does: SQL, static pages.
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'

const quiet = process.argv.includes('--quiet')
rmSync('dist', { recursive: true, force: true })
const result = spawnSync('node_modules/.bin/tsc', ['-p', 'tsconfig.json'], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
})
if (result.status !== 0) process.exit(result.status ?? 1)
const page = spawnSync('node_modules/.bin/vite', ['build', '-c', 'console/vite.config.ts'], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
})
if (page.status !== 0) process.exit(page.status ?? 1)
for (const folder of ['src/store/migrations', 'simulator/page', 'demo/data']) {
  if (existsSync(folder)) cpSync(folder, `dist/${folder}`, { recursive: true, filter: (file) => !file.endsWith('.ts') })
}
// npm links the commands of dependencies, not a checkout's own.
if (process.platform !== 'win32') {
  mkdirSync('node_modules/.bin', { recursive: true })
  rmSync('node_modules/.bin/noroshi', { force: true })
  symlinkSync('../../bin/noroshi.mjs', 'node_modules/.bin/noroshi')
  chmodSync('bin/noroshi.mjs', 0o755)
}
if (!quiet) console.log('built dist/')
