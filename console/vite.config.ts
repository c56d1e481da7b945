// Builds the console into dist/console, each script and style beside itself once more as gzip, and fails when the first load has more
// script than a phone at night should fetch.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin, type Rolldown } from 'vite'

const SCRIPT_GZIP_BYTES_MAX = 250_000

/** What receives when no page is open: no page loads it. */
const WORKER = 'push-worker'

/** What nearly every list and editor needs, with what that needs: one file of the first load. Left apart it is a dozen of a kilobyte each. */
const SHARED =
  /console\/(components\/(changes|conflict|copied|filter|history|list|remove|saving|seek|sms-size|sought-choice|when)|data\/(diff|merge|sought)|pages\/connection\/(kinds|test-send|numbers))\.tsx?$|src\/contract\/limits\.ts$|query\/.*nfiniteQuery/

const bytesOf = ({ code }: Rolldown.OutputChunk): number => gzipSync(code).length

/** What the first page needs: the entry with all that it imports, and the words of one language, the longer one. */
const budget: Plugin = {
  name: 'first-load-budget',
  generateBundle(_options, bundle) {
    const chunks = Object.values(bundle).flatMap((one) => (one.type === 'chunk' ? [one] : []))
    // Of the contract the console takes types and what stands in its limits; schemas would come with all of zod.
    if (chunks.some(({ modules }) => Object.keys(modules).some((path) => path.includes('/node_modules/zod/'))))
      this.error('the console holds zod: import values from #contract/limits only')
    const needed = new Set(chunks.filter(({ isEntry, name }) => isEntry && name !== WORKER))
    // A set that grows while it is gone through is gone through to its end.
    for (const { imports } of needed) {
      for (const one of chunks) if (imports.includes(one.fileName)) needed.add(one)
    }
    const words = chunks.filter(({ facadeModuleId }) => facadeModuleId?.endsWith('.json')).map(bytesOf)
    const bytes = [...needed].reduce((sum, one) => sum + bytesOf(one), Math.max(0, ...words))
    if (bytes > SCRIPT_GZIP_BYTES_MAX)
      this.error(`the first load of the console has ${bytes} bytes of script, gzip; at most 250 kB`)
  },
}

/** Compressed once, here: the server sends these files to whoever takes gzip. What keeps its name is not among them. */
const compressed: Plugin = {
  name: 'compressed-beside',
  writeBundle({ dir = '.' }, bundle) {
    for (const name of Object.keys(bundle).filter((one) => one.startsWith('assets/'))) {
      const path = join(dir, name)
      writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }))
    }
  },
}

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  plugins: [react(), budget, compressed],
  logLevel: 'warn',
  build: {
    outDir: '../dist/console',
    emptyOutDir: true,
    reportCompressedSize: false,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { main: `${import.meta.dirname}/index.html`, [WORKER]: `${import.meta.dirname}/push/worker.ts` },
      // Browsers look for it again where it was: its name stays.
      output: {
        entryFileNames: ({ name }) => (name === WORKER ? `${WORKER}.js` : 'assets/[name]-[hash].js'),
        codeSplitting: { groups: [{ name: 'shared', test: SHARED }] },
      },
    },
  },
})
