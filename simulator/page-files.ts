// The page's files, read from the folder beside this module. Only names listed by the folder itself are served, so that no
// path from a request ever reaches the file system.

import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('./page/', import.meta.url))

const types: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
}

export type PageFile = { type: string; body: Buffer }

/** The file for a path such as `/` or `/page/phones.js`, or null. */
export function pageFile(path: string): PageFile | null {
  const name = path === '/' ? 'index.html' : path.startsWith('/page/') ? path.slice(6) : ''
  const type = types[name.split('.').at(-1) ?? '']
  if (type === undefined || !readdirSync(folder).includes(name)) return null
  return { type, body: readFileSync(folder + name) }
}
