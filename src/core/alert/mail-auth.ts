// What a mail server of the house has found out about who a mail is from (RFC 8601, Authentication-Results), and whether that is
// worth anything for the address in From. Only the server named counts: anybody can write such a line, and it takes out those that
// bear its name. Of several lines about one method the topmost counts, for servers put theirs on top.

export type MailAuth = {
  /** A word as `pass`, `fail`, `none`; null: nothing was said. */
  readonly spf: string | null
  readonly dkim: string | null
  readonly dmarc: string | null
  /** One of them passes for the domain in From. */
  readonly passes: boolean
}

type Result = { readonly method: string; readonly result: string; readonly domains: readonly string[] }

const LINE_CHARACTERS_MAX = 4_000
const LINES_MAX = 20
const METHOD = /^\s*([a-z-]+)(?:\/\d+)?\s*=\s*([a-z]+)/
const DOMAIN = /\b(?:smtp\.mailfrom|smtp\.helo|header\.d|header\.i|header\.from)\s*=\s*"?(?:[^\s;"]*@)?([^\s;"@]+)/g

/** What a method found, and the domains it found it for. */
const resultsIn = (part: string): readonly Result[] => {
  const found = METHOD.exec(part)
  if (found === null) return []
  const [method, result] = found.slice(1) as [string, string]
  return [{ method, result, domains: [...part.matchAll(DOMAIN)].map((one) => String(one[1])) }]
}

/** What a line of the server says; a line of another says nothing. */
const saidIn = (line: string, server: string): readonly Result[] => {
  const plain = line
    .slice(0, LINE_CHARACTERS_MAX)
    .toLowerCase()
    .replace(/\([^()]*\)/g, ' ')
  const [by, ...parts] = plain.split(';')
  const [name] = String(by).trim().split(/\s+/)
  return name === server.toLowerCase() ? parts.flatMap(resultsIn) : []
}

/** One of them is the other, or is within it. */
const belongs = (domain: string, from: string): boolean =>
  domain === from || from.endsWith(`.${domain}`) || domain.endsWith(`.${from}`)

export type AuthAsked = {
  /** Lines of Authentication-Results, the topmost first. */
  readonly lines: readonly string[]
  /** The address in From. */
  readonly from: string
  /** Whose lines count; null: nobody's. */
  readonly server: string | null
}

export const mailAuthOf = ({ lines, from, server }: AuthAsked): MailAuth => {
  const said = server === null ? [] : lines.slice(0, LINES_MAX).map((line) => saidIn(line, server))
  const domain = from.slice(from.lastIndexOf('@') + 1).toLowerCase()
  /** Several signatures stand in one line; the best of them counts. */
  const of = (method: string): { readonly word: string | null; readonly passes: boolean } => {
    const line = said.map((results) => results.filter((one) => one.method === method)).find(({ length }) => length > 0)
    const words = (line ?? []).map(({ result }) => result)
    const passes = (line ?? []).some(
      ({ result, domains }) => result === 'pass' && domains.some((one) => belongs(one, domain)),
    )
    return { word: words.includes('pass') ? 'pass' : (words[0] ?? null), passes }
  }
  const [spf, dkim, dmarc] = [of('spf'), of('dkim'), of('dmarc')]
  return { spf: spf.word, dkim: dkim.word, dmarc: dmarc.word, passes: spf.passes || dkim.passes || dmarc.passes }
}
