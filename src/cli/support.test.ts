// `noroshi support-bundle`: what it is asked, and what it says.
import { expect, it } from 'vitest'
import { run } from './testing/run.ts'

it('names the file and asks to read it; says what went wrong; needs a file', async () => {
  const asked: unknown[] = []
  const supportBundle = (file: string, { config }: { config: string | null }) => {
    asked.push([file, config])
    return Promise.resolve(
      file === 'there' ? ({ ok: false, detail: 'there exists already.' } as const) : ({ ok: true } as const),
    )
  }
  const around = { env: { LANG: 'C' }, deps: { supportBundle } }
  expect(await run(['support-bundle', 'new', '-c', 'n.yaml'], around)).toMatchObject({
    code: 0,
    err: 'Written: new. Read it before you send it.\n',
  })
  expect(await run(['support-bundle', 'there'], around)).toMatchObject({ code: 1, err: 'there exists already.\n' })
  expect((await run(['support-bundle'], around)).code).toBe(2)
  expect(asked).toEqual([
    ['new', 'n.yaml'],
    ['there', null],
  ])
})
