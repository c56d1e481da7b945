// An attachment as an answer: always a download, never a page; nothing in it may be guessed at, run, framed or kept by a cache.

import type { AppContext } from '#http/port'
import type { FileContent } from './incidents-port.ts'

/** RFC 5987: the name as it is for those who read it, and something close for those who do not. */
const disposition = (name: string): string => {
  const plain = name.replace(/[^\x20-\x7e]|["\\%;]/g, '_')
  const whole = encodeURIComponent(name).replace(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`
}

export const answerFile = (context: AppContext, { name, mediaType, content }: FileContent): Response =>
  context.body(content, 200, {
    'Content-Type': mediaType,
    'Content-Disposition': disposition(name),
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'private, no-store',
  })
