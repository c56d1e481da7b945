// Accounts for every numbered requirement: tested by name, "later: issue N", "not ours: why", or unaccounted for.
// The numbers and their statuses live in docs/compatibility.md; `npm run requirements` prints the table.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const idPattern = /\b[JTKXR]-\d{3}\b/g
const rangePattern = /\b([JTKXR])-(\d{3})\s*(?:…|\.{2,3}|–)\s*(?:\1-)?(\d{3})\b/g
/** Every number there is, so that a row lost from the table is noticed. */
const ranges = [
  ['J', 1, 57],
  ['T', 1, 22],
  ['K', 1, 38],
  ['X', 1, 113],
  ['R', 1, 5],
  ['R', 10, 47],
  ['R', 50, 60],
  ['R', 70, 73],
  ['R', 80, 83],
  ['R', 90, 94],
  ['R', 100, 103],
  ['R', 110, 119],
]

const idOf = (letter, number) => `${letter}-${String(number).padStart(3, '0')}`

const idsBetween = (letter, from, to) => {
  const ids = []
  for (let number = Number(from); number <= Number(to); number++) ids.push(idOf(letter, number))
  return ids
}

export const allIds = ranges.flatMap(([letter, from, to]) => idsBetween(letter, from, to))

/** Returns the rows of the tables in docs/compatibility.md: id, what, status. */
export function readRows(markdown) {
  const rows = []
  for (const line of markdown.split('\n')) {
    const match = /^\|\s*([JTKXR]-\d{3})\s*\|(.*)\|([^|]*)\|\s*$/.exec(line)
    if (match) rows.push({ id: match[1], what: match[2].trim(), status: match[3].trim() })
  }
  return rows
}

/** Returns the numbers a test file names outside its comments; `X-027…X-030` names four. */
export function namedIn(source) {
  const code = source
    .split('\n')
    .filter((line) => !/^\s*(\/\/|\/\*|\*)/.test(line))
    .join('\n')
  const ids = new Set(code.match(idPattern) ?? [])
  for (const [, letter, from, to] of code.matchAll(rangePattern)) {
    for (const id of idsBetween(letter, from, to)) ids.add(id)
  }
  return ids
}

function stateOf({ id, status }, named) {
  const file = named.get(id)
  if (file !== undefined) return { state: 'tested', detail: file }
  if (/^later: issue [1-6]$/.test(status)) return { state: 'later', detail: status }
  if (/^not ours: \S/.test(status)) return { state: 'not ours', detail: status }
  if (/^issue [1-6]$/.test(status)) return { state: 'unaccounted', detail: `${status}, but no test names it` }
  return { state: 'unaccounted', detail: `unknown status "${status}"` }
}

function tableProblems(rows, ids) {
  const problems = []
  const seen = new Set()
  for (const { id } of rows) {
    if (!ids.includes(id)) problems.push(`${id} is in docs/compatibility.md but is no requirement`)
    if (seen.has(id)) problems.push(`${id} has more than one row`)
    seen.add(id)
  }
  for (const id of ids) if (!seen.has(id)) problems.push(`${id} has no row in docs/compatibility.md`)
  return problems
}

/** Returns what stands where, and every reason why the account is not complete. */
export function account({ rows, named, ids = allIds }) {
  const entries = rows.map((row) => ({ ...row, ...stateOf(row, named) }))
  const strangers = [...named].filter(([id]) => !ids.includes(id))
  const missing = entries.filter(({ state }) => state === 'unaccounted')
  const outdated = entries.filter(({ state, status }) => state === 'tested' && !status.startsWith('issue '))
  const problems = [
    ...tableProblems(rows, ids),
    ...strangers.map(([id, file]) => `${file} names ${id}, which is no requirement`),
    ...missing.map(({ id, detail }) => `${id}: ${detail}`),
  ]
  return { entries, problems, outdated: outdated.map(({ id }) => id) }
}

function testFilesIn(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => /\.(test|case)\.ts$/.test(file) || file.startsWith(join(root, 'tests')))
    .filter((file) => !/tests[\\/](requirements|tidy)\.test\.ts$/.test(file))
    .sort()
}

/** Returns each number named by a test of this repository with the first file that names it. */
export function namedByTests() {
  const named = new Map()
  for (const file of ['src', 'simulator', 'tests'].flatMap((folder) => testFilesIn(join(root, folder)))) {
    for (const id of namedIn(readFileSync(file, 'utf8'))) {
      if (!named.has(id)) named.set(id, relative(root, file).replaceAll('\\', '/'))
    }
  }
  return named
}

export const readCompatibility = () => readRows(readFileSync(join(root, 'docs/compatibility.md'), 'utf8'))

function print({ entries, problems, outdated }) {
  for (const { id, state, detail, what } of entries) {
    console.log(`${id}  ${state.padEnd(11)}  ${what}${state === 'tested' ? `  (${detail})` : `  [${detail}]`}`)
  }
  const count = (state) => entries.filter((entry) => entry.state === state).length
  const states = ['tested', 'later', 'not ours', 'unaccounted'].map((state) => `${count(state)} ${state}`)
  console.log(`\n${entries.length} requirements: ${states.join(', ')}`)
  if (outdated.length > 0) console.log(`tested although the table says otherwise: ${outdated.join(' ')}`)
  for (const problem of problems) console.error(`✗ ${problem}`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const result = account({ rows: readCompatibility(), named: namedByTests() })
  print(result)
  process.exitCode = result.problems.length > 0 ? 1 : 0
}
