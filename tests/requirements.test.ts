// Every numbered requirement is named by a test, or docs/compatibility.md says "later" or "not ours" and why.
import { describe, expect, it } from 'vitest'
import { account, allIds, namedByTests, namedIn, readCompatibility, readRows } from '../scripts/requirements.mjs'

const row = (id: string, status: string) => ({ id, what: 'what', status })
const problemsOf = (status: string, named: [string, string][] = []) =>
  account({ rows: [row('J-001', status)], named: new Map(named), ids: ['J-001'] }).problems

describe('the requirements of this repository', () => {
  it('are 311', () => {
    expect(allIds).toHaveLength(311)
    expect(new Set(allIds).size).toBe(311)
  })

  it('are all accounted for', () => {
    expect(account({ rows: readCompatibility(), named: namedByTests() }).problems).toEqual([])
  })
})

describe('the accounting', () => {
  it('reads rows and leaves other lines alone', () => {
    const markdown = '| id | what | status |\n| --- | --- | --- |\n| J-001 | a \\| b | later: issue 2 |\ntext J-002\n'
    expect(readRows(markdown)).toEqual([{ id: 'J-001', what: 'a \\| b', status: 'later: issue 2' }])
  })

  it('finds numbers and ranges in code, not in comments', () => {
    const source = "// X-001\n/* X-002 */\nit('rings (X-027…X-029, J-007)', () => {})\n * X-003"
    expect([...namedIn(source)].sort()).toEqual(['J-007', 'X-027', 'X-028', 'X-029'])
  })

  it.each(['later: issue 2', 'not ours: a reason'])('accepts "%s"', (status) => {
    expect(problemsOf(status)).toEqual([])
  })

  it.each(['issue 1', 'tested', '', 'later', 'later: issue 7', 'not ours:'])(
    'refuses "%s" without a test',
    (status) => {
      expect(problemsOf(status)).toHaveLength(1)
    },
  )

  it.each(['issue 1', 'later: issue 2'])('accepts "%s" with a test', (status) => {
    expect(problemsOf(status, [['J-001', 'a.test.ts']])).toEqual([])
  })

  it('refuses missing, doubled and unknown numbers', () => {
    const rows = [row('J-001', 'later: issue 2'), row('J-001', 'later: issue 2'), row('J-003', 'later: issue 2')]
    const { problems } = account({ rows, named: new Map([['J-009', 'a.test.ts']]), ids: ['J-001', 'J-002'] })
    expect(problems).toEqual([
      'J-001 has more than one row',
      'J-003 is in docs/compatibility.md but is no requirement',
      'J-002 has no row in docs/compatibility.md',
      'a.test.ts names J-009, which is no requirement',
    ])
  })

  it('tells which rows a test has overtaken', () => {
    const { outdated } = account({
      rows: [row('J-001', 'later: issue 2')],
      named: new Map([['J-001', 'a.test.ts']]),
      ids: ['J-001'],
    })
    expect(outdated).toEqual(['J-001'])
  })
})
