// Serves the console: its page under every address below /console/, its scripts and styles by names that change with their
// content, and the way there from the root. No script runs but the console's own files; styles may stand within the page.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import type { AppEnv } from './port.ts'

const PREFIX = '/console/'
const policy = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ')

/** What keeps its name: what receives pushed messages, and how the console is kept on a home screen. */
const beside = [
  { name: 'push-worker.js', type: 'text/javascript; charset=utf-8' },
  { name: 'manifest.webmanifest', type: 'application/manifest+json; charset=utf-8' },
] as const

/** Returns the folder of the built console, also for sources that run; undefined where none was built. */
export const builtConsole = (): string | undefined =>
  ['../../console', '../../dist/console']
    .map((place) => fileURLToPath(new URL(place, import.meta.url)))
    .find((folder) => existsSync(join(folder, 'assets')))

/** @param folder of the built console */
export const consolePages = (folder: string): Hono<AppEnv> => {
  const page = readFileSync(join(folder, 'index.html'), 'utf8')
  const app = new Hono<AppEnv>()
  app.get('/', (c) => c.redirect(PREFIX, 302))
  // Where the links of invitations lead; what follows # stays with the browser, and goes along.
  app.get('/invitation', (c) => c.redirect(`${PREFIX}invitation`, 302))
  app.get('/console', (c) => c.redirect(PREFIX, 302))
  app.get(
    `${PREFIX}assets/*`,
    serveStatic({
      root: folder,
      // The build has put each file as gzip beside itself.
      precompressed: true,
      rewriteRequestPath: (path) => path.slice(PREFIX.length - 1),
      onFound: (_path, c) => c.header('Cache-Control', 'public, max-age=31536000, immutable'),
    }),
    // A script of the build before must not be answered with a page.
    (c) => c.notFound(),
  )
  for (const { name, type } of beside) {
    const text = readFileSync(join(folder, name), 'utf8')
    app.get(`${PREFIX}${name}`, (c) => c.body(text, 200, { 'Content-Type': type, 'Cache-Control': 'no-cache' }))
  }
  app.get(`${PREFIX}*`, (c) => {
    c.header('Content-Security-Policy', policy)
    c.header('Cache-Control', 'no-store')
    return c.html(page)
  })
  return app
}
