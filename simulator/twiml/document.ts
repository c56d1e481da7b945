// Turns an answered webhook into a list of verbs, or into the error the service would log. Keeps the order of siblings:
// in TwiML order is everything. Reads no attribute itself; that is the business of each verb.

import { XMLParser, XMLValidator } from 'fast-xml-parser'
import type { WebhookAnswer } from '../webhook.ts'

export type TwimlNode = {
  name: string
  attributes: Readonly<Record<string, string>>
  children: readonly TwimlNode[]
  text: string
}
export type Problem = { code: number; message: string }
export type Document = { ok: true; verbs: readonly TwimlNode[] } | { ok: false; problem: Problem }

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  trimValues: false,
  parseTagValue: false,
  parseAttributeValue: false,
  // Entities are decoded below in one pass, so that &amp;lt; stays &lt; and CDATA stays untouched.
  processEntities: false,
  cdataPropName: '#cdata',
})

const xmlTypes = ['text/xml', 'application/xml', 'text/html', 'application/xhtml+xml']

/** Checks status, media type and size as the service does, then parses. */
export function documentOfAnswer(answer: WebhookAnswer): Document {
  if (!answer.ok) return { ok: false, problem: answer }
  if (answer.status < 200 || answer.status > 299) {
    return refuse(11200, `HTTP retrieval failure: ${answer.url} answered ${answer.status}`)
  }
  const mediaType = (answer.contentType.split(';', 1)[0] ?? '').trim().toLowerCase()
  if (mediaType === '') return refuse(12300, `Invalid Content-Type: ${answer.url} sent none`)
  if (!xmlTypes.includes(mediaType)) return refuse(12300, `Invalid Content-Type: ${answer.url} sent ${mediaType}`)
  return parseTwiml(answer.body)
}

export function parseTwiml(xml: string): Document {
  const source = xml.trim()
  if (source === '') return refuse(12100, 'Document parse failure: the document is empty')
  // oxlint-disable-next-line no-control-regex -- these are exactly what XML 1.0 forbids
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(source)) {
    return refuse(12100, 'Document parse failure: control characters')
  }
  const verdict = XMLValidator.validate(source)
  if (verdict !== true) return refuse(12100, `Document parse failure: ${verdict.err.msg}`)
  const roots = nodesOf(parser.parse(source) as RawNode[]).filter((node) => !node.name.startsWith('?'))
  const root = roots[0]
  if (!root || root.name !== 'Response') return refuse(12100, 'Document parse failure: the root must be <Response>')
  return { ok: true, verbs: root.children.filter((node) => node.name !== '#text') }
}

/** What is heard of a Say: its text with the substitutions applied, spaces tidied. */
export function spokenText(node: TwimlNode): string {
  return flatten(node).replaceAll(/\s+/g, ' ').trim()
}

function flatten(node: TwimlNode): string {
  if (node.name === '#text') return node.text
  if (node.name === 'sub') return node.attributes['alias'] ?? node.children.map(flatten).join('')
  return node.children.map(flatten).join('')
}

/** Text inside a verb such as Redirect or Number. */
export function innerText(node: TwimlNode): string {
  return node.children
    .map((child) => child.text)
    .join('')
    .trim()
}

type RawNode = Record<string, unknown>

/** What stands in CDATA, which is nothing when it is empty. */
const rawText = ({ '#text': text }: RawNode): string => (typeof text === 'string' ? text : '')

function nodesOf(raw: readonly RawNode[]): TwimlNode[] {
  return raw.map((item) => {
    const name = Object.keys(item).find((key) => key !== ':@') ?? ''
    if (name === '#text') return textNode(decode(String(item['#text'])))
    const inner = item[name] as RawNode[]
    if (name === '#cdata') return textNode(inner.map(rawText).join(''))
    const attributes: Record<string, string> = {}
    for (const [key, value] of Object.entries((item[':@'] as Record<string, unknown> | undefined) ?? {})) {
      attributes[key] = decode(String(value))
    }
    return { name, attributes, children: nodesOf(inner), text: '' }
  })
}

function textNode(text: string): TwimlNode {
  return { name: '#text', attributes: {}, children: [], text }
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function decode(text: string): string {
  return text.replaceAll(/&(#x[0-9a-f]+|#\d+|[a-z]+);/gi, (whole, body: string) => {
    if (!body.startsWith('#')) return named[body] ?? whole
    const code =
      body[1]?.toLowerCase() === 'x' ? Number.parseInt(body.slice(2), 16) : Number.parseInt(body.slice(1), 10)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}

function refuse(code: number, message: string): Document {
  return { ok: false, problem: { code, message } }
}
