// Markup of whatever is given is a text again.
import { expect, it } from 'vitest'
import { escapeMarkup } from './markup.ts'

it.each([
  ['<b onclick="x">', '&lt;b onclick=&quot;x&quot;&gt;'],
  ["it's", 'it&#39;s'],
  ['&lt;', '&amp;lt;'],
  ['佐藤 🔥', '佐藤 🔥'],
])('%s is written %s', (text, written) => expect(escapeMarkup(text)).toBe(written))
