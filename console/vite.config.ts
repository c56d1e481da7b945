// Builds the console into dist/console, and fails when the first load has more script than a phone at night should fetch.

import { gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const SCRIPT_GZIP_BYTES_MAX = 250_000

const budget: Plugin = {
  name: 'first-load-budget',
  generateBundle(_options, bundle) {
    const scripts = Object.values(bundle).flatMap((one) => (one.type === 'chunk' ? [one.code] : []))
    const bytes = scripts.reduce((sum, code) => sum + gzipSync(code).length, 0)
    if (bytes > SCRIPT_GZIP_BYTES_MAX) this.error(`the console has ${bytes} bytes of script, gzip; at most 250 kB`)
  },
}

export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  plugins: [react(), budget],
  logLevel: 'warn',
  build: {
    outDir: '../dist/console',
    emptyOutDir: true,
    reportCompressedSize: false,
    modulePreload: { polyfill: false },
  },
})
