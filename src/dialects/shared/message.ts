// Messages of a timeline may carry four HTML tags: a, b, br and img. Whatever comes in is read as HTML and written anew from
// nothing but text, these tags and three attributes, so that no reading of the result can find anything else in it.

import { Parser } from 'htmlparser2'

/** Returns the text of a web address that may be linked to, or null. */
const address = (raw: string | undefined): string | null => {
  const trimmed = raw?.trim() ?? ''
  return /^https?:\/\/\S+$/i.test(trimmed) && URL.canParse(trimmed) ? trimmed : null
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string, pattern = /[&<>]/g): string => text.replace(pattern, (one) => escapes[one] ?? one)
const attribute = (name: string, value: string): string => ` ${name}="${escaped(value, /[&<>"]/g)}"`

type Attributes = Readonly<Record<string, string>>

const image = ({ src, alt }: Attributes): string => {
  const from = address(src)
  if (from === null) return ''
  return `<img${attribute('src', from)}${alt === undefined ? '' : attribute('alt', alt)}>`
}

/** Their content is no text. */
const silent = new Set(['script', 'style'])

type Written = { html: string; readonly open: { readonly tag: string; readonly written: boolean }[]; silent: number }

const openTag = (written: Written, tag: string, attributes: Attributes): void => {
  if (tag === 'br') written.html += '<br>'
  else if (tag === 'img') written.html += image(attributes)
  if (tag !== 'a' && tag !== 'b') return
  const href = tag === 'a' ? address(attributes['href']) : null
  const worthIt = tag === 'b' || href !== null
  if (worthIt) written.html += `<${tag}${href === null ? '' : attribute('href', href)}>`
  written.open.push({ tag, written: worthIt })
}

const closeTag = (written: Written, tag: string): void => {
  if (written.open.at(-1)?.tag !== tag) return
  if (written.open.pop()?.written === true) written.html += `</${tag}>`
}

/** Returns the message with nothing in it but text, a, b, br and img; everything else is taken out, its text stays. */
export const cleanMessage = (message: string): string => {
  const written: Written = { html: '', open: [], silent: 0 }
  const parser = new Parser(
    {
      onopentag: (tag, attributes) => {
        if (silent.has(tag)) written.silent += 1
        else if (written.silent === 0) openTag(written, tag, attributes)
      },
      ontext: (text) => {
        if (written.silent === 0) written.html += escaped(text)
      },
      onclosetag: (tag) => {
        if (silent.has(tag)) written.silent -= 1
        else if (written.silent === 0) closeTag(written, tag)
      },
    },
    { decodeEntities: true, lowerCaseTags: true },
  )
  parser.end(message)
  return written.html
}
