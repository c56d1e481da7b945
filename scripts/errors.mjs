// Writes docs/errors.md from the error codes of src/contract/errors.ts (build first); a test keeps the two equal.
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ')

/** Returns the page that lists every error code, in alphabetical order. */
export function errorsPage(errorCodes) {
  const rows = Object.entries(errorCodes)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, { status, retry, en, ja }]) => `| \`${code}\` | ${status} | ${retry} | ${cell(en)} | ${cell(ja)} |`)
  return `# Errors

Every error answer of \`/v1\` is \`application/problem+json\` and carries one of these codes in \`code\`. A code never
changes its meaning. \`retry\` says whether the same request can succeed later. This page is written by
\`node scripts/errors.mjs\`.

| code | status | retry | meaning | 意味 |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { errorCodes } = await import('../dist/src/contract/errors.js')
  writeFileSync(new URL('../docs/errors.md', import.meta.url), errorsPage(errorCodes))
}
