// Lines of CSV: quoted as RFC 4180 says, and harmless in a spreadsheet.
import { expect, it } from 'vitest'
import { csvLine } from './csv.ts'

it.each([
  [['a', 1, null], 'a,1,\r\n'],
  [['a,b', 'say "x"', 'two\nlines'], '"a,b","say ""x""","two\nlines"\r\n'],
  [
    ['=HYPERLINK("http://x")', '+819012345678', '-1', '@x', '\tx'],
    `"'=HYPERLINK(""http://x"")",'+819012345678,'-1,'@x,'\tx\r\n`,
  ],
  [['佐藤', '090-1234'], '佐藤,090-1234\r\n'],
])('%j is a line in which nothing is a formula', (values, line) => {
  expect(csvLine(values)).toBe(line)
})
